// Python's project managers besides uv: Poetry, Pipenv and PDM. Where their environments lie is known only as far as
// environment variables and options say.
import type { Call } from '../define-tool.ts';
import { defineTool, list } from '../define-tool.ts';
import type {
  CacheWrite,
  CommandContext,
  Effect,
  Install,
  PackageManager,
  PathPattern,
  Tool,
  Write,
} from '../effect.ts';
import { argumentOf, has } from '../options.ts';
import { below, joinPath, treeAt, unknownBelow } from '../path-set.ts';
import { writeTo } from '../persistence.ts';
import { pythonPrefixOf, pythonWrites } from '../python-places.ts';
import { readRequirements } from '../python-requirements.ts';
import { pipCache, pipCacheFolder } from './pip.ts';

function isTrue(value: string | undefined): boolean {
  return /^(?:1|true|yes|on)$/i.test(value ?? '');
}

function cacheFolder(context: CommandContext, variable: string, name: string): string {
  return (
    context.variable(variable) ?? `${context.variable('XDG_CACHE_HOME') ?? `${below(context.home)}/.cache`}/${name}`
  );
}

/** A cache with no more to it than its folder. */
function plainCache(id: string, folder: string): CacheWrite {
  return {
    id,
    paths: [treeAt(folder)],
    cleanup: `rm -rf ${folder}`,
    preventedBy: null,
    mounts: [{ target: folder, locked: false }],
  };
}

/** A command that reads the project and writes `written` of it. */
function projectCommand(
  verb: string,
  folder: string,
  written: PathPattern,
  role: 'configure' | 'compile',
): Partial<Effect> {
  return { verb, reads: [treeAt(folder)], writes: [writeTo(written)], network: true, role };
}

/** A command that sets the manager itself up: what it writes below HOME serves installing. */
function ownSettings(verb: string, context: CommandContext): Partial<Effect> {
  return {
    verb,
    writes: [{ path: unknownBelow(context.home), persistence: 'toolchain' }],
    network: verb !== 'config',
    role: 'configure',
  };
}

interface Project {
  readonly manager: PackageManager;
  readonly folder: string;
  readonly manifest: string;
  readonly lock: string;
  readonly into: Install['into'];
  readonly added: readonly Call['rest'][number][];
}

function projectInstall({ manager, folder, manifest, lock, into, added }: Project, call: Call): Partial<Effect> {
  const read = readRequirements(added, call.context);
  const writes: readonly Write[] =
    into.kind === 'system'
      ? pythonWrites(null)
      : into.prefix === null
        ? [writeTo(unknownBelow(folder)), writeTo(unknownBelow(call.context.home))]
        : [writeTo(treeAt(into.prefix))];
  return {
    reads: [treeAt(folder)],
    writes,
    installs: [
      {
        manager,
        packages: read.packages,
        manifests: [
          { path: joinPath(folder, manifest), role: 'manifest', word: null },
          { path: joinPath(folder, lock), role: 'lock', word: null },
          ...read.projects,
        ],
        into,
        recommends: null,
        open: read.open || call.parsed.open,
        sources: [],
      },
    ],
    network: true,
    role: 'install',
  };
}

function activeInto(context: CommandContext): Install['into'] | null {
  const prefix = pythonPrefixOf('python', context);
  return prefix === null ? null : { kind: 'prefix', prefix };
}

const poetry = defineTool(
  'poetry',
  {
    values: list(
      '-C --directory -P --project --with --without --only -E --extras -G --group -f --format -o --output --python --source',
    ),
  },
  (call) => {
    const { verb: verbArgument, rest, parsed, context } = call;
    const verb = verbArgument?.text ?? null;
    if (verbArgument === undefined) return { role: 'inspect' };
    const named = argumentOf(parsed, '-C', '--directory', '-P', '--project');
    const folder = named === undefined ? context.workingFolder : call.tree(named).path;
    const home = cacheFolder(context, 'POETRY_CACHE_DIR', 'pypoetry');
    const cache: CacheWrite = {
      id: 'poetry',
      paths: [treeAt(`${home}/cache`), treeAt(`${home}/artifacts`)],
      cleanup: `rm -rf ${home}/cache ${home}/artifacts`,
      preventedBy: { flag: '--no-cache', after: verbArgument.word.span },
      mounts: [
        { target: `${home}/cache`, locked: false },
        { target: `${home}/artifacts`, locked: false },
      ],
    };
    const creates = context.variable('POETRY_VIRTUALENVS_CREATE') ?? context.setting('poetry virtualenvs.create');
    const inProject =
      context.variable('POETRY_VIRTUALENVS_IN_PROJECT') ?? context.setting('poetry virtualenvs.in-project');
    const into: Install['into'] =
      activeInto(context) ??
      (creates !== undefined && !isTrue(creates)
        ? { kind: 'system', prefix: null }
        : isTrue(inProject)
          ? { kind: 'prefix', prefix: `${folder}/.venv` }
          : { kind: 'project', prefix: null });
    switch (verb) {
      case 'install':
      case 'sync':
      case 'add':
      case 'update': {
        const added = verb === 'add' ? rest : [];
        const project = {
          manager: 'poetry',
          folder,
          manifest: 'pyproject.toml',
          lock: 'poetry.lock',
          into,
          added,
        } as const;
        return {
          verb,
          ...projectInstall(project, call),
          caches: has(parsed, '--no-cache') ? [] : [cache],
          environment: list('POETRY_VIRTUALENVS_CREATE POETRY_VIRTUALENVS_IN_PROJECT POETRY_CACHE_DIR'),
        };
      }
      case 'cache':
        return { verb, deletes: cache.paths.map((path) => ({ path, word: null })), role: 'clean' };
      case 'config':
      case 'self':
        return ownSettings(verb, context);
      case 'export':
      case 'lock':
      case 'env':
        return projectCommand(verb, folder, unknownBelow(folder), 'configure');
      case 'build':
        return projectCommand(verb, folder, treeAt(`${folder}/dist`), 'compile');
      default:
        return verb === null ? null : { verb, role: 'inspect' };
    }
  },
);

const pipenv = defineTool(
  'pipenv',
  { values: list('-r --requirements -i --index --python --categories --extra-pip-args') },
  (call) => {
    const { verb: verbArgument, rest, parsed, context } = call;
    const verb = verbArgument?.text ?? null;
    if (verbArgument === undefined) return { role: 'inspect' };
    const folder = context.workingFolder;
    const home = cacheFolder(context, 'PIPENV_CACHE_DIR', 'pipenv');
    const cache = plainCache('pipenv', home);
    switch (verb) {
      case 'install':
      case 'sync':
      case 'update': {
        const into: Install['into'] = has(parsed, '--system')
          ? { kind: 'system', prefix: null }
          : isTrue(context.variable('PIPENV_VENV_IN_PROJECT'))
            ? { kind: 'prefix', prefix: `${folder}/.venv` }
            : (activeInto(context) ?? { kind: 'project', prefix: null });
        const project = {
          manager: 'pipenv',
          folder,
          manifest: 'Pipfile',
          lock: 'Pipfile.lock',
          into,
          added: rest,
        } as const;
        const pips = context.variable('PIP_NO_CACHE_DIR');
        return {
          verb,
          ...projectInstall(project, call),
          caches: pips === undefined || pips === '' ? [cache, pipCache(pipCacheFolder(context), null)] : [cache],
          environment: list('PIPENV_VENV_IN_PROJECT PIPENV_CACHE_DIR PIP_NO_CACHE_DIR'),
        };
      }
      case 'lock':
      case 'requirements':
        return projectCommand(verb, folder, unknownBelow(folder), 'configure');
      case '--clear':
        return { verb, role: 'clean' };
      default:
        return verb === null ? null : { verb, role: 'inspect' };
    }
  },
);

const pdm = defineTool(
  'pdm',
  { values: list('-p --project -G --group -L --lockfile -c --config -d --dev-group -o --output -f --format --venv') },
  (call) => {
    const { verb: verbArgument, rest, parsed, context } = call;
    const verb = verbArgument?.text ?? null;
    if (verbArgument === undefined) return { role: 'inspect' };
    const named = argumentOf(parsed, '-p', '--project');
    const folder = named === undefined ? context.workingFolder : call.tree(named).path;
    const home = cacheFolder(context, 'PDM_CACHE_DIR', 'pdm');
    if (verb === 'install' || verb === 'sync' || verb === 'add' || verb === 'update') {
      const into = activeInto(context) ?? ({ kind: 'prefix', prefix: `${folder}/.venv` } as const);
      const added = verb === 'add' ? rest : [];
      const project = { manager: 'pdm', folder, manifest: 'pyproject.toml', lock: 'pdm.lock', into, added } as const;
      const cache = plainCache('pdm', home);
      return { verb, ...projectInstall(project, call), caches: [cache] };
    }
    if (verb === 'cache')
      return { verb, deletes: rest[0]?.text === 'clear' ? [{ path: treeAt(home), word: null }] : [], role: 'clean' };
    if (verb === 'config' || verb === 'self' || verb === 'plugin') return ownSettings(verb, context);
    if (verb === 'build') return projectCommand(verb, folder, treeAt(`${folder}/dist`), 'compile');
    return verb === null ? null : projectCommand(verb, folder, unknownBelow(folder), 'configure');
  },
);

export const pythonProjectTools: readonly Tool[] = [poetry, pipenv, pdm];
