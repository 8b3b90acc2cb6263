// conda, mamba and micromamba. Downloaded packages stay in the root prefix's `pkgs`; environments lie below `envs`.
import type { Argument } from '../arguments.ts';
import type { Call } from '../define-tool.ts';
import { defineTool, list } from '../define-tool.ts';
import type { CacheWrite, Effect, Install, PackageWord, Tool } from '../effect.ts';
import { argumentOf, argumentsFor, has } from '../options.ts';
import { treeAt } from '../path-set.ts';
import { writeTo } from '../persistence.ts';

const values = list(
  `-n --name -p --prefix -c --channel -f --file --solver --experimental-solver --repodata-fn --subdir --platform -r
  --root-prefix --rc-file --cwd --relocate-prefix`,
);

/** The root prefix: named by the program's own path or by a variable; /opt/conda where nothing says. */
function rootOf({ program, parsed, context, tree }: Call): string {
  const named = argumentOf(parsed, '-r', '--root-prefix');
  if (named !== undefined) return tree(named).path;
  const at = /^(\/.+)\/(?:condabin|bin)\/[^/]+$/.exec(program)?.[1];
  if (at !== undefined && !/^\/(?:usr(?:\/local)?|bin)$/.test(at)) return at;
  for (const name of ['MAMBA_ROOT_PREFIX', 'CONDA_DIR', 'CONDA_ROOT', 'CONDA_HOME']) {
    const value = context.variable(name);
    if (value?.startsWith('/') === true) return value;
  }
  const onPath = context.searchPath().find((folder) => /(?:conda\d?|forge\d?|mamba\w*)\/(?:cond)?bin$/i.test(folder));
  return onPath?.replace(/\/(?:cond)?bin$/, '') ?? '/opt/conda';
}

/** The command that empties the store; null where it is below a root that cannot be written out again. */
function cleanUpOf({ tool, parsed }: Call): string | null {
  const named = argumentOf(parsed, '-r', '--root-prefix');
  if (named === undefined) return `${tool} clean -afy`;
  return named.text !== null && /^[\w./-]+$/.test(named.text) ? `${tool} clean -afy -r ${named.text}` : null;
}

function cacheOf(call: Call, root: string): CacheWrite {
  return {
    id: 'conda',
    paths: [treeAt(`${root}/pkgs`)],
    cleanup: cleanUpOf(call),
    preventedBy: null,
    mounts: [{ target: `${root}/pkgs`, locked: true }],
  };
}

function prefixOf({ parsed, tree }: Call, root: string): string {
  const path = argumentOf(parsed, '-p', '--prefix');
  if (path !== undefined) return tree(path).path;
  const name = argumentOf(parsed, '-n', '--name')?.text;
  return name == null || name === 'base' ? root : `${root}/envs/${name}`;
}

const conda = defineTool('conda mamba micromamba', { values }, (call) => {
  const { parsed, verb: verbArgument, rest } = call;
  if (verbArgument === undefined) return { role: 'inspect' };
  const first = verbArgument.text;
  if (first === null) return null;
  const second = rest[0]?.text ?? '';
  const verb = first === 'env' ? `env ${second}` : first;
  const operands = first === 'env' ? rest.slice(1) : rest;
  const root = rootOf(call);
  switch (verb) {
    case 'install':
    case 'create':
    case 'update':
    case 'upgrade':
    case 'env create':
    case 'env update':
      return {
        verb,
        ...installEffect(call, root, verb, operands),
        caches: [cacheOf(call, root)],
        network: !has(parsed, '--offline'),
        role: 'install',
      };
    case 'remove':
    case 'uninstall':
    case 'env remove':
      return { verb, removes: [{ manager: 'conda', packages: packagesOf(operands) }], role: 'clean' };
    case 'clean':
      return {
        verb,
        deletes: has(parsed, '-a', '--all', '-p', '--packages', '-f', '--force-pkgs-dirs', '-t', '--tarballs')
          ? [{ path: treeAt(`${root}/pkgs`), word: null }]
          : [],
        role: 'clean',
      };
    case 'config':
    case 'init':
    case 'shell':
      return {
        verb,
        writes: [writeTo({ kind: 'unknown', path: call.context.home }), writeTo(treeAt(`${root}/etc`))],
        role: 'configure',
      };
    default:
      return { verb, role: 'inspect' };
  }
});

function installEffect(call: Call, root: string, verb: string, operands: readonly Argument[]): Partial<Effect> {
  const { parsed, file, path } = call;
  const files = argumentsFor(parsed, '-f', '--file');
  const prefix = prefixOf(call, root);
  const implied =
    verb.startsWith('env ') && files.length === 0
      ? [{ path: path('environment.yml'), role: 'manifest' as const, word: null }]
      : [];
  const install: Install = {
    manager: 'conda',
    packages: packagesOf(operands),
    manifests: [
      ...files.map((each) => ({
        path: path(each.text ?? each.prefix),
        role: /\.ya?ml$/.test(each.text ?? '') ? ('manifest' as const) : ('requirements' as const),
        word: each.word,
      })),
      ...implied,
    ],
    into: { kind: 'prefix', prefix },
    recommends: null,
    open:
      parsed.open ||
      operands.some((each) => each.text === null) ||
      files.some((each) => each.text === null) ||
      has(parsed, '--all'),
    sources: argumentsFor(parsed, '-c', '--channel').map((each) => each.text ?? each.word.raw),
  };
  return {
    reads: files.map(file),
    writes: [writeTo(treeAt(prefix))],
    installs: [install],
    environment: list('CONDA_PKGS_DIRS MAMBA_ROOT_PREFIX'),
  };
}

/** `[channel::]name[=version[=build]]`, with `==`, `>=` and blanks as conda's match specification has them. */
function packagesOf(operands: readonly Argument[]): PackageWord[] {
  return operands.flatMap(({ text, word }) => {
    const specifier = text?.slice(text.lastIndexOf('::') + (text.includes('::') ? 2 : 1)) ?? '';
    const end = specifier.search(/[\s=<>!~[]/);
    const name = (end < 0 ? specifier : specifier.slice(0, end)).toLowerCase();
    const version =
      end < 0
        ? ''
        : specifier
            .slice(end)
            .replace(/^\[[^\]]*\]/, '')
            .trim();
    return /^[\w.-]+$/.test(name) ? [{ name, version: version === '' ? null : version, extras: [], word }] : [];
  });
}

export const condaTools: readonly Tool[] = [conda];
