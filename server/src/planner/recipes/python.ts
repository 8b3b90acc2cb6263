// Python: what pip and its kin install is carried at the very path where they put it (so scripts, RECORDs and virtual
// environments stay true), and what the packages need of the system at run time is said by name.
import { isWithin } from '../../effects/path-set.ts';
import type { Install } from '../../effects/effect.ts';
import { systemPython } from '../base-view.ts';
import { installerIn } from '../installers.ts';
import { instructionRange, refuse, stepRange } from '../refusals.ts';
import type { Refusal } from '../plan.ts';
import type { Roots } from '../roots.ts';
import { languageInstalls, systemInstalls, type StageView, type Step, type Unit } from '../stage-view.ts';
import {
  compilesOnInstall,
  comesAsWheel,
  hasPrefixData,
  librariesOf,
  programsOf,
  runTimeCompiler,
  runTimeCompilerTexts,
} from './python-needs.ts';
import { installsPython, pythonPackages, type PythonPackages } from './python-requirements.ts';
import { onlyBuildsEnvironments } from './python-tools.ts';
import { noAdvice, type Output, type PackageNeed, type Recipe, type RecipeAdvice } from './recipe.ts';
import { contextTexts } from '../context-view.ts';

/** Where the stage's system-wide interpreter keeps packages. */
export interface PythonLayout {
  readonly prefix: string;
  /** `3.11`; null where the text does not tell. */
  readonly minor: string | null;
  /** Debian and Ubuntu patch their interpreter to use `dist-packages`. */
  readonly folder: 'site-packages' | 'dist-packages';
}

/** The interpreter that a bare `pip` belongs to. */
export function pythonLayout(view: StageView): PythonLayout | null {
  const own = view.base?.python ?? builtPython(view);
  if (own !== null) return { prefix: own.prefix, minor: own.minor, folder: 'site-packages' };
  if (view.base?.manager !== 'apt') return null;
  const named = view.units.flatMap(({ steps }) =>
    steps.flatMap((step) => systemInstalls(step).flatMap(({ packages }) => packages.map(({ name }) => name))),
  );
  const usual = systemPython(view.base.distribution);
  const second = named.some((name) => /^python(?:2(?:\.7)?)?-pip$/.test(name));
  const several = second || named.some((name) => (/^python(3\.\d+)(?:-|$)/.exec(name)?.[1] ?? usual) !== usual);
  return { prefix: '/usr/local', minor: several ? calledMinor(view) : usual, folder: 'dist-packages' };
}

/** The version that every installing command names; beside several interpreters a bare `pip` does not tell whose it is. */
function calledMinor(view: StageView): string | null {
  const installers = view.units.flatMap(({ steps }) => steps.filter(installsPython));
  const called = new Set(
    installers.map(({ facts }) => /(?:^|\/)(?:python|pip)(3\.\d+)$/.exec(facts.command.words[0]?.raw ?? '')?.[1]),
  );
  const [only] = called;
  return called.size === 1 ? (only ?? null) : null;
}

/** An interpreter that the file builds from its own sources, where no option puts it elsewhere. */
function builtPython(view: StageView): { readonly prefix: string; readonly minor: string } | null {
  for (const { steps } of view.units)
    for (const { kind, facts } of steps) {
      const minor = /\/Python-(3\.\d+)/.exec(facts.context.workingFolder)?.[1];
      const installs = facts.effect.writes.some(({ path }) => isWithin('/usr/local', path.path));
      if (kind === 'compile' && minor !== undefined && installs) return { prefix: '/usr/local', minor };
    }
  return null;
}

function isRoot(user: string): boolean {
  return user === 'root' || user === '0' || /^(?:root|0):/.test(user);
}

/** System-wide installs: packages, console scripts, and the data beside them where a package has some. */
function systemOutputs(view: StageView, packages: PythonPackages): readonly Output[] {
  const layout = pythonLayout(view);
  if (layout === null) return [];
  const library = `${layout.prefix}/lib`;
  const site: Output =
    layout.minor === null
      ? {
          path: library,
          kind: 'tree',
          certain: true,
          reason: 'the installed packages; the whole folder, because the tag does not tell the Python version',
        }
      : {
          path: `${library}/python${layout.minor}/${layout.folder}`,
          kind: 'tree',
          certain: true,
          reason: 'the installed packages, at the path where pip put them',
        };
  const scripts: Output = {
    path: `${layout.prefix}/bin`,
    kind: 'tree',
    certain: true,
    reason: 'console scripts of the packages',
  };
  const data = [...packages.names].filter(hasPrefixData);
  const beside: readonly Output[] =
    data.length === 0 && packages.complete
      ? []
      : // Why: Alpine has no /usr/local/etc, and copying what is not there fails.
        (view.base?.manager === 'apk' ? ['share'] : ['share', 'etc']).map((name) => ({
          path: `${layout.prefix}/${name}`,
          kind: 'tree' as const,
          certain: layout.prefix === '/usr/local',
          reason:
            data.length > 0
              ? `data files of ${data.slice(0, 3).join(', ')}`
              : 'data files that packages may put beside their code; the list of packages could not be read',
        }));
  return [site, scripts, ...beside.filter(({ certain }) => certain)];
}

function installOutputs(view: StageView, step: Step, install: Install, packages: PythonPackages): readonly Output[] {
  const { context } = step.facts;
  const found: Output[] = [];
  if (install.into.kind === 'prefix' && install.into.prefix !== null) {
    found.push({ path: install.into.prefix, kind: 'tree', certain: true, reason: 'the environment, at the same path' });
  } else if (install.into.kind === 'system') {
    if (isRoot(context.user)) found.push(...systemOutputs(view, packages));
    else {
      // Why: without write access pip falls back to `--user`.
      found.push({
        path: `${context.home}/.local`,
        kind: 'tree',
        certain: true,
        reason: `what pip installs for the user ${context.user}`,
      });
    }
  }
  if (install.into.kind === 'project' && install.into.prefix === null)
    found.push(...ownEnvironments(step, install.manager));
  const words = step.facts.command.words.map(({ raw }) => raw);
  const editable = words.includes('-e') || words.includes('--editable') || words.includes('develop');
  for (const { path, role } of install.manifests) {
    if (role === 'project' && editable)
      found.push({ path, kind: 'tree', certain: true, reason: 'an editable install points into its source folder' });
  }
  if (editable && install.packages.some(({ word }) => /(?:git|hg|svn)\+/.test(word.raw))) {
    const source = context.user === 'root' ? `${context.workingFolder === '/' ? '' : context.workingFolder}/src` : null;
    if (source !== null)
      found.push({ path: source, kind: 'tree', certain: true, reason: 'pip checks editable packages out into ./src' });
  }
  return found;
}

/** Poetry and Pipenv keep environments of their own making in one folder per user, under names with a hash. */
function ownEnvironments(step: Step, manager: string): readonly Output[] {
  const { context } = step.facts;
  const reason = `the environment that ${manager} makes, at the same path`;
  const cache =
    context.variable('POETRY_CACHE_DIR') ??
    `${context.variable('XDG_CACHE_HOME') ?? `${context.home}/.cache`}/pypoetry`;
  const share = context.variable('XDG_DATA_HOME') ?? `${context.home}/.local/share`;
  if (manager === 'poetry') {
    const path = context.variable('POETRY_VIRTUALENVS_PATH') ?? `${cache}/virtualenvs`;
    return [{ path, kind: 'tree', certain: true, reason }];
  }
  if (manager === 'pipenv')
    return [{ path: context.variable('WORKON_HOME') ?? `${share}/virtualenvs`, kind: 'tree', certain: true, reason }];
  return [];
}

function advisePython(view: StageView, roots: Roots): RecipeAdvice {
  const packages = pythonPackages(view);
  const needs: PackageNeed[] = [];
  const commands = new Map<string, string>();
  for (const name of packages.names) {
    for (const library of librariesOf(name)) needs.push({ name: library, reason: `${name} loads it` });
    for (const program of programsOf(name)) commands.set(program, `${name} calls it`);
  }
  for (const { path, text } of contextTexts(view.snapshot, ['.py'])) {
    if (!/\bsubprocess\b|\bos\.(?:system|popen|exec)|\bPopen\b|\bwhich\(/.test(text)) continue;
    for (const program of calledPrograms) if (quotes(text, program)) commands.set(program, `${path} calls it`);
  }
  // Why: GitPython does not even load without git, and many packages bring it along.
  if (!packages.complete && namesGit(view))
    commands.set('git', 'packages of the list that could not be read may call it');
  const compiler = findCompiler(view, packages, roots);
  const homeless = homelessInstall(view);
  const certain = packages.complete && !packages.fromSource;
  const names = [...packages.names];
  return {
    ...noAdvice,
    packages: needs,
    commands,
    keepsCompiler: compiler?.needs === 'cc' ? compiler.what : null,
    refusals: [...(compiler?.needs === 'nvcc' ? [compiler.refusal] : []), ...(homeless === null ? [] : [homeless])],
    assumptions: packages.complete
      ? []
      : ['the list of Python packages could not be read: check that each one’s system libraries are installed'],
    wheelsOnly: names.some(compilesOnInstall) ? false : certain && names.every(comesAsWheel),
  };
}

function namesGit(view: StageView): boolean {
  return view.units.some(({ steps }) =>
    steps.some((step) => systemInstalls(step).some(({ packages }) => packages.some(({ name }) => name === 'git'))),
  );
}

/** Programs that Python code calls and that slim images, or a shipped stage without its fetch tools, lack. */
const calledPrograms = [
  'git',
  'curl',
  'wget',
  'ssh',
  'scp',
  'rsync',
  'unzip',
  'zip',
  'xz',
  'convert',
  'identify',
  'mogrify',
  'file',
].concat([
  'gpg',
  'ps',
  'pgrep',
  'pkill',
  'hg',
  'svn',
  'ffmpeg',
  'make',
  'sudo',
  'nc',
  'ping',
  'jq',
  'patch',
  'openssl',
]);

/** True where the text holds the program as the first word of a quoted string. */
function quotes(text: string, program: string): boolean {
  return [
    `"${program}"`,
    `'${program}'`,
    `"${program} `,
    `'${program} `,
    `"/usr/bin/${program}`,
    `'/usr/bin/${program}`,
  ].some((each) => text.includes(each));
}

/** A system-wide install where the text does not tell in which folders this interpreter keeps packages. */
function homelessInstall(view: StageView): Refusal | null {
  if (pythonLayout(view) !== null) return null;
  for (const unit of view.units) {
    for (const step of unit.steps) {
      const system = installsPython(step) && languageInstalls(step).some(({ into }) => into.kind === 'system');
      if (system && isRoot(step.facts.context.user))
        return refuse(
          'unknown-base',
          stepRange(unit, step),
          'this distribution keeps Python packages among its own, where they cannot be copied from; install into a virtual environment to have it split',
        );
    }
  }
  return null;
}

interface FoundCompiler {
  readonly needs: 'cc' | 'nvcc';
  readonly what: string;
  readonly refusal: Refusal;
}

/** Something that compiles at run time: a package by name, or program text that was read. */
function findCompiler(view: StageView, packages: PythonPackages, roots: Roots): FoundCompiler | null {
  const found: FoundCompiler[] = [];
  const installer = view.units.find(({ steps }) => steps.some(installsPython));
  const entry = view.units.find(({ facts }) => facts === roots.entry) ?? installer ?? view.units[0];
  const add = (needs: 'cc' | 'nvcc', what: string, unit: Unit | undefined): void => {
    if (unit === undefined) return;
    const message = `${what}, which takes the compilers of this base; build the kernels ahead of time, or keep one stage`;
    found.push({ needs, what, refusal: refuse('compiles-at-run-time', instructionRange(unit), message) });
  };
  for (const name of [...packages.names, ...startedModules(roots)]) {
    const compiler = runTimeCompiler(name);
    if (compiler !== null) add(compiler.needs, compiler.what, packages.names.has(name) ? installer : entry);
  }
  const texts = [...roots.texts, ...contextTexts(view.snapshot, ['.py'])];
  for (const { text, ...file } of texts) {
    const path = 'path' in file ? file.path : file.context;
    if (path !== null && /(?:^|\/)(?:setup|conftest|test_\w+)\.py$/.test(path)) continue;
    for (const { pattern, needs, what } of runTimeCompilerTexts)
      if (pattern.test(text)) add(needs, path === null ? what : `${path}: ${what}`, entry);
  }
  return found.find(({ needs }) => needs === 'nvcc') ?? found[0] ?? null;
}

/** Packages that the entry point itself names: `vllm serve`, `python -m sglang.launch_server`. */
function startedModules({ argv, commands }: Roots): readonly string[] {
  const module = argv[argv.indexOf('-m') + 1];
  return [...commands.keys(), ...(argv.includes('-m') && module !== undefined ? [module.split('.')[0] ?? module] : [])];
}

export const python: Recipe = {
  id: 'python',
  recognises: (view) =>
    view.base?.python != null ||
    view.units.some(({ steps }) =>
      steps.some(
        (step) =>
          installsPython(step) ||
          /^python[\d.]*$/.test(step.facts.effect.tool) ||
          systemInstalls(step).some(({ packages }) => packages.some(({ name }) => /^python[.\d]*(?:-|$)/.test(name))),
      ),
    ),
  outputs(view, unit, step, roots) {
    if (installerIn(unit, step)?.kind === 'python') return systemOutputs(view, pythonPackages(view));
    if (!installsPython(step)) return environmentOutputs(step);
    if (onlyBuildsEnvironments(view, step, roots) !== null) return [];
    const packages = pythonPackages(view);
    return languageInstalls(step).flatMap((install) => installOutputs(view, step, install, packages));
  },
  staysBehind: (view, _unit, step, roots) => onlyBuildsEnvironments(view, step, roots),
  advise: advisePython,
};

/** `python -m venv DIR`, `virtualenv DIR`: the environment, unless it lies in a folder of no lasting use. */
function environmentOutputs(step: Step): readonly Output[] | null {
  const { effect } = step.facts;
  if (!/^(?:venv|virtualenv)$/.test(effect.verb ?? '') && effect.tool !== 'virtualenv') return null;
  return effect.writes.flatMap(({ path }) =>
    path.kind === 'tree' && !isWithin('/tmp', path.path)
      ? [{ path: path.path, kind: 'tree' as const, certain: true, reason: 'the virtual environment, at the same path' }]
      : [],
  );
}
