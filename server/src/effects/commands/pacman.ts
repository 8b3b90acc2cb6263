// Arch Linux's pacman and its helpers. Every archive it downloads stays in /var/cache/pacman/pkg, each as big as a third of
// what it holds. What packages bring is replayed by installing them again.
import type { Argument } from '../arguments.ts';
import type { Call } from '../define-tool.ts';
import { defineTool, list } from '../define-tool.ts';
import type { CacheWrite, Effect, PackageWord, Tool } from '../effect.ts';
import { argumentOf, has } from '../options.ts';
import { treeAt } from '../path-set.ts';
import { systemWrites } from '../system-packages.ts';

/** pacman(8): options with a value. */
const values = list(
  `-b --dbpath -r --root --arch --cachedir --config --gpgdir --hookdir --logfile --sysroot --ignore --ignoregroup
  --assume-installed --overwrite --color --print-format`,
);

const cacheFolder = '/var/cache/pacman/pkg';

const cache: CacheWrite = {
  id: 'pacman',
  paths: [treeAt(cacheFolder)],
  // Why not `pacman -Scc --noconfirm`: the answer it takes to its question is no.
  cleanup: `rm -rf ${cacheFolder}/*`,
  preventedBy: null,
  mounts: [{ target: cacheFolder, locked: true }],
};

const pacman = defineTool('pacman yay paru', { values }, (call) => {
  const { parsed, tree } = call;
  const operation = parsed.options.find(({ name }) =>
    /^(?:-[Q-UDF]|--(?:sync|remove|upgrade|query|database|deptest|files))$/.test(name),
  );
  const verb = operation?.argument.text ?? null;
  switch (operation?.name) {
    case '-S':
    case '--sync':
      if (has(parsed, '-c', '--clean'))
        return { verb, deletes: [{ path: treeAt(cacheFolder), word: null }], role: 'clean' };
      if (has(parsed, '-s', '--search', '-i', '--info', '-l', '--list', '-g', '--groups'))
        return { verb, role: 'inspect' };
      return { verb, ...syncEffect(call) };
    case '-U':
    case '--upgrade':
      return {
        verb,
        reads: parsed.operands.map(tree),
        ...installEffect(call, parsed.operands),
        caches: parsed.operands.some((each) => each.prefix.includes('://')) ? [cache] : [],
      };
    case '-R':
    case '--remove':
      return {
        verb,
        removes: [{ manager: 'other', packages: packagesOf(parsed.operands) }],
        registers: [{ kind: 'packages', manager: 'other' }],
        role: 'clean',
      };
    default:
      return { verb, role: 'inspect' };
  }
});

/** `-Sy` fetches the databases, `-Su` upgrades what is there; names are installed. */
function syncEffect(call: Call): Partial<Effect> {
  const { parsed } = call;
  const upgrades = has(parsed, '-u', '--sysupgrade');
  if (parsed.operands.length > 0 || upgrades) return { ...installEffect(call, []), caches: [cache] };
  return { writes: [{ path: treeAt('/var/lib/pacman/sync'), persistence: 'cache' }], network: true, role: 'install' };
}

function installEffect({ parsed, path, tree }: Call, archives: readonly Argument[]): Partial<Effect> {
  const root = argumentOf(parsed, '-r', '--root', '--sysroot');
  const named = parsed.operands.filter((each) => !archives.includes(each));
  return {
    writes:
      root === undefined ? systemWrites([treeAt('/var/lib/pacman')]) : [{ path: tree(root), persistence: 'artifact' }],
    installs: [
      {
        manager: 'other',
        packages: packagesOf(named),
        manifests: archives
          .filter((each) => !each.prefix.includes('://'))
          .map((each) => ({ path: path(each.text ?? each.prefix), role: 'project', word: each.word })),
        into: root === undefined ? { kind: 'system', prefix: null } : { kind: 'prefix', prefix: tree(root).path },
        recommends: null,
        open: parsed.open || parsed.operands.some((each) => each.text === null) || parsed.operands.length === 0,
        sources: archives.flatMap((each) => (each.text?.includes('://') === true ? [each.text] : [])),
      },
    ],
    registers: [{ kind: 'packages', manager: 'other' }],
    network: true,
    role: 'install',
  };
}

/** `[repository/]name[=version]` */
function packagesOf(operands: readonly Argument[]): PackageWord[] {
  return operands.flatMap(({ text, word }) => {
    const parts = text === null ? null : /^(?:[^/]*\/)?([^/=<>]+)([=<>].*)?$/.exec(text);
    const name = parts?.[1];
    return name === undefined ? [] : [{ name, version: parts?.[2] ?? null, extras: [], word }];
  });
}

export const pacmanTools: readonly Tool[] = [pacman];
