// Debian's package managers: apt-get, apt, aptitude and dpkg. Package lists and archives are caches; what packages
// bring is replayed by installing them again, never copied.
import type { Argument } from '../arguments.ts';
import { argumentsOf, pathsOf } from '../arguments.ts';
import type { CacheWrite, Effect, Install, PackageWord, Tool, Write } from '../effect.ts';
import { makeEffect } from '../make-effect.ts';
import type { ParsedArguments } from '../options.ts';
import { argumentsFor, has, parseOptions } from '../options.ts';
import { systemWrites } from '../system-packages.ts';
import { treeAt } from '../path-set.ts';

/** apt-get(8), apt(8), aptitude(8): options with a value. */
const values = ['-o', '--option', '-c', '--config-file', '-t', '--target-release', '--default-release', '-a'].concat([
  '--host-architecture',
  '-P',
  '--build-profiles',
  '--with-source',
  '-w',
  '-F',
  '-O',
]);

const locked = [
  { target: '/var/cache/apt', locked: true },
  { target: '/var/lib/apt', locked: true },
];

export const aptLists: CacheWrite = {
  id: 'apt-lists',
  paths: [treeAt('/var/lib/apt/lists')],
  cleanup: 'rm -rf /var/lib/apt/lists/*',
  preventedBy: null,
  mounts: locked,
};

export const aptArchives: CacheWrite = {
  id: 'apt-archives',
  paths: [treeAt('/var/cache/apt')],
  cleanup: 'apt-get clean',
  preventedBy: null,
  mounts: locked,
};

const registry: readonly Write[] = systemWrites([treeAt('/var/lib/dpkg')]);

const apt: Tool = {
  names: ['apt-get', 'apt', 'aptitude', 'apt-fast'],
  effect(words, context) {
    const [name, ...args] = argumentsOf(words, context);
    const parsed = parseOptions(args, { values });
    const tool = baseName(name);
    const [verbArgument, ...operands] = parsed.operands;
    const verb = verbArgument?.text ?? null;
    if (verb === null) return verbArgument === undefined ? makeEffect({ tool, role: 'inspect' }) : null;
    const base = { tool, verb, needs: [tool] };
    switch (verb) {
      case 'update':
        return makeEffect({
          ...base,
          reads: [treeAt('/etc/apt')],
          writes: [{ path: treeAt('/var/lib/apt/lists'), persistence: 'cache' }],
          caches: [aptLists],
          network: true,
          role: 'install',
        });
      case 'install':
      case 'satisfy':
      case 'reinstall':
      case 'build-dep':
      case 'upgrade':
      case 'dist-upgrade':
      case 'full-upgrade':
      case 'safe-upgrade':
      case 'dselect-upgrade':
        return installEffect(base, parsed, verb, operands, (each) => pathsOf(each, context, 'file').path);
      case 'remove':
      case 'purge':
      case 'autoremove':
      case 'autopurge':
        return makeEffect({
          ...base,
          writes: [{ path: treeAt('/var/lib/dpkg'), persistence: 'registry' }],
          removes: [{ manager: 'apt', packages: packagesOf(operands) }],
          registers: [{ kind: 'packages', manager: 'apt' }],
          role: 'clean',
        });
      case 'clean':
      case 'autoclean':
      case 'distclean':
        return makeEffect({
          ...base,
          deletes: [
            ...(verb === 'autoclean' ? [] : [{ path: treeAt('/var/cache/apt'), word: null }]),
            ...(verb === 'distclean' ? [{ path: treeAt('/var/lib/apt/lists'), word: null }] : []),
          ],
          role: 'clean',
        });
      case 'source':
      case 'download':
        return makeEffect({
          ...base,
          writes: [{ path: { kind: 'unknown', path: context.workingFolder }, persistence: 'artifact' }],
          network: true,
          role: 'fetch',
        });
      default:
        return makeEffect({ ...base, reads: [treeAt('/var/lib/dpkg'), treeAt('/var/lib/apt/lists')], role: 'inspect' });
    }
  },
};

function installEffect(
  base: Pick<Effect, 'tool' | 'verb' | 'needs'>,
  parsed: ParsedArguments,
  verb: string,
  operands: readonly Argument[],
  pathOf: (argument: Argument) => string,
): Effect {
  const wanted = operands.filter((each) => !/^[^-].*-$/.test(each.text ?? ''));
  const removed = operands.filter((each) => /^[^-].*-$/.test(each.text ?? ''));
  const archives = wanted.filter(isArchive);
  const install: Install = {
    manager: 'apt',
    packages: packagesOf(wanted.filter((each) => !isArchive(each))),
    manifests: archives.map((each) => ({ path: pathOf(each), role: 'project', word: each.word })),
    into: { kind: 'system', prefix: null },
    recommends: installsRecommends(parsed),
    open: parsed.open || wanted.some((each) => each.text === null) || verb.endsWith('upgrade') || verb === 'build-dep',
    sources: [],
  };
  return makeEffect({
    ...base,
    reads: [treeAt('/var/lib/apt/lists'), ...archives.map((each) => ({ kind: 'file' as const, path: pathOf(each) }))],
    writes: has(parsed, '-d', '--download-only') ? [] : registry,
    caches: [aptArchives],
    installs: [install],
    removes: removed.length === 0 ? [] : [{ manager: 'apt', packages: packagesOf(removed) }],
    registers: [{ kind: 'packages', manager: 'apt' }],
    network: true,
    role: 'install',
    environment: ['DEBIAN_FRONTEND'],
  });
}

/** apt.conf(5): APT::Install-Recommends, true unless an option says otherwise; the last one counts. */
function installsRecommends(parsed: ParsedArguments): boolean {
  let recommends = true;
  for (const { name, value } of parsed.options) {
    if (name === '--no-install-recommends' || name === '-R' || name === '--without-recommends') recommends = false;
    if (name === '--install-recommends' || name === '-r' || name === '--with-recommends') recommends = true;
    if (name !== '-o' && name !== '--option') continue;
    const setting = /^apt::install-recommends=(.*)$/i.exec(value?.text ?? '');
    if (setting !== null) recommends = !/^(?:0|no|false|off|without|disable)$/i.test(unquote(setting[1] ?? ''));
  }
  return recommends;
}

function unquote(text: string): string {
  return text.replace(/^["']|["']$/g, '');
}

function isArchive(argument: Argument): boolean {
  return /^\.{0,2}\/|\.deb$/.test(argument.text ?? '');
}

/** `name[:arch][=version|/release][+|-]` of apt-get(8). Unknown words are left out; `open` tells of them. */
function packagesOf(operands: readonly Argument[]): PackageWord[] {
  return operands.flatMap(({ text, word }) => {
    const parts = text === null ? null : /^([^=/:]+)(?::[a-z\d-]+)?(?:(=.*)|\/(.*))?$/.exec(text);
    if (parts === null) return [];
    const [, name = '', version, release] = parts;
    // Why: a trailing `+` or `-` is a verb of its own, but `g++` is a name.
    const bare = name.endsWith('+') && !name.endsWith('++') ? name.slice(0, -1) : name.replace(/-$/, '');
    const constraint = version ?? (release === undefined ? null : `/${release}`);
    return [{ name: bare, version: constraint, extras: [], word }];
  });
}

const dpkg: Tool = {
  names: ['dpkg', 'dpkg-deb', 'gdebi'],
  effect(words, context) {
    const [name, ...args] = argumentsOf(words, context);
    const parsed = parseOptions(args, { values: ['-D', '--root', '--admindir', '--instdir'] });
    const tool = baseName(name);
    if (has(parsed, '-i', '--install', '--unpack') || tool === 'gdebi') {
      return makeEffect({
        tool,
        verb: 'install',
        needs: [tool],
        reads: parsed.operands.map((each) => pathsOf(each, context, 'file')),
        writes: registry,
        installs: [
          {
            manager: 'apt',
            packages: [],
            manifests: parsed.operands.map((each) => ({
              path: pathsOf(each, context, 'file').path,
              role: 'project',
              word: each.word,
            })),
            into: { kind: 'system', prefix: null },
            recommends: null,
            open: true,
            sources: [],
          },
        ],
        registers: [{ kind: 'packages', manager: 'apt' }],
        role: 'install',
      });
    }
    if (has(parsed, '-r', '-P', '--remove', '--purge')) {
      return makeEffect({
        tool,
        verb: 'remove',
        removes: [{ manager: 'apt', packages: packagesOf(parsed.operands) }],
        registers: [{ kind: 'packages', manager: 'apt' }],
        role: 'clean',
      });
    }
    if (has(parsed, '-x', '-X', '--extract', '--vextract')) {
      const [archive, folder] = parsed.operands;
      if (archive === undefined || folder === undefined) return null;
      return makeEffect({
        tool,
        verb: 'extract',
        reads: [pathsOf(archive, context, 'file')],
        writes: [{ path: pathsOf(folder, context, 'tree'), persistence: 'artifact', word: folder.word }],
        role: 'unpack',
      });
    }
    if (has(parsed, '--configure', '--add-architecture')) {
      return makeEffect({
        tool,
        registers: [{ kind: 'packages', manager: 'apt' }],
        writes: registry,
        role: 'configure',
      });
    }
    return makeEffect({ tool, reads: [treeAt('/var/lib/dpkg')], role: 'inspect' });
  },
};

/** apt-key, add-apt-repository and debconf: settings that later installs read. */
const settings: Tool = {
  names: [
    'add-apt-repository',
    'apt-add-repository',
    'apt-key',
    'debconf-set-selections',
    'apt-mark',
    'apt-config',
  ].concat(['dpkg-reconfigure', 'dpkg-divert', 'dpkg-query', 'dpkg-architecture', 'apt-cache']),
  effect(words, context) {
    const [name, ...args] = argumentsOf(words, context);
    const tool = baseName(name);
    if (/^(?:apt-cache|apt-config|dpkg-query|dpkg-architecture)$/.test(tool)) {
      return makeEffect({ tool, reads: [treeAt('/var/lib/dpkg')], role: 'inspect' });
    }
    const parsed = parseOptions(args, { values: ['-k', '-c', '-p', '-s', '--keyserver', '--keyring', '--recv-keys'] });
    const repository = tool.endsWith('apt-repository') || tool === 'apt-key' || tool === 'add-apt-repository';
    return makeEffect({
      tool,
      verb: parsed.operands[0]?.text ?? null,
      needs: [tool],
      reads: argumentsFor(parsed, '--keyring').map((each) => pathsOf(each, context, 'file')),
      writes: [{ path: treeAt(repository ? '/etc/apt' : '/var/lib/dpkg'), persistence: 'registry' }],
      // Why: add-apt-repository fetches the package lists unless told not to (`-n`).
      caches: tool.endsWith('repository') && !has(parsed, '-n', '--no-update') ? [aptLists] : [],
      registers: [repository ? { kind: 'repository', name: 'apt' } : { kind: 'other', name: tool }],
      network: repository,
      role: 'configure',
    });
  },
};

function baseName(name: Argument | undefined): string {
  const text = name?.text ?? '';
  return text.slice(text.lastIndexOf('/') + 1);
}

export const aptTools: readonly Tool[] = [apt, dpkg, settings];
