// Alpine's apk. Without --no-cache the package index stays in /var/cache/apk; what packages bring is replayed.
import type { Argument } from '../arguments.ts';
import type { Call } from '../define-tool.ts';
import { defineTool, list } from '../define-tool.ts';
import type { CacheWrite, Effect, PackageWord, Tool } from '../effect.ts';
import { argumentOf, argumentsFor, has } from '../options.ts';
import { treeAt } from '../path-set.ts';
import { systemWrites } from '../system-packages.ts';

/** apk(8): options with a value. */
const values = list(
  `-t --virtual -p --root -X --repository --keys-dir --repositories-file --wait --arch --cache-dir --cache-max-age
  --progress-fd --timeout`,
);
const writes = systemWrites([treeAt('/lib/apk/db')]);

/** The index stays below the root that is installed into. */
function cacheOf({ parsed, tree }: Call, preventedBy: CacheWrite['preventedBy']): CacheWrite {
  const named = argumentOf(parsed, '-p', '--root');
  const root = named === undefined ? null : tree(named);
  const folder = `${root === null || root.path === '/' ? '' : root.path}/var/cache/apk`;
  return {
    id: 'apk',
    paths: [root?.kind === 'unknown' ? root : treeAt(folder)],
    cleanup: `rm -rf ${folder}/*`,
    preventedBy,
    mounts: [{ target: folder, locked: true }],
  };
}

const apk = defineTool('apk', { values }, (call) => {
  const { parsed, verb, rest, file } = call;
  const caching = !has(parsed, '--no-cache', '--no-network');
  const name = verb?.text ?? null;
  switch (name) {
    case 'add':
      return {
        verb: name,
        ...installEffect(call),
        caches: caching && verb !== undefined ? [cacheOf(call, { flag: '--no-cache', after: verb.word.span })] : [],
      };
    case 'upgrade':
    case 'fix':
      return { verb: name, ...installEffect(call), caches: caching ? [cacheOf(call, null)] : [] };
    case 'update':
      return { verb: name, caches: caching ? [cacheOf(call, null)] : [], network: true, role: 'install' };
    case 'del':
      return {
        verb: name,
        writes: [{ path: treeAt('/lib/apk/db'), persistence: 'registry' }],
        removes: [{ manager: 'apk', packages: packagesOf(rest) }],
        registers: [{ kind: 'packages', manager: 'apk' }],
        role: 'clean',
      };
    case 'cache':
      return {
        verb: name,
        deletes: /^(?:clean|purge)$/.test(rest[0]?.text ?? '') ? [{ path: treeAt('/var/cache/apk'), word: null }] : [],
        role: 'clean',
      };
    case 'fetch':
      return {
        verb: name,
        network: true,
        role: 'fetch',
        writes: argumentsFor(parsed, '-o', '--output').map((each) => ({ path: file(each), persistence: 'artifact' })),
      };
    default:
      return verb === undefined || name !== null ? { verb: name, role: 'inspect' } : null;
  }
});

function installEffect({ parsed, verb, rest, path, tree }: Call): Partial<Effect> {
  const group = argumentOf(parsed, '-t', '--virtual')?.text;
  const root = argumentOf(parsed, '-p', '--root');
  const archives = rest.filter((each) => /\.apk$/.test(each.text ?? ''));
  return {
    reads: archives.map(tree),
    writes: root === undefined ? writes : [{ path: tree(root), persistence: 'artifact' }],
    installs: [
      {
        manager: 'apk',
        packages: packagesOf(rest.filter((each) => !archives.includes(each))),
        manifests: archives.map((each) => ({ path: path(each.text ?? ''), role: 'project', word: each.word })),
        into: root === undefined ? { kind: 'system', prefix: null } : { kind: 'prefix', prefix: tree(root).path },
        recommends: null,
        open: parsed.open || rest.some((each) => each.text === null) || verb?.text === 'upgrade',
        sources: argumentsFor(parsed, '-X', '--repository').map((each) => each.text ?? each.word.raw),
        ...(group == null ? {} : { group }),
      },
    ],
    registers: [{ kind: 'packages', manager: 'apk' }],
    network: true,
    role: 'install',
  };
}

/** `name[@tag][=version | ~version | <version …]` of apk-world(5); `!name` is a conflict and no package. */
function packagesOf(operands: readonly Argument[]): PackageWord[] {
  return operands.flatMap(({ text, word }) => {
    const parts = text === null ? null : /^([^!@=<>~][^@=<>~]*)(?:@[^=<>~]*)?([=<>~].*)?$/.exec(text);
    const name = parts?.[1];
    return name === undefined ? [] : [{ name, version: parts?.[2] ?? null, extras: [], word }];
  });
}

export const apkTools: readonly Tool[] = [apk];
