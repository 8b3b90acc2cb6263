// Node: dependencies and what a build makes of the project are carried where they lie, global tools go where something
// calls them, and what add-ons load of the system is said by name. Nothing is pruned: what a start script may call stays.
import type { PackageManager } from '../../effects/effect.ts';
import { isWithin } from '../../effects/path-set.ts';
import { uncopyable } from '../carry.ts';
import { contextTexts } from '../context-view.ts';
import { instructionRange, refuse, stepRange } from '../refusals.ts';
import type { Refusal } from '../plan.ts';
import { startedScript } from '../package-scripts.ts';
import type { Roots } from '../roots.ts';
import { languageInstalls, systemInstalls, wordsOf, type StageView, type Step, type Unit } from '../stage-view.ts';
import { clearCachesCommand } from './node-caches.ts';
import { binariesOf, calledPrograms, downloadOf, librariesOf, programsOf, projectBuilders } from './node-needs.ts';
import { installsNode, nodeManagers, nodePackages, projectIn, whyWholeFolder, yarnStore } from './node-project.ts';
import { pruneCommand } from './node-pruning.ts';
import { servedFolder } from './static-site.ts';
import { noAdvice, type Output, type PackageNeed, type Recipe, type RecipeAdvice } from './recipe.ts';

const image = 'docker.io/library/node';

function tree(path: string, reason: string): Output {
  return { path, kind: 'tree', certain: true, reason };
}

function installOutputs(view: StageView, unit: Unit, step: Step): readonly Output[] {
  const { home } = step.facts.context;
  const found: Output[] = [];
  for (const { into, packages } of languageInstalls(step)) {
    if (into.kind === 'system' || into.prefix === null) continue;
    const folder = into.prefix;
    const whole = whyWholeFolder(view, unit, step, folder);
    if (whole !== null && uncopyable(folder, 'tree') === null) found.push(tree(folder, whole));
    else
      found.push(
        tree(`${folder === '/' ? '' : folder}/node_modules`, 'the dependencies, at the path where they were built'),
      );
    const store = yarnStore(view, unit, step, folder);
    if (store !== null) found.push(tree(`${home}/${store}`, 'Yarn’s own store, which the project’s map points into'));
    const project = projectIn(view, unit, folder);
    for (const name of [...(project?.dependencies ?? []), ...packages.map((each) => each.name)]) {
      const below = downloadOf(name);
      if (below !== null && usesOwnBrowser(step))
        found.push({ ...tree(`${home}/${below}`, `${name} fetches a browser there`), certain: false });
    }
  }
  return found;
}

/** Nothing names another browser for the one that an install fetches. */
function usesOwnBrowser({ facts: { context } }: Step): boolean {
  return ['PUPPETEER_SKIP_DOWNLOAD', 'PUPPETEER_EXECUTABLE_PATH'].every((name) => context.variable(name) === undefined);
}

/** A program of the project or of its packages that works on the project where it stands. */
function worksOnProject(step: Step): boolean {
  const { tool, known } = step.facts.effect;
  const [, ...rest] = wordsOf(step);
  const name = tool.slice(tool.lastIndexOf('/') + 1);
  if (/^(?:npx|pnpx|bunx)$/.test(name)) return !known;
  if (/^(?:yarn|pnpm|bun)$/.test(name)) return !known && /^(?:exec|x|dlx|node)$/.test(rest[0] ?? '');
  return step.kind !== 'check' && projectBuilders.has(name);
}

function outputsOf(view: StageView, unit: Unit, step: Step, roots: Roots): readonly Output[] | null {
  if (step.facts.effect.tool === 'corepack') return [];
  const served = servedFolder(view, roots);
  if (served !== null && installsProject(step)) return [];
  if (served !== null && (step.kind === 'compile' || worksOnProject(step)))
    return [tree(served, 'the container serves this folder and nothing else')];
  if (installsNode(step)) return installOutputs(view, unit, step);
  const folder = step.facts.context.workingFolder;
  if (!worksOnProject(step) || uncopyable(folder, 'tree') !== null) return null;
  return [tree(folder, 'the project as the build left it')];
}

function installsProject(step: Step): boolean {
  return installsNode(step) && languageInstalls(step).every(({ into }) => into.kind !== 'system');
}

/** Why a global tool does not ship: nothing at run time calls what it brings. Null where something may. */
function staysBehind(view: StageView, step: Step, roots: Roots): string | null {
  if (roots.unread.length > 0) return null;
  if (installsProject(step) && servedFolder(view, roots) !== null) return 'only the build loads what it installs';
  if (step.facts.effect.tool === 'corepack')
    return calledManager(roots) === null ? 'nothing at run time calls a package manager that it brings' : null;
  const globals = languageInstalls(step).filter(({ into, manager }) => into.kind === 'system' && manager !== 'pip');
  const [first] = globals;
  if (!installsNode(step) || first === undefined || globals.some(({ open }) => open)) return null;
  const programs = globals.flatMap(({ packages }) => packages.flatMap(({ name }) => binariesOf(name)));
  const texts = sourceTexts(view).map(({ text }) => text);
  if (programs.some((name) => roots.commands.has(name) || texts.some((text) => quotes(text, name)))) return null;
  return programs.length === 0 ? null : `only the build calls ${programs.slice(0, 2).join(', ')}`;
}

function calledManager(roots: Roots): string | null {
  return ['pnpm', 'yarn', 'pnpx', 'corepack'].find((name) => roots.commands.has(name)) ?? null;
}

function sourceTexts(view: StageView): readonly { readonly path: string; readonly text: string }[] {
  return contextTexts(view.snapshot, ['.js', '.mjs', '.cjs', '.ts', '.mts']);
}

/** True where the text holds the program as the first word of a quoted string. */
function quotes(text: string, program: string): boolean {
  return ["'", '"', '`'].some(
    (mark) => text.includes(`${mark}${program}${mark}`) || text.includes(`${mark}${program} `),
  );
}

function adviseNode(view: StageView, roots: Roots): RecipeAdvice {
  const { names, complete, compilesNothing } = nodePackages(view);
  const packages: PackageNeed[] = [];
  const commands = new Map<string, string>();
  for (const name of new Set([...names, ...runByName(view, roots)])) {
    for (const library of librariesOf(name)) packages.push({ name: library, reason: `${name} loads it` });
    for (const program of programsOf(name)) commands.set(program, `${name} calls it`);
  }
  for (const { path, text } of sourceTexts(view)) {
    if (!/child_process|\bexeca\b|\bshelljs\b|\bzx\b/.test(text)) continue;
    for (const program of calledPrograms) if (quotes(text, program)) commands.set(program, `${path} calls it`);
  }
  const manager = calledManager(roots);
  if (manager !== null) commands.set('corepack', `it brings ${manager}, which runs`);
  return {
    ...noAdvice,
    packages,
    commands,
    lacking: beside(view, new Set([...commands.keys(), ...roots.commands.keys()])),
    withoutHalf: interpretersOfGyp(view, roots, commands),
    isSource: sourcesOfSite(view, roots),
    refusals: [...unknownRelease(view, packages), ...scattered(view)],
    assumptions: [
      ...(complete
        ? []
        : ['the list of npm packages could not be read whole: check that each one’s system libraries are installed']),
      ...roots.unread
        .filter((path) => path.endsWith('/package.json'))
        .map(
          (path) =>
            `${path} could not be read: check that its scripts start nothing but Node and programs of its packages`,
        ),
    ],
    wheelsOnly: view.units.some(({ steps }) => steps.some(installsNode)) ? compilesNothing : null,
  };
}

/** Programs that the build or the container runs; one that is called like its package needs what the package needs. */
function runByName(view: StageView, roots: Roots): readonly string[] {
  const built = view.units.flatMap(({ steps }) =>
    steps.map((step) => startedScript(wordsOf(step), null)?.direct?.[0] ?? step.facts.effect.tool),
  );
  return [...built, ...roots.commands.keys()];
}

/** Everything of a site but the served folder is read by the build alone. */
function sourcesOfSite(view: StageView, roots: Roots): RecipeAdvice['isSource'] {
  const served = servedFolder(view, roots);
  const { workingFolder } = view.snapshot.config;
  if (served === null) return null;
  return (path) => !path.startsWith('/') || (isWithin(workingFolder, path) && !isWithin(served, path));
}

/** What node-gyp needs of Python, by the names of Debian and Alpine. */
const gypPython = new Set(
  ['python', 'python2', 'python3']
    .flatMap((name) => [name, ...['minimal', 'dev', 'pip'].map((part) => `${name}-${part}`)])
    .concat(['python2.7', 'python-is-python3', 'python3-setuptools', 'python3-distutils', 'py3-setuptools', 'py3-pip']),
);

/** The base has Node, or the distribution's packages bring it. */
function bringsNode(view: StageView): boolean {
  if (view.base?.image === image) return true;
  const names = view.units.flatMap(({ steps }) =>
    steps.flatMap((step) => systemInstalls(step).flatMap((each) => each.packages.map(({ name }) => name))),
  );
  return view.base?.python === null && names.some((name) => /^nodejs(?:-|$)/.test(name));
}

/** Python beside Node is node-gyp's, unless something at run time calls it or brings packages for it. */
function interpretersOfGyp(
  view: StageView,
  roots: Roots,
  commands: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  if (!bringsNode(view) || roots.unread.length > 0) return new Map();
  const steps = view.units.flatMap((unit) => unit.steps);
  const isPython = (name: string): boolean => /^(?:python|pip|py3-)/.test(name);
  const runs = [...roots.commands.keys(), ...commands.keys()].some(isPython);
  const packages = steps.flatMap((step) =>
    systemInstalls(step).flatMap((each) => each.packages.map(({ name }) => name)),
  );
  const more = packages.some((name) => isPython(name) && !gypPython.has(name));
  const installs = steps.some((step) => languageInstalls(step).some(({ manager }) => !nodeManagers.has(manager)));
  if (runs || more || installs || contextTexts(view.snapshot, ['.py']).length > 0) return new Map();
  return new Map([...gypPython].map((name) => [name, 'only node-gyp needs it, to compile add-ons']));
}

/** Node brings authorities of its own; programs beside it, and settings that name the system's, need the system's. */
function beside(view: StageView, programs: ReadonlySet<string>): readonly PackageNeed[] {
  if (view.base?.image !== image) return [];
  const openssl = programs.has('openssl') ? [{ name: 'openssl', reason: 'something at run time calls it' }] : [];
  const caller = ['git', 'curl', 'wget', 'openssl'].find((name) => programs.has(name));
  const { environment } = view.snapshot.config;
  const setting = [...environment].find(
    ([name, value]) => value.includes('--use-openssl-ca') || (/CERT|CA_/.test(name) && value.startsWith('/etc/ssl')),
  )?.[0];
  if (caller === undefined && setting === undefined) return openssl;
  return [
    ...openssl,
    { name: 'ca-certificates', reason: `${caller ?? setting ?? ''} trusts the system’s authorities` },
  ];
}

/** What the project's own scripts make lies among the base's folders, so that nothing says what to copy. */
function scattered(view: StageView): readonly Refusal[] {
  return view.units.flatMap((unit) =>
    unit.steps.flatMap((step) => {
      const folder = step.facts.context.workingFolder;
      const builds = worksOnProject(step) || (step.kind === 'compile' && nodeManagers.has(managerOf(step)));
      const whole = installsProject(step) && whyWholeFolder(view, unit, step, folder) !== null;
      const why = builds || whole ? uncopyable(folder, 'tree') : null;
      if (why === null) return [];
      return [refuse('unreadable-script', stepRange(unit, step), `${why}; build the project in a WORKDIR of its own`)];
    }),
  );
}

function managerOf(step: Step): PackageManager {
  return step.facts.effect.tool as PackageManager;
}

/** A library is needed by name, and the tag does not tell the release whose name counts. */
function unknownRelease(view: StageView, packages: readonly PackageNeed[]): readonly Refusal[] {
  const [first] = packages;
  const from = view.units[0];
  if (first === undefined || from === undefined || view.base?.image !== image || view.base.distribution !== null)
    return [];
  const tag = view.base.reference.tag ?? 'latest';
  return [
    refuse(
      'unknown-base',
      instructionRange(from),
      `the tag does not tell the Debian release, and ${first.reason.replace(/ loads it$/, '')} needs a library of it; write node:${tag}-bookworm, say`,
    ),
  ];
}

export const node: Recipe = {
  id: 'node',
  recognises: (view) => view.base?.image === image || view.units.some(({ steps }) => steps.some(installsNode)),
  outputs: outputsOf,
  advise: adviseNode,
  finish: (view, roots, last, carries) =>
    servedFolder(view, roots) === null
      ? (pruneCommand(view, roots, last) ?? clearCachesCommand(view, last, carries))
      : null,
  staysBehind: (view, _unit, step, roots) => staysBehind(view, step, roots),
};
