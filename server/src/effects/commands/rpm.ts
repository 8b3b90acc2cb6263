// Package managers of the RPM world: dnf, yum, microdnf, tdnf and rpm itself. zypper has a file of its own.
import type { Argument } from '../arguments.ts';
import type { Call } from '../define-tool.ts';
import { defineTool, list } from '../define-tool.ts';
import type { CacheWrite, Effect, Install, PackageManager, PackageWord, Tool } from '../effect.ts';
import type { ParsedArguments } from '../options.ts';
import { argumentOf, argumentsFor, has } from '../options.ts';
import { treeAt } from '../path-set.ts';
import { systemWrites } from '../system-packages.ts';

/** dnf(8), yum(8), microdnf(8), tdnf(8): options with a value. */
export const dnfValues = list(
  `-c --config --releasever --setopt --enablerepo --disablerepo --repo --repoid -x --exclude --excludepkgs --installroot
  --forcearch --repofrompath --advisory --cve --bz -d --debuglevel -e --errorlevel --rpmverbosity --disableexcludes
  --downloaddir --destdir --comment -R --randomwait --arch --nogpgcheck-repo`,
);
/** What installing RPM packages writes. */
export const rpmWrites = systemWrites([treeAt('/var/lib/rpm'), treeAt('/usr/lib/sysimage/rpm')]);

/** Cache folders by manager, one of them by its version: dnf 5 moved from /var/cache/dnf, yum is dnf since RHEL 8. */
const folders: Readonly<Record<string, readonly string[]>> = {
  dnf: ['/var/cache/dnf', '/var/cache/libdnf5'],
  dnf5: ['/var/cache/libdnf5'],
  yum: ['/var/cache/yum', '/var/cache/dnf'],
  microdnf: ['/var/cache/yum'],
  tdnf: ['/var/cache/tdnf'],
};

function managerOf(tool: string): PackageManager {
  if (tool === 'yum' || tool === 'microdnf' || tool === 'tdnf') return tool;
  return 'dnf';
}

/** The folder that `--installroot` names; null where it is the system itself, or not known. */
function rootOf({ parsed, tree }: Call): string | null {
  const root = argumentOf(parsed, '--installroot');
  const place = root === undefined ? null : tree(root);
  return place === null || place.kind === 'unknown' || place.path === '/' ? null : place.path;
}

function foldersOf(call: Call): readonly string[] {
  const root = rootOf(call) ?? '';
  return (folders[call.tool] ?? []).map((folder) => root + folder);
}

function cacheOf(call: Call): CacheWrite {
  const { tool } = call;
  const root = rootOf(call);
  const paths = foldersOf(call);
  const clean = root === null ? `${tool} clean all` : `${tool} --installroot=${root} clean all`;
  return {
    id: managerOf(tool),
    paths: paths.map(treeAt),
    ...(paths.length > 1 ? { oneOf: true as const } : {}),
    cleanup: tool === 'yum' && root === null ? `${clean} && rm -rf /var/cache/yum` : clean,
    preventedBy: null,
    mounts: paths.slice(0, 1).map((target) => ({ target, locked: true })),
  };
}

const installing = new Set(
  list(
    'install reinstall localinstall update upgrade distro-sync dsync dup in up group groups builddep build-dep swap downgrade',
  ).concat(
    list('groupinstall group-install groupupdate update-minimal upgrade-minimal install-n install-na install-nevra'),
  ),
);

function act(call: Call): Partial<Effect> | null {
  const { tool, verb: verbArgument, rest } = call;
  const verb = verbArgument?.text ?? null;
  if (verb === null) return verbArgument === undefined ? { role: 'inspect' } : null;
  if (installing.has(verb)) return { verb, ...installEffect(call, verb) };
  switch (verb) {
    case 'makecache':
    case 'check-update':
    case 'check-upgrade':
      return { verb, caches: [cacheOf(call)], network: true, role: 'install' };
    case 'remove':
    case 'erase':
    case 'autoremove':
    case 'groupremove':
    case 'rm':
      return {
        verb,
        removes: [{ manager: managerOf(tool), packages: rpmPackages(rest) }],
        registers: [{ kind: 'packages', manager: managerOf(tool) }],
        role: 'clean',
      };
    case 'clean':
      return {
        verb,
        deletes: rest.some((each) => each.text === 'all')
          ? foldersOf(call).map((folder) => ({ path: treeAt(folder), word: null }))
          : [],
        role: 'clean',
      };
    case 'config-manager':
    case 'copr':
    case 'module':
      return {
        verb,
        writes: [{ path: treeAt('/etc/yum.repos.d'), persistence: 'registry' }],
        registers: [{ kind: 'repository', name: tool }],
        network: true,
        role: 'configure',
      };
    case 'download':
      return {
        verb,
        writes: [{ path: { kind: 'unknown', path: call.context.workingFolder }, persistence: 'artifact' }],
        caches: [cacheOf(call)],
        network: true,
        role: 'fetch',
      };
    default:
      return { verb, role: 'inspect' };
  }
}

function installEffect(call: Call, verb: string): Partial<Effect> {
  const { tool, parsed, rest, path, tree } = call;
  const manager = managerOf(tool);
  const operands = /^(?:groups?|swap)$/.test(verb) ? rest.slice(1) : rest;
  const files = operands.filter(isRpmFile);
  const root = argumentOf(parsed, '--installroot');
  const install: Install = {
    manager,
    packages: rpmPackages(operands.filter((each) => !isRpmFile(each))),
    manifests: files
      .filter((each) => each.text?.includes('://') !== true)
      .map((each) => ({ path: path(each.text ?? ''), role: 'project', word: each.word })),
    into: root === undefined ? { kind: 'system', prefix: null } : { kind: 'prefix', prefix: tree(root).path },
    recommends: weakDependencies(manager, parsed),
    open: parsed.open || operands.some((each) => each.text === null) || operands.length === 0,
    sources: [
      ...argumentsFor(parsed, '--enablerepo', '--repo', '--repofrompath').map((each) => each.text ?? each.word.raw),
      ...files.flatMap((each) => (each.text?.includes('://') === true ? [each.text] : [])),
    ],
  };
  return {
    reads: [treeAt('/etc/yum.repos.d')],
    writes: root === undefined ? rpmWrites : [{ path: tree(root), persistence: 'artifact' }],
    caches: [cacheOf(call)],
    installs: [install],
    registers: [{ kind: 'packages', manager }],
    network: true,
    role: 'install',
  };
}

/** Weak dependencies come too unless told otherwise; null for managers without them (dnf.conf(5)). */
function weakDependencies(manager: PackageManager, parsed: ParsedArguments): boolean | null {
  const set = argumentsFor(parsed, '--setopt').flatMap(
    (each) => /^(?:\w+\.)?install_weak_deps=(.*)$/i.exec(each.text ?? '')?.[1] ?? [],
  );
  const last = set.at(-1);
  if (last !== undefined) return !/^(?:0|no|false|off)$/i.test(last);
  return manager === 'dnf' || manager === 'microdnf' ? true : null;
}

/** Operands of an installation that name a package's file or address. */
export function isRpmFile(argument: Argument): boolean {
  return /\.rpm$|:\/\/|^\.{0,2}\//.test(argument.text ?? '');
}

/**
 * `name-1.2-3.el9` has its version after the last dash before a digit, as long as a dot or a star stands in it
 * (`java-11-openjdk` is a name); `name=1.2` is zypper's.
 */
export function rpmPackages(operands: readonly Argument[]): PackageWord[] {
  return operands.flatMap(({ text, word }) => {
    if (text === null || text === '') return [];
    const [named = '', constraint] = text.split(/(?=[<>=])/, 2);
    const segments = named.split('-');
    const at = segments.findIndex((each, place) => place > 0 && /^\d/.test(each) && /[.*]/.test(each));
    const name = at > 0 ? segments.slice(0, at).join('-') : named;
    const version = constraint ?? (at > 0 ? `-${segments.slice(at).join('-')}` : null);
    return [{ name, version, extras: [], word }];
  });
}

const dnf = defineTool('dnf dnf5 yum microdnf tdnf', { values: dnfValues }, act);

const rpm = defineTool(
  'rpm rpmkeys',
  { values: list('--root --dbpath --prefix --nodeps-file -E --eval --qf --queryformat') },
  ({ parsed, file, path }) => {
    if (has(parsed, '--import'))
      return {
        registers: [{ kind: 'repository', name: 'rpm' }],
        network: parsed.operands.some((each) => each.prefix.includes('://')),
        role: 'configure',
      };
    if (has(parsed, '-e', '--erase'))
      return { verb: 'erase', removes: [{ manager: 'dnf', packages: rpmPackages(parsed.operands) }], role: 'clean' };
    if (!has(parsed, '-i', '-U', '-F', '--install', '--upgrade', '--reinstall')) return { role: 'inspect' };
    const isQuery = has(parsed, '-q', '--query');
    if (isQuery) return { role: 'inspect' };
    const { operands } = parsed;
    return {
      verb: 'install',
      reads: operands.filter((each) => !each.prefix.includes('://')).map(file),
      writes: rpmWrites,
      installs: [
        {
          manager: 'dnf',
          packages: [],
          manifests: operands
            .filter((each) => !each.prefix.includes('://'))
            .map((each) => ({
              path: path(each.text ?? each.prefix),
              role: 'project',
              word: each.word,
            })),
          into: { kind: 'system', prefix: null },
          recommends: null,
          open: true,
          sources: operands.flatMap((each) => (each.text?.includes('://') === true ? [each.text] : [])),
        },
      ],
      registers: [{ kind: 'packages', manager: 'dnf' }],
      network: operands.some((each) => each.prefix.includes('://')),
      role: 'install',
    };
  },
);

export const rpmTools: readonly Tool[] = [dnf, rpm];
