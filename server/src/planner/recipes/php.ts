// PHP: what the image's own tools compile is carried in the interpreter's folders, what Composer installs in the project's. The
// tag stays: extensions fit the very version that they were compiled for.
import { joinPath } from '../../effects/path-set.ts';
import { uncopyable } from '../carry.ts';
import { instructionRange, refuse, stepRange } from '../refusals.ts';
import type { Refusal } from '../plan.ts';
import type { Roots } from '../roots.ts';
import { languageInstalls, wordsOf, type StageView, type Step, type Unit } from '../stage-view.ts';
import { phpPrograms, whyWholeProject } from './php-project.ts';
import { noAdvice, type Output, type Recipe } from './recipe.ts';

const image = 'docker.io/library/php';

function tree(path: string, reason: string): Output {
  return { path, kind: 'tree', certain: true, reason };
}

const extensions = tree('/usr/local/lib/php/extensions', 'the extensions that were compiled');
const settings = tree('/usr/local/etc/php/conf.d', 'the settings that load the extensions');

function isComposer({ facts }: Step): boolean {
  return /^composer(?:\.phar)?$/.test(facts.effect.tool);
}

/** It fetches Composer itself, checks it or puts it where programs are found. */
function bringsComposer(unit: Unit, step: Step): boolean {
  if (
    isComposer(step) ||
    !unit.steps.some(({ facts }) => facts.command.words.some(({ raw }) => raw.includes('getcomposer.org')))
  )
    return false;
  const block = unit.steps.filter((each) => each.block === step.block);
  return block.some(({ facts }) =>
    facts.command.words.some(({ raw }) => /getcomposer\.org|composer-setup|composer\.phar|bin\/composer/.test(raw)),
  );
}

/** An extension that is compiled from its own sources: `phpize && ./configure && make install`. */
function buildsExtension(view: StageView, unit: Unit): boolean {
  return view.base?.image === image && unit.steps.some(({ facts }) => /(?:^|\/)phpize$/.test(facts.effect.tool));
}

/** It loads an extension that the file compiles, which is there in the builder first. */
function enables(view: StageView, step: Step): boolean {
  return (
    step.facts.effect.tool === 'docker-php-ext-enable' &&
    view.units.some((unit) =>
      unit.steps.some(({ facts }) => /^(?:docker-php-ext-install|pecl|pear|phpize)$/.test(facts.effect.tool)),
    )
  );
}

/** Composer is brought and no line runs it: people run it in the container, with what it fetches and unpacks by. */
function composerForPeople(view: StageView): ReadonlyMap<string, string> {
  const runs = view.units.some(({ steps }) => steps.some(isComposer));
  const brought = view.units.some(
    (unit) =>
      unit.facts.copy?.writes.some(({ path }) => path.endsWith('/composer')) === true ||
      unit.steps.some((step) => bringsComposer(unit, step)),
  );
  const why = 'Composer is brought, and no line runs it: it is for the running container';
  return new Map(runs || !brought ? [] : ['composer', 'git', 'unzip', 'zip'].map((name) => [name, why]));
}

/** Why Composer is of use at run time; null where it is not. */
function whoCalls(view: StageView, roots: Roots): string | null {
  return roots.commands.get('composer') ?? composerForPeople(view).get('composer') ?? null;
}

/** The project's packages: `vendor` alone, or the whole folder where scripts and plugins write beside it. */
function projectOutputs(view: StageView, unit: Unit, step: Step, folder: string): readonly Output[] {
  const whole = whyWholeProject(view, unit, step, folder);
  if (whole !== null && uncopyable(folder, 'tree') === null) return [tree(folder, whole)];
  return [tree(joinPath(folder, 'vendor'), 'the packages, at the path where Composer put them')];
}

function composerOutputs(view: StageView, unit: Unit, step: Step): readonly Output[] | null {
  const { verb } = step.facts.effect;
  const { home, workingFolder } = step.facts.context;
  const installs = languageInstalls(step);
  if (wordsOf(step).includes('global'))
    return installs.map(({ into }) =>
      tree(joinPath(into.prefix ?? `${home}/.composer`, 'vendor'), 'Composer’s global packages'),
    );
  if (verb === 'create-project') return null;
  if (installs.length > 0)
    return installs.flatMap(({ into }) => projectOutputs(view, unit, step, into.prefix ?? workingFolder));
  if (verb === 'config') return [];
  if (/^dump-?autoload$/.test(verb ?? '')) return projectOutputs(view, unit, step, workingFolder);
  return step.facts.effect.known && /^run/.test(verb ?? '') && uncopyable(workingFolder, 'tree') === null
    ? [tree(workingFolder, 'the project as its scripts left it')]
    : null;
}

function outputsOf(view: StageView, unit: Unit, step: Step, roots: Roots): readonly Output[] | null {
  const { tool } = step.facts.effect;
  if (tool === 'docker-php-ext-install') return [extensions, settings];
  if (enables(view, step)) return [settings];
  if (tool === 'pecl' || tool === 'pear') return [extensions];
  if (/^docker-php-(?:ext-configure|source)$/.test(tool)) return [];
  if (step.kind === 'compile' && buildsExtension(view, unit))
    return wordsOf(step).includes('install') ? [extensions] : [];
  if (bringsComposer(unit, step)) {
    const why = whoCalls(view, roots);
    return why === null ? [] : [{ path: '/usr/local/bin', kind: 'tree', certain: true, reason: why }];
  }
  return isComposer(step) ? composerOutputs(view, unit, step) : null;
}

/** Composer works among the base’s folders, so that nothing says what to copy. */
function scattered(view: StageView): readonly Refusal[] {
  return view.units.flatMap((unit) =>
    unit.steps.flatMap((step) =>
      languageInstalls(step).flatMap(({ manager, into }) => {
        if (manager !== 'composer' || into.prefix === null || wordsOf(step).includes('global')) return [];
        const stuck = whyWholeProject(view, unit, step, into.prefix) === null ? null : uncopyable(into.prefix, 'tree');
        return stuck === null
          ? []
          : [refuse('unreadable-script', stepRange(unit, step), `${stuck}; install in a WORKDIR of its own`)];
      }),
    ),
  );
}

/** The interactive interpreter is what the image starts. */
function startsNothing(view: StageView, roots: Roots): readonly Refusal[] {
  const last = view.units.at(-1);
  const entry = view.units.find(({ facts }) => facts === roots.entry) ?? last;
  const interactive = roots.argv.join(' ') === 'php -a';
  return interactive && entry !== undefined
    ? [
        refuse(
          'image-for-building',
          instructionRange(entry),
          'the image starts an interpreter for people; name a program to have it split',
        ),
      ]
    : [];
}

export const php: Recipe = {
  id: 'php',
  recognises: (view) => view.base?.image === image || view.units.some(({ steps }) => steps.some(isComposer)),
  outputs: outputsOf,
  staysBehind(view, unit, step, roots) {
    if (enables(view, step)) return 'it looks at the extension; the settings that it writes are copied';
    return bringsComposer(unit, step) && whoCalls(view, roots) === null ? 'only building calls Composer' : null;
  },
  advise: (view, roots) => ({
    ...noAdvice,
    commands: new Map([...phpPrograms(view), ...composerForPeople(view)]),
    refusals: [...scattered(view), ...startsNothing(view, roots)],
  }),
};
