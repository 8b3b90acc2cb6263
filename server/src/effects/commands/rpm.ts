// Package managers of the RPM world: dnf, yum, microdnf, tdnf, zypper and rpm itself.
import type { Argument } from '../arguments.ts';
import type { Call } from '../define-tool.ts';
import { defineTool, list } from '../define-tool.ts';
import type { CacheWrite, Effect, Install, PackageManager, PackageWord, Tool } from '../effect.ts';
import type { ParsedArguments } from '../options.ts';
import { argumentOf, argumentsFor, has } from '../options.ts';
import { treeAt } from '../path-set.ts';
import { systemWrites } from '../system-packages.ts';

const values = list(
  `-c --config --releasever --setopt --enablerepo --disablerepo --repo --repoid -x --exclude --excludepkgs --installroot
  --forcearch --repofrompath --advisory --cve --bz -d --debuglevel -e --errorlevel --rpmverbosity --disableexcludes
  --downloaddir --destdir --comment -R --randomwait --arch --nogpgcheck-repo`,
);
const zypperValues = list(
  `-R --root --reposd-dir --cache-dir --solv-cache-dir -r --repo --from -t --type -n --name -C --capability
  --gpg-auto-import-repos-file -p --plus-repo --download -f --force-resolution-file`,
).filter((name) => !/^(?:-n|-f)$/.test(name));
const writes = systemWrites([treeAt('/var/lib/rpm'), treeAt('/usr/lib/sysimage/rpm')]);

/** Cache folders by manager. dnf 5 moved from /var/cache/dnf; yum is dnf since RHEL 8; microdnf keeps yum's folder. */
const folders: Readonly<Record<string, readonly string[]>> = {
  dnf: ['/var/cache/dnf', '/var/cache/libdnf5'],
  yum: ['/var/cache/yum', '/var/cache/dnf'],
  microdnf: ['/var/cache/yum', '/var/cache/dnf'],
  tdnf: ['/var/cache/tdnf'],
  zypper: ['/var/cache/zypp'],
};

function managerOf(tool: string): PackageManager {
  if (tool === 'yum' || tool === 'microdnf' || tool === 'tdnf' || tool === 'zypper') return tool;
  return 'dnf';
}

function cacheOf(tool: string): CacheWrite {
  const manager = managerOf(tool);
  const paths = folders[manager] ?? [];
  return {
    id: manager,
    paths: paths.map(treeAt),
    cleanup:
      manager === 'zypper'
        ? 'zypper clean -a'
        : `${tool} clean all${manager === 'yum' ? ' && rm -rf /var/cache/yum' : ''}`,
    preventedBy: null,
    mounts: paths.slice(0, 1).map((target) => ({ target, locked: true })),
  };
}

const installing = new Set(
  list(
    'install reinstall localinstall update upgrade distro-sync dup dist-upgrade in up patch group builddep build-dep swap downgrade',
  ).concat(list('groupinstall group-install source-install si update-minimal upgrade-minimal')),
);

function act(call: Call): Partial<Effect> | null {
  const { tool, verb: verbArgument, rest, parsed } = call;
  const verb = verbArgument?.text ?? null;
  if (verb === null) return verbArgument === undefined ? { role: 'inspect' } : null;
  if (installing.has(verb)) return { verb, ...installEffect(call, verb) };
  switch (verb) {
    case 'makecache':
    case 'check-update':
    case 'refresh':
    case 'ref':
      return { verb, caches: [cacheOf(tool)], network: true, role: 'install' };
    case 'remove':
    case 'erase':
    case 'autoremove':
    case 'rm':
      return {
        verb,
        removes: [{ manager: managerOf(tool), packages: packagesOf(rest) }],
        registers: [{ kind: 'packages', manager: managerOf(tool) }],
        role: 'clean',
      };
    case 'clean':
    case 'cc':
      return { verb, deletes: cleans(tool, rest, parsed) ? deletesOf(tool) : [], role: 'clean' };
    case 'config-manager':
    case 'copr':
    case 'addrepo':
    case 'ar':
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
        caches: [cacheOf(tool)],
        network: true,
        role: 'fetch',
      };
    default:
      return { verb, role: 'inspect' };
  }
}

/** `clean all`; zypper's `clean` empties the packages and, with -a, all the rest. */
function cleans(tool: string, rest: readonly Argument[], parsed: ParsedArguments): boolean {
  return tool === 'zypper' ? has(parsed, '-a', '--all') || rest.length === 0 : rest.some((each) => each.text === 'all');
}

function deletesOf(tool: string): Effect['deletes'] {
  return (folders[managerOf(tool)] ?? []).map((folder) => ({ path: treeAt(folder), word: null }));
}

function installEffect({ tool, parsed, rest, path, tree }: Call, verb: string): Partial<Effect> {
  const manager = managerOf(tool);
  const operands = /^group$/.test(verb) ? rest.slice(1) : rest;
  const files = operands.filter(isFile);
  const root = argumentOf(parsed, '--installroot', ...(tool === 'zypper' ? ['-R', '--root'] : []));
  const install: Install = {
    manager,
    packages: packagesOf(operands.filter((each) => !isFile(each))),
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
    writes: root === undefined ? writes : [{ path: tree(root), persistence: 'artifact' }],
    caches: [cacheOf(tool)],
    installs: [install],
    registers: [{ kind: 'packages', manager }],
    network: true,
    role: 'install',
  };
}

/** Weak dependencies come too unless told otherwise; null for managers without them (dnf.conf(5), zypper(8)). */
function weakDependencies(manager: PackageManager, parsed: ParsedArguments): boolean | null {
  if (manager === 'zypper') return !has(parsed, '--no-recommends');
  const set = argumentsFor(parsed, '--setopt').flatMap(
    (each) => /^(?:\w+\.)?install_weak_deps=(.*)$/i.exec(each.text ?? '')?.[1] ?? [],
  );
  const last = set.at(-1);
  if (last !== undefined) return !/^(?:0|no|false|off)$/i.test(last);
  return manager === 'dnf' || manager === 'microdnf' ? true : null;
}

function isFile(argument: Argument): boolean {
  return /\.rpm$|:\/\/|^\.{0,2}\//.test(argument.text ?? '');
}

/**
 * `name-1.2-3.el9` has its version after the last dash before a digit, as long as a dot or a star stands in it
 * (`java-11-openjdk` is a name); `name=1.2` is zypper's.
 */
function packagesOf(operands: readonly Argument[]): PackageWord[] {
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

const dnf = defineTool('dnf dnf5 yum microdnf tdnf', { values }, act);
const zypper = defineTool('zypper', { values: zypperValues }, act);

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
      return { verb: 'erase', removes: [{ manager: 'dnf', packages: packagesOf(parsed.operands) }], role: 'clean' };
    if (!has(parsed, '-i', '-U', '-F', '--install', '--upgrade', '--reinstall')) return { role: 'inspect' };
    const isQuery = has(parsed, '-q', '--query');
    if (isQuery) return { role: 'inspect' };
    const { operands } = parsed;
    return {
      verb: 'install',
      reads: operands.filter((each) => !each.prefix.includes('://')).map(file),
      writes,
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

export const rpmTools: readonly Tool[] = [dnf, zypper, rpm];
