// pip in all its spellings (pip3, pip3.11, python -m pip), and pipx, which gives each tool an environment of its own by pip. The cache lies where PIP_CACHE_DIR, XDG_CACHE_HOME or HOME
// put it; what is installed lies in the interpreter's own place, a virtual environment, `--prefix` or `--target`.
import type { ShellCommand, ShellWord } from '../../shell/shell.ts';
import type { Argument } from '../arguments.ts';
import { pathsOf, resolveWord } from '../arguments.ts';
import { defineTool, list } from '../define-tool.ts';
import type { CacheWrite, CommandContext, Install, PathPattern, Tool, Write } from '../effect.ts';
import type { ParsedArguments } from '../options.ts';
import { argumentOf, argumentsFor, has, valueOf } from '../options.ts';
import { below, fileAt, treeAt, unknownBelow } from '../path-set.ts';
import { pythonPrefixOf, pythonWrites } from '../python-places.ts';
import { asEditable, readRequirements } from '../python-requirements.ts';
import { writeTo } from '../persistence.ts';

/** Options of pip and its subcommands that take a value (pip 25, `pip help install`). */
export const pipValues: readonly string[] = list(
  `-r --requirement -c --constraint --build-constraint -e --editable -t --target --platform --python-version
  --implementation --abi --root --prefix --src --upgrade-strategy -C --config-settings --config-setting --global-option
  --install-option --build-option --no-binary --only-binary --progress-bar --root-user-action -i --index-url --pypi-url
  --extra-index-url -f --find-links --report --group -w --wheel-dir -d --dest --download --python --log --proxy --retries
  --timeout --exists-action --trusted-host --cert --client-cert --cache-dir --use-feature --use-deprecated
  --resume-retries --keyring-provider -b --build`,
);

const pip = defineTool('pip', { values: pipValues }, ({ parsed, verb: verbArgument, rest, context, command }) => {
  const verb = verbArgument?.text ?? null;
  if (verb === null || verbArgument === undefined) return verbArgument === undefined ? { role: 'inspect' } : null;
  const base = { tool: 'pip', verb, needs: ['pip'] };
  switch (verb) {
    case 'install':
    case 'download':
    case 'wheel': {
      const install = readInstall(parsed, rest, context, command);
      return {
        ...base,
        reads: readsOf(install, parsed, context),
        writes: writesOf(verb, install, parsed, context),
        caches: cachesOf(parsed, verbArgument.word, context),
        installs: verb === 'install' ? [install] : [],
        network: !has(parsed, '--no-index'),
        role: verb === 'install' ? 'install' : verb === 'wheel' ? 'compile' : 'fetch',
        environment: list('PIP_NO_CACHE_DIR PIP_CACHE_DIR PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_FIND_LINKS CFLAGS CC'),
      };
    }
    case 'uninstall':
      return {
        ...base,
        removes: [{ manager: 'pip', packages: readRequirements(rest, context).packages }],
        role: 'clean',
      };
    case 'cache':
      return {
        ...base,
        deletes: /^(?:purge|remove)$/.test(rest[0]?.text ?? '')
          ? [{ path: treeAt(pipCacheFolder(context)), word: null }]
          : [],
        role: 'clean',
      };
    case 'config':
      return {
        ...base,
        writes: [{ path: fileAt(`${below(context.home)}/.config/pip/pip.conf`), persistence: 'toolchain' }],
        role: 'configure',
      };
    default:
      return { ...base, role: 'inspect' };
  }
});

function readInstall(
  parsed: ParsedArguments,
  operands: readonly Argument[],
  context: CommandContext,
  command: ShellCommand,
): Install {
  const read = readRequirements([...operands, ...argumentsFor(parsed, '-e', '--editable').map(asEditable)], context);
  const listed = (role: Install['manifests'][number]['role'], ...names: string[]): Install['manifests'] =>
    argumentsFor(parsed, ...names).map((each) => ({
      path: pathsOf(each, context, 'file').path,
      role,
      word: each.word,
    }));
  const requirements = argumentsFor(parsed, '-r', '--requirement', '-c', '--constraint');
  return {
    manager: 'pip',
    packages: read.packages,
    manifests: [
      ...listed('requirements', '-r', '--requirement'),
      ...listed('constraints', '-c', '--constraint', '--build-constraint'),
      ...read.projects,
    ],
    into: intoOf(parsed, context, command),
    recommends: null,
    open: parsed.open || read.open || requirements.some((each) => each.text === null),
    sources: argumentsFor(parsed, '-i', '--index-url', '--extra-index-url', '-f', '--find-links').map(
      (each) => each.text ?? each.word.raw,
    ),
  };
}

function intoOf(parsed: ParsedArguments, context: CommandContext, command: ShellCommand): Install['into'] {
  const folder = argumentOf(parsed, '-t', '--target', '--prefix', '--root');
  if (folder !== undefined) return { kind: 'prefix', prefix: pathsOf(folder, context, 'tree').path };
  if (has(parsed, '--user')) return { kind: 'prefix', prefix: `${below(context.home)}/.local` };
  const named = valueOf(parsed, '--python');
  const prefix = pythonPrefixOf(named ?? nameOf(command, context), context);
  return prefix === null ? { kind: 'system', prefix: null } : { kind: 'prefix', prefix };
}

/** The program as it was called, wrappers left aside: `/opt/venv/bin/pip` tells the environment. */
function nameOf(command: ShellCommand, context: CommandContext): string {
  const named = command.words
    .map((word) => resolveWord(word, context))
    .find((text) => text !== null && /(?:^|\/)(?:python|pypy|pip)[\d.]*$/.test(text));
  return named ?? 'pip';
}

function readsOf(install: Install, parsed: ParsedArguments, context: CommandContext): PathPattern[] {
  const wheels = argumentsFor(parsed, '-f', '--find-links').filter((each) => each.text?.includes('://') !== true);
  return [
    ...install.manifests.map(({ path, role }): PathPattern =>
      role === 'project' ? { kind: 'tree', path } : { kind: 'file', path },
    ),
    ...wheels.map((each) => pathsOf(each, context, 'tree')),
  ];
}

function writesOf(verb: string, install: Install, parsed: ParsedArguments, context: CommandContext): readonly Write[] {
  if (verb === 'install') return pythonWrites(install.into.prefix);
  const folder = argumentOf(parsed, ...(verb === 'wheel' ? ['-w', '--wheel-dir'] : ['-d', '--dest', '--download']));
  if (folder !== undefined) return [writeTo(pathsOf(folder, context, 'tree'), folder.word)];
  return [writeTo({ kind: 'unknown', path: context.workingFolder })];
}

function cachesOf(parsed: ParsedArguments, verb: ShellWord, context: CommandContext): readonly CacheWrite[] {
  if (
    // Why both: optparse takes any unique beginning of a long option.
    has(parsed, '--no-cache-dir', '--no-cache') ||
    isSwitchedOff(context.variable('PIP_NO_CACHE_DIR') ?? context.setting('pip global.no-cache-dir'))
  )
    return [];
  const named = argumentOf(parsed, '--cache-dir');
  if (named?.text === null) return [];
  const folder = named === undefined ? pipCacheFolder(context) : pathsOf(named, context, 'tree').path;
  return [pipCache(folder, { flag: '--no-cache-dir', after: verb.span })];
}

/**
 * PIP_NO_CACHE_DIR: pip reads the variable as a boolean of its option, and a value it takes for false switches the cache
 * off as well (pip issue 5735; kept for compatibility since 19.0). So any value but an empty one does.
 */
export function isSwitchedOff(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

/** pip's cache where it is not named on the command line. */
export function pipCacheFolder(context: CommandContext): string {
  const named = context.variable('PIP_CACHE_DIR');
  if (named !== undefined && named !== '') return named;
  const caches = context.variable('XDG_CACHE_HOME');
  return `${caches !== undefined && caches !== '' ? caches : `${below(context.home)}/.cache`}/pip`;
}

export function pipCache(folder: string, preventedBy: CacheWrite['preventedBy']): CacheWrite {
  return {
    id: 'pip',
    paths: [treeAt(folder)],
    cleanup: `rm -rf ${folder}`,
    preventedBy,
    mounts: [{ target: folder, locked: false }],
  };
}

const pipx = defineTool(
  'pipx',
  { values: list('--python --index-url -i --pip-args --suffix --spec --backend') },
  ({ parsed, verb: verbArgument, rest, context }) => {
    const verb = verbArgument?.text ?? null;
    if (verb === null || verb === 'run') return verbArgument === undefined ? { role: 'inspect' } : null;
    if (!/^(?:install|inject|upgrade|upgrade-all|reinstall|reinstall-all)$/.test(verb))
      return { verb, role: 'configure' };
    const global = has(parsed, '--global');
    const home = context.variable(global ? 'PIPX_GLOBAL_HOME' : 'PIPX_HOME');
    const folder = home ?? (global ? '/opt/pipx' : `${below(context.home)}/.local/share/pipx`);
    const programs =
      context.variable(global ? 'PIPX_GLOBAL_BIN_DIR' : 'PIPX_BIN_DIR') ??
      (global ? '/usr/local/bin' : `${below(context.home)}/.local/bin`);
    const read = readRequirements(verb === 'inject' ? rest.slice(1) : rest, context);
    const isOff =
      isSwitchedOff(context.variable('PIP_NO_CACHE_DIR') ?? context.setting('pip global.no-cache-dir')) ||
      valueOf(parsed, '--pip-args')?.includes('--no-cache-dir') === true;
    return {
      verb,
      writes: [writeTo(treeAt(folder)), writeTo(unknownBelow(programs))],
      caches: isOff ? [] : [pipCache(pipCacheFolder(context), null)],
      installs: [
        {
          manager: 'pip',
          packages: read.packages,
          manifests: read.projects,
          into: { kind: 'prefix', prefix: folder },
          recommends: null,
          open: parsed.open || read.open,
          sources: [],
        },
      ],
      network: true,
      role: 'install',
      environment: list('PIPX_HOME PIPX_BIN_DIR PIP_NO_CACHE_DIR PIP_CACHE_DIR'),
    };
  },
);

export const pipTools: readonly Tool[] = [pip, pipx];
