// Ruby: gems are carried in the folder where RubyGems and Bundler put them, what Rails builds for browsers as it lies, and
// what gems need of the system is said by name. It rewrites no configuration of Bundler's.
import { joinPath } from '../../effects/path-set.ts';
import type { PackageManager } from '../../effects/effect.ts';
import { runtimeHalf } from '../../knowledge/debian-packages.ts';
import { uncopyable } from '../carry.ts';
import { contextTexts } from '../context-view.ts';
import { instructionRange, refuse, stepRange } from '../refusals.ts';
import type { Refusal } from '../plan.ts';
import type { Roots } from '../roots.ts';
import { languageInstalls, systemInstalls, wordsOf, type StageView, type Step, type Unit } from '../stage-view.ts';
import { filesOf, librariesOf, programsOf } from './ruby-needs.ts';
import { buildsAssets, gemsOf, installsGems, scriptsStayBehind, tasksOf, type Gems } from './ruby-project.ts';
import { noAdvice, type Output, type PackageNeed, type Recipe, type RecipeAdvice } from './recipe.ts';

const image = 'docker.io/library/ruby';

function tree(path: string, reason: string): Output {
  return { path, kind: 'tree', certain: true, reason };
}

/** Ruby comes with the image, whose GEM_HOME holds gems, their programs and Bundler's settings. */
function inOwnImage({ base }: StageView): boolean {
  return base?.image === image;
}

/** Ruby comes of the distribution's own packages, which know one folder for gems. */
function isPackaged(view: StageView): boolean {
  return (
    view.base?.manager === 'apt' &&
    view.units.some(({ steps }) =>
      steps.some((step) =>
        systemInstalls(step).some(({ packages }) =>
          packages.some(({ name }) => /^ruby(?:[\d.]+|-full|-dev)?$/.test(name)),
        ),
      ),
    )
  );
}

function bundlerSetting({ context }: Step['facts'], name: string): string {
  return context.variable(`BUNDLE_${name.toUpperCase()}`) ?? context.setting(`bundle ${name}`) ?? '';
}

/** Where gems arrive; empty where the text does not tell. */
function gemFolders(view: StageView, step: Step): readonly Output[] {
  const { facts } = step;
  const { workingFolder, user, home } = facts.context;
  const why = 'the gems, at the path where they were built';
  const found: Output[] = [];
  const named = languageInstalls(step).flatMap(({ into }) => (into.prefix === null ? [] : [into.prefix]));
  found.push(...named.map((path) => tree(path, why)));
  const bundler = languageInstalls(step).some(({ manager }) => manager === 'bundler');
  const vendored =
    bundler &&
    named.length === 0 &&
    (wordsOf(step).includes('--deployment') || /^(?:1|true)$/.test(bundlerSetting(facts, 'deployment')));
  if (vendored) found.push(tree(joinPath(workingFolder, 'vendor/bundle'), why));
  if (inOwnImage(view)) {
    const gemHome = '/usr/local/bundle';
    if (!found.some(({ path }) => path === gemHome))
      found.push(
        tree(gemHome, found.length === 0 ? why : 'programs of gems, and what Bundler remembers of its settings'),
      );
    return found;
  }
  // Why: options that Bundler remembers lie beside the project where no variable says otherwise.
  if (bundler && remembers(step))
    found.push(tree(joinPath(workingFolder, '.bundle'), 'what Bundler remembers of its options'));
  if (found.length > 0) return found;
  if (!isPackaged(view)) return [];
  const root = user === 'root' || user === '0';
  return root
    ? [tree('/var/lib/gems', why), tree('/usr/local/bin', 'programs of the gems')]
    : [tree(`${home}/.local/share/gem`, why), tree(`${home}/.gem`, why)].slice(0, 1);
}

/** `--path`, `--without`, `--deployment`: what Bundler writes down for later runs. */
function remembers(step: Step): boolean {
  return wordsOf(step).some((word) => /^--(?:path|without|with|deployment|frozen|binstubs)(?:=|$)/.test(word));
}

const scriptManagers = new Set<PackageManager>(['npm', 'yarn', 'pnpm', 'bun']);

/** Packages of the npm registry for the project, or a build of its scripts. */
function worksOnScripts(step: Step): boolean {
  const installs = languageInstalls(step).some(
    ({ manager, into }) => scriptManagers.has(manager) && into.kind !== 'system',
  );
  return installs || (step.kind === 'compile' && scriptManagers.has(step.facts.effect.tool as PackageManager));
}

/** What a task of Rails leaves; null for any other command. */
function taskOutputs(view: StageView, step: Step): readonly Output[] | null {
  const { workingFolder } = step.facts.context;
  const words = wordsOf(step);
  if (words.includes('bootsnap') && words.includes('precompile'))
    return [tree(joinPath(workingFolder, 'tmp/cache/bootsnap'), 'compiled program text that Bootsnap loads')];
  if (!buildsAssets(step)) return null;
  const entries = view.snapshot.context?.listing?.entries ?? [];
  const brings = (name: string): boolean =>
    entries.some(({ path }) => path.startsWith(`${name}/`) || path.includes(`/${name}/`));
  const only = tasksOf(step).every((task) => task.startsWith('assets:') || task === 'webpacker:compile');
  // Why: where a later command changes a folder that the task alone makes, that folder must be there.
  const made = ['tmp', 'log'].filter((name) => !brings(name)).map((name) => joinPath(workingFolder, name));
  const changed = view.units.some(({ steps }) =>
    steps.some(({ facts }) => facts.effect.touches.some(({ path }) => made.includes(path.path))),
  );
  const folder = only && brings('public') && !changed ? joinPath(workingFolder, 'public') : workingFolder;
  return uncopyable(folder, 'tree') === null ? [tree(folder, 'what the build makes for browsers')] : null;
}

function outputsOf(view: StageView, unit: Unit, step: Step, roots: Roots): readonly Output[] | null {
  if (installsGems(step)) {
    // Why: RubyGems itself lies among Ruby's own files; it is brought up to date where it runs.
    if (wordsOf(step).includes('--system')) return [];
    const folders = gemFolders(view, step);
    return folders.length === 0 ? null : folders;
  }
  const { tool, verb } = step.facts.effect;
  if (/^bundler?$/.test(tool) && verb === 'config') return [];
  if ((worksOnScripts(step) || bringsScripts(unit, step)) && scriptsStayBehind(view, roots)) return [];
  return taskOutputs(view, step);
}

/** A step that sets up a package source of Node's or Yarn's. */
function bringsScripts(unit: Unit, step: Step): boolean {
  const block = unit.steps.filter((each) => each.block === step.block);
  return block.some(
    ({ kind, facts }) =>
      kind !== 'install' &&
      (facts.command.words.some(({ raw }) => /nodesource|yarnpkg/.test(raw)) ||
        facts.effect.writes.some(({ path }) => /\/(?:nodesource|yarn)[\w.-]*$/.test(path.path))),
  );
}

/** Packages that bring a JavaScript runtime or its package managers. */
const scriptPackages = ['nodejs', 'node', 'npm', 'yarn', 'yarnpkg', 'nodejs-npm', 'nodejs-current', 'pnpm'];

function systemNeeds(view: StageView, { names, asked }: Gems): Pick<RecipeAdvice, 'packages' | 'lacking' | 'commands'> {
  const packages: PackageNeed[] = [];
  const lacking: PackageNeed[] = [];
  const commands = new Map<string, string>();
  const installed = view.units.flatMap(({ steps }) =>
    steps.flatMap((step) => systemInstalls(step).flatMap((each) => each.packages.map(({ name }) => name))),
  );
  const hasVips = installed.some((name) => /vips/.test(name));
  for (const name of names) {
    for (const library of librariesOf(name)) packages.push({ name: library, reason: `${name} loads it` });
    // Why: gems that can take either are taken to use ImageMagick unless libvips was installed for them.
    if (!(name === 'mini_magick' && !asked.has(name)) && !(name === 'image_processing' && hasVips))
      for (const program of programsOf(name)) commands.set(program, `${name} calls it`);
    const file = filesOf(name);
    if (file !== null && !(name === 'tzinfo' && names.has('tzinfo-data')))
      lacking.push({ name: file, reason: `${name} reads its files` });
  }
  const systemLibraries = view.units.some(({ steps }) =>
    steps.some(
      (step) =>
        step.facts.command.words.some(({ raw }) => raw.includes('--use-system-libraries')) ||
        step.facts.context.variable('NOKOGIRI_USE_SYSTEM_LIBRARIES') !== undefined,
    ),
  );
  if (systemLibraries && names.has('nokogiri'))
    for (const name of ['libxml2-dev', 'libxslt1-dev']) packages.push({ name, reason: 'nokogiri loads it' });
  for (const { path, text } of contextTexts(view.snapshot, ['.gemspec']))
    if (/git ls-files/.test(text)) commands.set('git', `${path} calls it whenever Bundler loads it`);
  return { packages, lacking, commands };
}

/** A full image has the libraries of most gems, and no list says which ones are loaded. */
function unreadGems(view: StageView): readonly Refusal[] {
  if (view.base?.role !== 'full') return [];
  return view.units.flatMap((unit) =>
    unit.steps
      .filter((step) => languageInstalls(step).some(({ manager }) => manager === 'bundler'))
      .map((step) =>
        refuse(
          'unreadable-script',
          stepRange(unit, step),
          'neither Gemfile.lock nor Gemfile could be read, so the libraries that gems load are not known; open the folder with its build context',
        ),
      ),
  );
}

/** A library that a gem loads has no name that is surely known on the base's release, and no line installs it. */
function unknownNames(view: StageView, packages: readonly PackageNeed[]): readonly Refusal[] {
  const [from] = view.units;
  const { base } = view;
  if (from === undefined || base?.role !== 'full') return [];
  const installed = new Set(
    view.units.flatMap(({ steps }) =>
      steps.flatMap((step) => systemInstalls(step).flatMap((each) => each.packages.map(({ name }) => name))),
    ),
  );
  const unknown = packages.find(({ name }) => {
    const half = base.distribution === null ? null : runtimeHalf(name, base.distribution);
    return !installed.has(name) && (half === null || half.certainty === 'derived');
  });
  if (unknown === undefined) return [];
  const gem = unknown.reason.replace(/ loads it$/, '');
  const message = `${gem} loads a library whose package is not surely known on ${base.release ?? 'this release'}; install ${unknown.name} in a RUN, or name a later release in the tag, to have it split`;
  return [refuse('unknown-base', instructionRange(from), message)];
}

function adviseRuby(view: StageView, roots: Roots): RecipeAdvice {
  const gems = gemsOf(view);
  const needs = systemNeeds(view, gems);
  const commands = new Map(needs.commands);
  const bundled = view.units.some(({ steps }) =>
    steps.some((step) => languageInstalls(step).some(({ manager }) => manager === 'bundler')),
  );
  if (bundled) commands.set('bundle', 'what starts is loaded with the gems that Bundler chose');
  const stay = scriptsStayBehind(view, roots);
  return {
    ...noAdvice,
    ...needs,
    commands,
    withoutHalf: new Map(stay ? scriptPackages.map((name) => [name, 'only building the assets runs JavaScript']) : []),
    refusals: gems.unread ? unreadGems(view) : unknownNames(view, needs.packages),
    assumptions: stay
      ? ['JavaScript is not run once the assets are built: no gem of the list asks for a runtime of it']
      : [],
  };
}

export const ruby: Recipe = {
  id: 'ruby',
  recognises: (view) => inOwnImage(view) || view.units.some(({ steps }) => steps.some(installsGems)),
  outputs: outputsOf,
  staysBehind: (view, unit, step, roots) =>
    bringsScripts(unit, step) && scriptsStayBehind(view, roots) ? 'only building the assets runs JavaScript' : null,
  advise: adviseRuby,
};
