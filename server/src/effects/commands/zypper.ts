// openSUSE's and SLE's zypper. What it downloads stays in /var/cache/zypp; recommended packages come too unless told not to.
import type { Call } from '../define-tool.ts';
import { defineTool, list } from '../define-tool.ts';
import type { CacheWrite, Effect, Tool } from '../effect.ts';
import { argumentOf, argumentsFor, has } from '../options.ts';
import { treeAt } from '../path-set.ts';
import { isRpmFile, rpmPackages, rpmWrites } from './rpm.ts';

/** zypper(8): options with a value, global and of the commands that install. */
export const zypperValues = list(
  `-R --root --installroot -c --config -D --reposd-dir --cache-dir --raw-cache-dir --solv-cache-dir --pkg-cache-dir
  --releasever --plus-repo --plus-content --userdata -r --repo --from -t --type --download --solver-focus --priority`,
);

const cacheFolder = '/var/cache/zypp';

const cache: CacheWrite = {
  id: 'zypper',
  paths: [treeAt(cacheFolder)],
  cleanup: 'zypper clean -a',
  preventedBy: null,
  mounts: [{ target: cacheFolder, locked: true }],
};

const installing = new Set(
  list('install in update up dist-upgrade dup patch source-install si install-new-recommends inr verify ve'),
);

const zypper = defineTool('zypper', { values: zypperValues }, (call) => {
  const { verb: verbArgument, rest, parsed } = call;
  const verb = verbArgument?.text ?? null;
  if (verb === null) return verbArgument === undefined ? { role: 'inspect' } : null;
  if (installing.has(verb)) return { verb, ...installEffect(call) };
  switch (verb) {
    case 'refresh':
    case 'ref':
    case 'refresh-services':
    case 'refs':
    case 'download':
      return { verb, caches: [cache], network: true, role: 'install' };
    case 'remove':
    case 'rm':
      return {
        verb,
        removes: [{ manager: 'zypper', packages: rpmPackages(rest) }],
        registers: [{ kind: 'packages', manager: 'zypper' }],
        role: 'clean',
      };
    case 'clean':
    case 'cc':
      return { verb, deletes: cleansAll(call) ? [{ path: treeAt(cacheFolder), word: null }] : [], role: 'clean' };
    case 'addrepo':
    case 'ar':
    case 'removerepo':
    case 'rr':
    case 'modifyrepo':
    case 'mr':
    case 'addservice':
    case 'as':
      return {
        verb,
        writes: [{ path: treeAt('/etc/zypp/repos.d'), persistence: 'registry' }],
        registers: [{ kind: 'repository', name: 'zypper' }],
        network: true,
        // Why: `addrepo --refresh` only marks the repository for later.
        role: 'configure',
      };
    default:
      return { verb, reads: parsed.operands.length > 1 ? [treeAt('/var/lib/rpm')] : [], role: 'inspect' };
  }
});

/** `clean` empties the packages, `--all` the metadata too; with one kind of metadata alone the packages stay. */
function cleansAll({ parsed }: Call): boolean {
  return has(parsed, '-a', '--all') || !has(parsed, '-m', '--metadata', '-M', '--raw-metadata');
}

function installEffect({ parsed, rest, path, tree }: Call): Partial<Effect> {
  const files = rest.filter(isRpmFile);
  const local = files.filter((each) => each.text?.includes('://') !== true);
  const root = argumentOf(parsed, '-R', '--root', '--installroot');
  return {
    reads: [treeAt('/etc/zypp/repos.d')],
    writes: root === undefined ? rpmWrites : [{ path: tree(root), persistence: 'artifact' }],
    caches: [cache],
    installs: [
      {
        manager: 'zypper',
        packages: rpmPackages(rest.filter((each) => !isRpmFile(each) && !/^[!-]/.test(each.text ?? ''))),
        manifests: local.map((each) => ({ path: path(each.text ?? ''), role: 'project', word: each.word })),
        into: root === undefined ? { kind: 'system', prefix: null } : { kind: 'prefix', prefix: tree(root).path },
        recommends: has(parsed, '--recommends') || !has(parsed, '--no-recommends'),
        open: parsed.open || rest.some((each) => each.text === null) || rest.length === 0,
        sources: [
          ...argumentsFor(parsed, '-r', '--repo', '--from').map((each) => each.text ?? each.word.raw),
          ...files.flatMap((each) => (each.text?.includes('://') === true ? [each.text] : [])),
        ],
      },
    ],
    registers: [{ kind: 'packages', manager: 'zypper' }],
    network: true,
    role: 'install',
  };
}

export const zypperTools: readonly Tool[] = [zypper];
