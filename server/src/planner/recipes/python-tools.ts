// Poetry, PDM and their kin where only the build calls them: installed beside the interpreter to make an environment that lies
// elsewhere. It knows the managers by name and reads no configuration of theirs.
import type { Roots } from '../roots.ts';
import { baseName, firstWords, languageInstalls, type StageView, type Step } from '../stage-view.ts';

/** Packages that make environments or wheels and that no program imports. */
const managers = new Set(['poetry', 'pdm', 'pipenv', 'uv', 'virtualenv', 'hatch', 'rye', 'pip-tools']);
/** What is brought up to date or added beside them. */
const besides = new Set(['pip', 'wheel', 'build', 'poetry-core', 'poetry-plugin-export', 'pdm-backend', 'hatchling']);

/** Programs that start others by settings that nobody reads here. */
const supervisors = /^(?:circusd|forego|s6-svscan|runsvdir|crond?|monit|init|systemd|make)$/;

/** Verbs of a manager that run a program of the project in its environment. */
const runs = /^(?:run|shell|script|x|tool|build|publish)$/;

function managerOf({ facts: { effect } }: Step): string | null {
  const name = baseName(effect.tool);
  return managers.has(name) ? name : null;
}

/** Nothing that starts with the container, and no line that uses the environment, calls a manager. */
function onlyInstalls(view: StageView, { commands, texts, unread, argv }: Roots): boolean {
  const calls = [...commands.keys()].some((name) => managers.has(name) || supervisors.test(name));
  if (calls || unread.length > 0 || argv.some((word) => managers.has(baseName(word)))) return false;
  if (texts.some(({ text }) => [...managers].some((name) => new Set(text.match(/[\w-]+/g)).has(name)))) return false;
  return view.units.every(({ steps }) =>
    steps.every((step) => managerOf(step) === null || !runs.test(step.facts.effect.verb ?? 'run')),
  );
}

/** The step installs managers alone, beside the interpreter. */
function installsManagers(step: Step): boolean {
  const installs = languageInstalls(step);
  const names = installs.flatMap(({ packages }) => packages.map(({ name }) => name));
  return (
    names.some((name) => managers.has(name)) &&
    names.every((name) => managers.has(name) || besides.has(name)) &&
    installs.every(
      ({ into, manifests, open, manager }) =>
        into.kind === 'system' && manifests.length === 0 && !open && manager === 'pip',
    )
  );
}

/**
 * Why a command belongs to the builder alone: it installs a manager of environments that nothing at run time calls, or sets
 * one up. Null for any other command.
 */
export function onlyBuildsEnvironments(view: StageView, step: Step, roots: Roots): string | null {
  const brings = installsManagers(step);
  const installs = languageInstalls(step).length > 0;
  if (!brings && (managerOf(step) === null || installs)) return null;
  if (!onlyInstalls(view, roots)) return null;
  return brings
    ? 'it brings tools to install with; nothing at run time calls them'
    : `\`${firstWords(step)}\` serves installing`;
}
