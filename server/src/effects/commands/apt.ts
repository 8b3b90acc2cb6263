// Debian's package managers: apt-get, apt, aptitude and dpkg. Package lists and archives are caches; what packages
// bring is replayed by installing them again, never copied.
import type { Argument } from '../arguments.ts';
import { defineTool, list } from '../define-tool.ts';
import type { CacheWrite, Effect, Install, PackageWord, Tool, Write } from '../effect.ts';
import type { ParsedArguments } from '../options.ts';
import { has } from '../options.ts';
import { treeAt, unknownBelow } from '../path-set.ts';
import { writeTo } from '../persistence.ts';
import { systemWrites } from '../system-packages.ts';

/** apt-get(8), apt(8), aptitude(8): options with a value. */
export const aptValues = list(
  '-o --option -c --config-file -t --target-release --default-release -a --host-architecture -P --build-profiles --with-source',
);

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

const aptArchives: CacheWrite = {
  id: 'apt-archives',
  paths: [treeAt('/var/cache/apt')],
  cleanup: 'apt-get clean',
  preventedBy: null,
  mounts: locked,
};

/** What installing Debian packages writes. */
export const debianWrites: readonly Write[] = systemWrites([treeAt('/var/lib/dpkg')]);

const apt = defineTool(
  'apt-get apt aptitude apt-fast',
  { values: aptValues },
  ({ tool, parsed, verb: verbArgument, rest, path, context }) => {
    const verb = verbArgument?.text ?? null;
    if (verb === null) return verbArgument === undefined ? { role: 'inspect' } : null;
    switch (verb) {
      case 'update':
        return { verb, reads: [treeAt('/etc/apt')], caches: [aptLists], network: true, role: 'install' };
      case 'install':
      case 'satisfy':
      case 'reinstall':
      case 'build-dep':
      case 'upgrade':
      case 'dist-upgrade':
      case 'full-upgrade':
      case 'safe-upgrade':
      case 'dselect-upgrade':
        return {
          verb,
          ...installEffect(
            parsed,
            verb,
            rest,
            (each) => path(each.text ?? ''),
            installsRecommends(tool, parsed, context.setting('apt recommends')),
          ),
        };
      case 'remove':
      case 'purge':
      case 'autoremove':
      case 'autopurge':
        return {
          verb,
          writes: [{ path: treeAt('/var/lib/dpkg'), persistence: 'registry' }],
          removes: [{ manager: 'apt', packages: debianPackages(rest) }],
          registers: [{ kind: 'packages', manager: 'apt' }],
          role: 'clean',
        };
      case 'clean':
      case 'distclean':
      case 'dist-clean':
        return {
          verb,
          deletes: [
            { path: treeAt('/var/cache/apt'), word: null },
            ...(verb === 'distclean' || verb === 'dist-clean'
              ? [{ path: treeAt('/var/lib/apt/lists'), word: null }]
              : []),
          ],
          role: 'clean',
        };
      case 'autoclean':
        return { verb, role: 'clean' };
      case 'source':
      case 'download':
        return { verb, writes: [writeTo(unknownBelow(context.workingFolder))], network: true, role: 'fetch' };
      default:
        return { verb, reads: [treeAt('/var/lib/dpkg'), treeAt('/var/lib/apt/lists')], role: 'inspect' };
    }
  },
);

function installEffect(
  parsed: ParsedArguments,
  verb: string,
  operands: readonly Argument[],
  pathOf: (argument: Argument) => string,
  recommends: boolean,
): Partial<Effect> {
  const wanted = operands.filter((each) => !/^[^-].*-$/.test(each.text ?? ''));
  const removed = operands.filter((each) => /^[^-].*-$/.test(each.text ?? ''));
  const archives = wanted.filter(isArchive);
  const install: Install = {
    manager: 'apt',
    packages: debianPackages(wanted.filter((each) => !isArchive(each))),
    manifests: archives.map((each) => ({ path: pathOf(each), role: 'project', word: each.word })),
    into: { kind: 'system', prefix: null },
    recommends,
    open: parsed.open || wanted.some((each) => each.text === null) || verb.endsWith('upgrade') || verb === 'build-dep',
    sources: [],
  };
  return {
    reads: [treeAt('/var/lib/apt/lists'), ...archives.map((each) => ({ kind: 'file' as const, path: pathOf(each) }))],
    writes: has(parsed, '-d', '--download-only') ? [] : debianWrites,
    caches: [aptArchives],
    installs: [install],
    removes: removed.length === 0 ? [] : [{ manager: 'apt', packages: debianPackages(removed) }],
    registers: [{ kind: 'packages', manager: 'apt' }],
    network: true,
    role: 'install',
    environment: ['DEBIAN_FRONTEND'],
  };
}

/** apt.conf(5): APT::Install-Recommends, true unless an option says otherwise; the last one counts. */
function installsRecommends(tool: string, parsed: ParsedArguments, configured: string | undefined): boolean {
  let recommends = !isOff(configured ?? 'true');
  // Why: the letters are aptitude's; to apt-get they mean nothing.
  const isAptitude = tool === 'aptitude';
  for (const { name, value } of parsed.options) {
    if (name === '--no-install-recommends' || name === '--without-recommends') recommends = false;
    if (isAptitude && name === '-R') recommends = false;
    if (name === '--install-recommends' || name === '--with-recommends') recommends = true;
    if (isAptitude && name === '-r') recommends = true;
    if (name !== '-o' && name !== '--option') continue;
    const setting = /^apt::install-recommends=(.*)$/i.exec(value?.text ?? '');
    if (setting !== null) recommends = !isOff(unquote(setting[1] ?? ''));
  }
  return recommends;
}

function isOff(value: string): boolean {
  return /^(?:0|no|false|off|without|disable)$/i.test(value);
}

function unquote(text: string): string {
  return text.replace(/^["']|["']$/g, '');
}

function isArchive(argument: Argument): boolean {
  return /^\.{0,2}\/|\.deb$/.test(argument.text ?? '');
}

/** `name[:arch][=version|/release][+|-]` of apt-get(8). Unknown words are left out; `open` tells of them. */
export function debianPackages(operands: readonly Argument[]): PackageWord[] {
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

export const aptTools: readonly Tool[] = [apt];
