// Front ends: Node projects that only make files for others to serve. What runs lies elsewhere, so what npm installed beside
// their sources serves the build alone; and where nothing at run time is Node at all, neither is the interpreter of use.
import { isWithin, joinPath } from '../../effects/path-set.ts';
import { contextCandidates, contextTexts } from '../context-view.ts';
import { installerIn } from '../installers.ts';
import type { Roots } from '../roots.ts';
import { languageInstalls, wordsOf, type StageView, type Step, type Unit } from '../stage-view.ts';
import { binariesOf, projectBuilders } from './node-needs.ts';
import { nodeManagers, projectIn } from './node-project.ts';
import { noAdvice, type Recipe } from './recipe.ts';

/** A project whose dependencies only its own build loads. */
interface FrontEnd {
  /** Absolute. */
  readonly folder: string;
  readonly unit: Unit;
}

interface FrontEnds {
  readonly projects: readonly FrontEnd[];
  /** Nothing at run time is Node: the image need not have it. */
  readonly nodeIsIdle: boolean;
}

const none: FrontEnds = { projects: [], nodeIsIdle: false };
const answers = new WeakMap<Roots, FrontEnds>();

/** Programs that run JavaScript, or programs of npm packages. */
const runtimes = ['node', 'nodejs', 'npm', 'npx', 'yarn', 'yarnpkg', 'pnpm', 'pnpx', 'bun', 'bunx', 'corepack'];

const nodeImage = 'docker.io/library/node';

/** Programs that hand out files, and shells around them: on Node's own image anything else may be a program of a package. */
const webServers = new Set(['nginx', 'apache2', 'apache2ctl', 'apachectl', 'httpd', 'caddy', 'lighttpd', 'sh', 'exec']);

/** Packages of other languages that call Node when they run. */
const callsNode = /execjs|cfscrape|cloudscraper|yt[-_]dlp|youtube[-_]dl|\breflex\b|nodejs|nodeenv|django[-_]node/i;

/** Ways to call a program, by language. */
const calls =
  /subprocess|os\.system|popen|os\/exec|ProcessBuilder|getRuntime\(\)|shell_exec|proc_open|process::Command/i;

/** Folders of a project that builds fill for others to serve. */
const served = /^(?:build|dist|out|public|static|www|storybook-static)$/;

function frontEndsOf(view: StageView, roots: Roots): FrontEnds {
  let known = answers.get(roots);
  if (known === undefined) {
    known = findFrontEnds(view, roots);
    answers.set(roots, known);
  }
  return known;
}

function findFrontEnds(view: StageView, roots: Roots): FrontEnds {
  const { context, config } = view.snapshot;
  const listing = context?.listing ?? null;
  if (listing === null || listing.truncated || roots.unread.length > 0 || roots.argv.length === 0) return none;
  const installs = projectInstalls(view);
  const nodeIsIdle = isIdle(view, roots);
  const projects = installs.filter(({ unit, folder }) => {
    const project = projectIn(view, unit, folder);
    if (project === null || project.hasWorkspaces || !isBuilt(view, unit, folder)) return false;
    return nodeIsIdle || (!isWithin(folder, config.workingFolder) && runsElsewhere(view, roots, unit, folder));
  });
  if (projects.length === 0 || namesModules(view)) return none;
  return { projects, nodeIsIdle: nodeIsIdle && projects.length === installs.length };
}

/** Where packages of the npm registry are installed for a project, each folder once with the last install there. */
function projectInstalls(view: StageView): readonly FrontEnd[] {
  const found = new Map<string, FrontEnd>();
  for (const unit of view.units)
    for (const step of unit.steps)
      for (const { into, manager } of languageInstalls(step))
        if (nodeManagers.has(manager) && into.kind !== 'system' && into.prefix !== null)
          found.set(into.prefix, { folder: into.prefix, unit });
  return [...found.values()];
}

/** A later command builds the project where it stands. */
function isBuilt(view: StageView, unit: Unit, folder: string): boolean {
  return view.units.some(
    ({ place, steps }) =>
      place >= unit.place && steps.some((step) => buildsProject(step) && builtFolder(step) === folder),
  );
}

function buildsProject(step: Step): boolean {
  const [program = '', ...rest] = wordsOf(step);
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (projectBuilders.has(name)) return name !== 'node';
  if (/^(?:npx|pnpx|bunx)$/.test(name)) return projectBuilders.has(rest.find((word) => !word.startsWith('-')) ?? '');
  return runtimes.includes(name) && step.facts.effect.role === 'compile';
}

function builtFolder(step: Step): string {
  const words = wordsOf(step);
  const at = words.findIndex((word) => /^(?:--prefix|--cwd|-C|--dir)$/.test(word));
  return joinPath(step.facts.context.workingFolder, at < 0 ? '.' : (words[at + 1] ?? '.'));
}

/** Nothing that starts is Node or a program of an npm package, and no code of another language calls one. */
function isIdle(view: StageView, roots: Roots): boolean {
  const globals = view.units.flatMap(({ steps }) =>
    steps.flatMap((step) =>
      languageInstalls(step).flatMap(({ into, manager, packages, open }) =>
        !nodeManagers.has(manager) || into.kind !== 'system'
          ? []
          : open
            ? ['*']
            : packages.flatMap(({ name }) => binariesOf(name)),
      ),
    ),
  );
  if (globals.includes('*') || [...runtimes, ...globals].some((name) => roots.commands.has(name))) return false;
  const scripts = [...roots.paths.keys(), ...roots.argv];
  // Why: a folder of packages' programs may be on the search path, or one of them be called where it lies.
  if (scripts.some((path) => /\.[cm]?[jt]sx?$|\/node_modules(?:\/|$)/.test(path))) return false;
  if (view.base?.image === nodeImage && ![...roots.commands.keys()].every((name) => webServers.has(name))) return false;
  const manifests = contextTexts(view.snapshot, ['.txt', '.toml', '.cfg', 'Pipfile', 'Gemfile', 'setup.py']);
  if (manifests.some(({ text }) => callsNode.test(text))) return false;
  const commands = view.units.flatMap(({ steps }) => steps.filter(({ kind }) => kind === 'language'));
  if (commands.some(({ facts }) => facts.command.words.some(({ raw }) => callsNode.test(raw)))) return false;
  const texts = contextTexts(view.snapshot, ['.py', '.go', '.rb', '.php', '.rs', '.java', '.kt', '.sh', '.pl', '.cs']);
  return !texts.some(
    ({ text }) => calls.test(text) && /["'`\s](?:node|nodejs|npm|npx|yarn|pnpm|bun)["'`\s]/.test(text),
  );
}

/** What starts, and the code of other projects, names nothing of the folder but what its build made. */
function runsElsewhere(view: StageView, roots: Roots, unit: Unit, folder: string): boolean {
  if (folder === '/') return false;
  const isServed = (below: string): boolean => served.test(below.split('/')[0] ?? '');
  for (const path of roots.paths.keys())
    if (isWithin(folder, path) && !isServed(path.slice(folder.length + 1))) return false;
  const before = view.units.filter(({ place }) => place <= unit.place);
  const [manifest = ''] = contextCandidates(before, `${folder}/package.json`);
  const own = manifest.slice(0, Math.max(0, manifest.lastIndexOf('/')));
  if (own === '') return false;
  const name = own.slice(own.lastIndexOf('/') + 1);
  return contextTexts(view.snapshot, ['.js', '.cjs', '.mjs', '.ts', '.cts', '.mts', '.py', '.sh'])
    .filter(({ path }) => !path.startsWith(`${own}/`))
    .every(({ text }) =>
      text
        .split(`${name}/`)
        .slice(1)
        .every((rest) => isServed(/^[\w.-]*/.exec(rest)?.[0] ?? '')),
    );
}

/** Code hands out files of packages by the name of their folder. */
function namesModules(view: StageView): boolean {
  const texts = contextTexts(view.snapshot, [
    '.py',
    '.go',
    '.rb',
    '.php',
    '.java',
    '.conf',
    '.js',
    '.mjs',
    '.cjs',
    '.ts',
  ]);
  return texts.some(({ path, text }) => !/\.config\.|(?:^|\/)\.\w+rc\./.test(path) && text.includes('node_modules'));
}

/** The distribution's packages of Node. */
const nodePackages = ['nodejs', 'npm', 'yarnpkg', 'yarn', 'nodejs-current', 'node-gyp', 'libnode-dev', 'pnpm'];

/** The step sets up the package repository that Node is installed from. */
function bringsNode(unit: Unit, step: Step): boolean {
  return installerIn(unit, step)?.program === 'node';
}

export const frontEnd: Recipe = {
  id: 'front-end',
  adds: true,
  recognises: (view) => projectInstalls(view).length > 0,
  outputs(view, unit, step, roots) {
    if (bringsNode(unit, step)) return frontEndsOf(view, roots).nodeIsIdle ? [] : null;
    const folders = languageInstalls(step).flatMap(({ into, manager }) =>
      nodeManagers.has(manager) && into.kind !== 'system' && into.prefix !== null ? [into.prefix] : [],
    );
    const { projects } = frontEndsOf(view, roots);
    return folders.length > 0 && folders.every((each) => projects.some(({ folder }) => folder === each)) ? [] : null;
  },
  advise(view, roots) {
    const { nodeIsIdle } = frontEndsOf(view, roots);
    if (!nodeIsIdle) return noAdvice;
    return {
      ...noAdvice,
      withoutHalf: new Map(nodePackages.map((name) => [name, 'only the front end’s build runs it'])),
    };
  },
  staysBehind(view, unit, step, roots) {
    const { projects, nodeIsIdle } = frontEndsOf(view, roots);
    if (nodeIsIdle && bringsNode(unit, step)) return 'only the front end’s build needs what it brings';
    const installs = languageInstalls(step).some(
      ({ into }) => into.kind !== 'system' && projects.some(({ folder }) => folder === into.prefix),
    );
    return installs ? 'only the front end’s build loads what it installs' : null;
  },
  finish(view, roots, last, carries) {
    const dead = frontEndsOf(view, roots).projects.filter(
      ({ folder, unit }) => carries(`${folder}/node_modules`) && unit.facts.before.user === last.facts.after.user,
    );
    if (dead.length === 0) return null;
    const folders = dead.map(({ folder }) => `${folder === '/' ? '' : folder}/node_modules`);
    return {
      command: `rm -rf ${folders.join(' ')}`,
      reason: 'only the front end’s build loads what npm installed there',
    };
  },
};
