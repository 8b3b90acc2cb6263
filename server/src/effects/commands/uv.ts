// uv: its pip interface, projects (`sync`, `add`), tools, environments and interpreters. Its cache lies where UV_CACHE_DIR,
// XDG_CACHE_HOME or HOME put it.
import type { ShellWord } from '../../shell/shell.ts';
import type { Argument } from '../arguments.ts';
import type { Call } from '../define-tool.ts';
import { defineTool, list } from '../define-tool.ts';
import type { CacheWrite, CommandContext, Effect, Install, Tool } from '../effect.ts';
import type { ParsedArguments } from '../options.ts';
import { argumentOf, argumentsFor, has } from '../options.ts';
import { below, joinPath, treeAt } from '../path-set.ts';
import { writeTo } from '../persistence.ts';
import { pythonPrefixOf, pythonWrites } from '../python-places.ts';
import { asEditable, readRequirements } from '../python-requirements.ts';

const values = list(
  `-r --requirement --requirements -c --constraint --constraints --override -e --editable -t --target --prefix -p --python
  --python-version --python-platform --index --default-index -i --index-url --extra-index-url -f --find-links
  --index-strategy --keyring-provider --resolution --prerelease --fork-strategy -P --upgrade-package
  --reinstall-package --refresh-package --no-build-isolation-package --exclude-newer --link-mode --torch-backend
  -C --config-setting --config-settings --no-binary --only-binary --no-build-package --no-binary-package --extra
  --no-extra --group --no-group --only-group --package --project --directory --cache-dir --config-file --color
  --allow-insecure-host --no-install-package -o --output-file --format --with --from --with-requirements --prompt
  --install-dir --bounds --rev --tag --branch --script -q-level`,
);

const uv = defineTool('uv', { values }, (call) => {
  const { verb: verbArgument, rest, parsed, context } = call;
  const first = verbArgument?.text ?? null;
  if (verbArgument === undefined) return { role: 'inspect' };
  const second = rest[0]?.text ?? '';
  const nested = first !== null && /^(?:pip|tool|python|cache|self)$/.test(first);
  const verb = nested ? `${first} ${second}`.trim() : first;
  const lastWord = (nested ? rest[0]?.word : undefined) ?? verbArgument.word;
  const operands = nested ? rest.slice(1) : rest;
  const caches = cachesOf(parsed, lastWord, context);
  switch (verb) {
    case 'pip install':
    case 'pip sync':
      return { verb, ...pipEffect(call, verb, operands), caches, network: true, role: 'install' };
    case 'pip uninstall':
      return {
        verb,
        removes: [{ manager: 'uv', packages: readRequirements(operands, context).packages }],
        role: 'clean',
      };
    case 'sync':
    case 'add':
    case 'remove':
      return { verb, ...projectEffect(call, verb === 'add' ? operands : []), caches, network: true, role: 'install' };
    case 'tool install':
      return {
        verb,
        installs: [installOf(operands, context, { kind: 'prefix', prefix: `${below(context.home)}/.local` })],
        writes: [
          writeTo(treeAt(`${below(context.home)}/.local/share/uv/tools`)),
          writeTo(treeAt(`${below(context.home)}/.local/bin`)),
        ],
        caches,
        network: true,
        role: 'install',
      };
    case 'venv': {
      const [named] = operands;
      const path =
        named === undefined
          ? treeAt(call.path(context.variable('UV_PROJECT_ENVIRONMENT') ?? '.venv'))
          : call.tree(named);
      return { verb, writes: [writeTo(path, named?.word)], role: 'configure' };
    }
    case 'python install': {
      const folder = context.variable('UV_PYTHON_INSTALL_DIR') ?? `${below(context.home)}/.local/share/uv/python`;
      return { verb, writes: [writeTo(treeAt(folder))], network: true, role: 'fetch' };
    }
    case 'cache clean':
    case 'clean':
    case 'cache prune':
      return {
        verb,
        deletes:
          verb === 'cache prune' || operands.length > 0 ? [] : [{ path: treeAt(uvCacheFolder(context)), word: null }],
        role: 'clean',
      };
    case 'build':
      return {
        verb,
        reads: [treeAt(context.workingFolder)],
        writes: [writeTo(treeAt(call.path('dist')))],
        caches,
        network: true,
        role: 'compile',
      };
    case 'lock':
    case 'export':
    case 'pip compile':
    case 'init':
    case 'version':
      return {
        verb,
        reads: [treeAt(context.workingFolder)],
        writes: outputsOf(parsed, call),
        network: true,
        role: 'configure',
      };
    default:
      return verb === null ? null : { verb, role: 'inspect' };
  }
});

function outputsOf(parsed: ParsedArguments, call: Call): Effect['writes'] {
  const output = argumentOf(parsed, '-o', '--output-file');
  return [writeTo(output === undefined ? { kind: 'unknown', path: call.context.workingFolder } : call.file(output))];
}

function installOf(operands: readonly Argument[], context: CommandContext, into: Install['into']): Install {
  const read = readRequirements(operands, context);
  return {
    manager: 'uv',
    packages: read.packages,
    manifests: read.projects,
    into,
    recommends: null,
    open: read.open || operands.some((each) => each.many),
    sources: [],
  };
}

const sourceOptions = list('-i --index-url --extra-index-url --index --default-index -f --find-links');

function pipEffect(
  { parsed, context, path, tree }: Call,
  verb: string,
  operands: readonly Argument[],
): Partial<Effect> {
  const folder = argumentOf(parsed, '-t', '--target', '--prefix');
  const python = argumentOf(parsed, '-p', '--python')?.text;
  const system = has(parsed, '--system') || /^(?:1|true|y|yes|on)$/i.test(context.variable('UV_SYSTEM_PYTHON') ?? '');
  const prefix =
    folder === undefined
      ? system
        ? null
        : (pythonPrefixOf(python ?? 'python', context) ??
          context.variable('VIRTUAL_ENV') ??
          (python == null ? joinPath(context.workingFolder, '.venv') : null))
      : tree(folder).path;
  const into: Install['into'] = prefix === null ? { kind: 'system', prefix } : { kind: 'prefix', prefix };
  // Why: `uv pip sync` takes its files as operands.
  const files = [
    ...argumentsFor(parsed, '-r', '--requirement', '--requirements'),
    ...(verb === 'pip sync' ? operands : []),
  ];
  const install = installOf(
    [...(verb === 'pip sync' ? [] : operands), ...argumentsFor(parsed, '-e', '--editable').map(asEditable)],
    context,
    into,
  );
  const listed = files.map((each) => ({
    path: path(each.text ?? each.prefix),
    role: 'requirements' as const,
    word: each.word,
  }));
  const constraints = argumentsFor(parsed, '-c', '--constraint', '--constraints', '--override').map((each) => ({
    path: path(each.text ?? each.prefix),
    role: 'constraints' as const,
    word: each.word,
  }));
  return {
    reads: [
      ...install.manifests.map((each) => treeAt(each.path)),
      ...[...listed, ...constraints].map((each) => ({ kind: 'file' as const, path: each.path })),
    ],
    writes: pythonWrites(prefix),
    installs: [
      {
        ...install,
        manifests: [...listed, ...constraints, ...install.manifests],
        open: install.open || parsed.open || files.some((each) => each.text === null),
        sources: argumentsFor(parsed, ...sourceOptions).map((each) => each.text ?? each.word.raw),
      },
    ],
    environment: list('UV_CACHE_DIR UV_NO_CACHE UV_SYSTEM_PYTHON UV_INDEX_URL UV_EXTRA_INDEX_URL VIRTUAL_ENV'),
  };
}

/** `uv sync`, `uv add`: the project's environment from pyproject.toml and uv.lock. */
function projectEffect({ parsed, context, tree }: Call, operands: readonly Argument[]): Partial<Effect> {
  const named = argumentOf(parsed, '--project', '--directory');
  const folder = named === undefined ? context.workingFolder : tree(named).path;
  const environment = joinPath(folder, context.variable('UV_PROJECT_ENVIRONMENT') ?? '.venv');
  const active = has(parsed, '--active') ? context.variable('VIRTUAL_ENV') : undefined;
  const install = installOf(operands, context, { kind: 'prefix', prefix: active ?? environment });
  return {
    reads: [treeAt(folder)],
    writes: [writeTo(treeAt(active ?? environment))],
    installs: [
      {
        ...install,
        manifests: [
          { path: joinPath(folder, 'pyproject.toml'), role: 'manifest', word: null },
          { path: joinPath(folder, 'uv.lock'), role: 'lock', word: null },
          ...install.manifests,
        ],
      },
    ],
    environment: list('UV_CACHE_DIR UV_NO_CACHE UV_PROJECT_ENVIRONMENT UV_LINK_MODE UV_COMPILE_BYTECODE'),
  };
}

function cachesOf(parsed: ParsedArguments, verb: ShellWord, context: CommandContext): readonly CacheWrite[] {
  const off = context.variable('UV_NO_CACHE');
  if (
    has(parsed, '--no-cache', '-n', '--no-cache-dir') ||
    (off !== undefined && !(off === '' || /^(?:0|false|no|off)$/i.test(off)))
  )
    return [];
  const named = argumentOf(parsed, '--cache-dir');
  if (named?.text === null) return [];
  const folder = named === undefined ? uvCacheFolder(context) : joinPath(context.workingFolder, named.text);
  return [
    {
      id: 'uv',
      paths: [treeAt(folder)],
      cleanup: `rm -rf ${folder}`,
      preventedBy: { flag: '--no-cache', after: verb.span },
      mounts: [{ target: folder, locked: false }],
    },
  ];
}

function uvCacheFolder(context: CommandContext): string {
  const named = context.variable('UV_CACHE_DIR');
  if (named !== undefined && named !== '') return joinPath(context.workingFolder, named);
  return `${context.variable('XDG_CACHE_HOME') ?? `${below(context.home)}/.cache`}/uv`;
}

export const uvTools: readonly Tool[] = [uv];
