// Refusals that placement gives: commands that belong to both sides at once, results that cannot be copied or are not known,
// scripts that were not read.
import { buildScript } from './build-scripts.ts';
import { installerIn } from './installers.ts';
import { type Evidence, observedPaths, type ObservedWrites } from './evidence.ts';
import type { PackageDecision } from './packages.ts';
import type { Placement } from './place.ts';
import type { Refusal } from './plan.ts';
import { refuse, stepRange, uniqueRefusals } from './refusals.ts';
import type { Slice } from './slice.ts';
import { firstWords, languageInstalls, type StageView, type Step, type Unit } from './stage-view.ts';

/** Commands of the builder that may leave anything anywhere, so that nothing says what to copy. */
export function refuseLost(
  view: StageView,
  slice: Slice,
  placement: Placement,
  lastBuilder: number,
): readonly Refusal[] {
  return view.units.flatMap((unit) =>
    unit.steps.flatMap((step) => {
      if (
        unit.place > lastBuilder ||
        (step.kind !== 'unknown' && step.kind !== 'run') ||
        placement.of.get(step)?.side !== 'builder'
      )
        return [];
      const outcome = slice.outcomes.get(step);
      const known = outcome === undefined || outcome.unknownBelow.length === 0 || outcome.outputs.length > 0;
      const name = step.facts.command.words
        .map(({ raw }) => raw)
        .slice(0, 2)
        .join(' ');
      return known
        ? []
        : [
            refuse(
              'unreadable-script',
              stepRange(unit, step),
              `what \`${name}\` leaves is not known, and it needs what only the builder has; give it a RUN of its own after the build`,
            ),
          ];
    }),
  );
}

const compilers = /^(?:build-essential|build-base|alpine-sdk|gcc|g\+\+|clang)(?:-\d+)?$/;
const mayCompile = new Set<string>(['pip', 'poetry', 'pipenv', 'pdm', 'uv', 'bundler']);

/** Installs that run where the image ships, because nothing tells what they leave, while the compilers stay in the builder. */
export function refuseUnbuilt(
  view: StageView,
  slice: Slice,
  placement: Placement,
  packages: ReadonlyMap<Step, readonly PackageDecision[]>,
): readonly Refusal[] {
  const left = [...packages.values()].flat().find((each) => !each.kept && compilers.test(each.package.name));
  if (left === undefined) return [];
  return view.units.flatMap((unit) =>
    unit.steps.flatMap((step) => {
      const compiles =
        step.kind === 'language' && languageInstalls(step).some(({ manager }) => mayCompile.has(manager));
      const leaves = (slice.outcomes.get(step)?.outputs.length ?? 0) > 0;
      return !compiles || leaves || placement.of.get(step)?.side !== 'shipped'
        ? []
        : [
            refuse(
              'unreadable-script',
              stepRange(unit, step),
              `what \`${firstWords(step)}\` leaves cannot be told, and it may compile with ${left.package.name}, which would not ship; install into a folder that stays`,
            ),
          ];
    }),
  );
}

/** Scripts that a RUN starts and that were not read, or that install packages themselves. */
export function refuseScripts(view: StageView, evidence: Evidence | null): readonly Refusal[] {
  return view.units.flatMap((unit) => {
    const wrote = evidence?.wrote.get(unit.instruction.index);
    // Why: a layer that is too scattered to be copied tells no more than the script that was not read.
    const tells = evidence !== null && observedPaths(evidence, unit.instruction.index, () => false) !== null;
    return wrote === undefined || !tells ? refuseUnread(view, unit) : refuseObserved(view, unit, wrote);
  });
}

/** What a script leaves is seen in its layer; packages that it installs beside are not its own to copy. */
function refuseObserved(view: StageView, unit: Unit, { files }: ObservedWrites): readonly Refusal[] {
  const installs = files.some((path) =>
    /^\/(?:var\/lib\/dpkg\/status|lib\/apk\/db\/installed|var\/lib\/rpm\/.*)$/.test(path),
  );
  if (!installs || unit.steps.some(({ kind }) => kind === 'install' || kind === 'upkeep')) return [];
  return unit.steps.flatMap((step) =>
    buildScript(view, unit, step) === null && !runsFetchedScript(view, unit, step)
      ? []
      : [
          refuse(
            'unreadable-script',
            stepRange(unit, step),
            'it installs packages of the distribution, as its layer shows; name them in a RUN of the Dockerfile to have them split',
          ),
        ],
  );
}

function refuseUnread(view: StageView, unit: Unit): readonly Refusal[] {
  return unit.steps.flatMap((step) => {
    if (runsFetchedScript(view, unit, step))
      return [
        refuse(
          'unreadable-script',
          stepRange(unit, step),
          'it runs a script that was fetched, and what that installs is not known; name what it brings in a RUN of its own',
        ),
      ];
    const script = buildScript(view, unit, step);
    if (script === null) return [];
    const range = stepRange(unit, step);
    if (script.text === null)
      return [
        refuse(
          'unreadable-script',
          range,
          `${script.name} could not be read, so what it leaves is not known; open the folder with its build context`,
        ),
      ];
    return script.packages
      ? [
          refuse(
            'unreadable-script',
            range,
            `${script.name} installs packages; name them in a RUN of the Dockerfile to have them split`,
          ),
        ]
      : [];
  });
}

const shells = /^(?:ba|da|[zka])?sh$/;

/** A shell that runs what a download before it brought, by a pipe or by its file, and that is no well-known installer. */
function runsFetchedScript(view: StageView, unit: Unit, step: Step): boolean {
  const { command } = step.facts;
  const [program = '', ...rest] = command.words.map((word) => word.value ?? word.raw);
  if (!shells.test(program.slice(program.lastIndexOf('/') + 1)) || installerIn(unit, step) !== null) return false;
  const operand = rest.find((word) => !/^[-+]/.test(word));
  if (rest.some((word) => /^-[a-z]*c$/.test(word))) return false;
  const reads = command.joinedBy === '|' && (operand === undefined || rest.some((word) => /^-[a-z]*s$/.test(word)));
  if (reads) return unit.steps.some((other) => other.block === step.block && other.kind === 'fetch');
  const name = operand?.slice(operand.lastIndexOf('/') + 1) ?? '';
  if (name === '') return false;
  const fetches = view.units.filter(({ place }) => place <= unit.place).flatMap(({ steps }) => steps);
  return fetches.some(
    (other) =>
      other.kind === 'fetch' && other.facts.command.words.some(({ raw }) => raw === name || raw.endsWith(`/${name}`)),
  );
}

/** Commands that cannot be parted from neighbours on the other side, or whose results cannot be copied. */
export function refusePlacement({ torn, stuck }: Placement): readonly Refusal[] {
  return uniqueRefusals([
    ...torn.map(({ unit, step }) =>
      refuse(
        'unreadable-script',
        stepRange(unit, step),
        'this part of the command must run in the shipped stage while its neighbours build; give it a RUN of its own',
      ),
    ),
    ...stuck.map(({ unit, step, why }) =>
      refuse('unreadable-script', stepRange(unit, step), `${why}; install under /usr/local or /opt to have it split`),
    ),
  ]);
}
