// The kept file tree against the stacked one: nothing that is stored is lost, sums and writers are right, and what is packed
// comes back.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerTreeQuery } from '../../server/src/features/layer-tree.ts';
import { diffStored } from '../../server/src/file-tree/diff-stored.ts';
import { listLiveTree } from '../../server/src/file-tree/live-tree.ts';
import { stackLayers } from '../../server/src/file-tree/stack-layers.ts';
import { storeTree } from '../../server/src/file-tree/store-tree.ts';
import { createLayerIndex, entryType, type LayerIndex } from '../../server/src/image/layer-index.ts';
import { decodeTree, encodeTree, linkTree, storedPath, type StoredTree } from '../../server/src/image/stored-tree.ts';
import type { TreeAnswer } from '../../server/src/protocol.ts';

type Layer = Readonly<Record<string, number>>;

/** Files by path with their bytes; a path that begins with `!` is taken away. */
function layerOf(files: Layer): LayerIndex {
  const index = createLayerIndex();
  for (const [path, bytes] of Object.entries(files)) {
    const at = path.lastIndexOf('/') + 1;
    const isGone = path.startsWith('!');
    const name = isGone ? `${path.slice(1, Math.max(at, 1))}.wh.${path.slice(Math.max(at, 1))}` : path;
    const raw = new TextEncoder().encode(name);
    index.add(entryType.file, bytes, raw, 0, raw.length);
  }
  return index.finish();
}

function stack(...layers: readonly Layer[]) {
  const tree = stackLayers(layers.map(layerOf), 10);
  return { tree, stored: linkTree(storeTree(tree.nodes, listLiveTree(tree.nodes))) };
}

function pathsOf(stored: StoredTree): readonly string[] {
  const paths: string[] = [];
  for (let node = 0; node < stored.count; node++) {
    const dead = stored.deadBytes[node] ?? 0;
    const about = `${storedPath(stored, node)} ${stored.fileBytes[node] ?? 0}`;
    paths.push(`${about}${dead === 0 ? '' : ` dead ${dead}`} by ${stored.layers[node] ?? -1}`);
  }
  return paths;
}

describe('what is stored', () => {
  test('a folder holds what is seen and what died, heaviest first, and names who wrote most of it', () => {
    const { stored } = stack({ 'usr/a': 5, 'usr/b': 50, 'etc/x': 1 }, { '!usr/b': 0, 'usr/a': 7, 'var/c': 20 });
    expect(pathsOf(stored)).toEqual([
      '/ 83 dead 55 by 0',
      '/usr 62 dead 55 by 0',
      '/var 20 by 1',
      '/etc 1 by 0',
      '/usr/b 50 dead 50 by 0',
      '/usr/a 7 by 1',
      '/usr/a 5 dead 5 by 0',
      '/var/c 20 by 1',
      '/etc/x 1 by 0',
    ]);
  });

  test('a folder that was removed and made again is one folder', () => {
    const { stored } = stack({ 'd/e/a': 3, 'd/b': 2 }, { '!d': 0 }, { 'd/e/n': 1 });
    expect(pathsOf(stored)).toEqual([
      '/ 6 dead 5 by 0',
      '/d 6 dead 5 by 0',
      '/d/e 4 dead 3 by 0',
      '/d/b 2 dead 2 by 0',
      '/d/e/a 3 dead 3 by 0',
      '/d/e/n 1 by 2',
    ]);
  });

  const names = fc.constantFrom('a', 'b', 'c', 'd');
  const path = fc.array(names, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
  const anyLayer = fc
    .array(fc.tuple(path, fc.nat({ max: 9 }), fc.boolean()), { maxLength: 12 })
    .map((all) => Object.fromEntries(all.map(([name, bytes, gone]) => [gone ? `!${name}` : name, gone ? 0 : bytes])));

  test('sums are those of the stacking, whatever lies on what', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyLayer, { maxLength: 5 }), async (layers) => {
        const { tree, stored } = stack(...layers);
        expect(stored.fileBytes[0]).toBe(tree.liveBytes + tree.deadBytes);
        expect(stored.deadBytes[0]).toBe(tree.deadBytes);
        for (let node = 0; node < stored.count; node++) {
          const first = stored.firstChildren[node] ?? 0;
          const inside = Array.from({ length: stored.childCounts[node] ?? 0 }, (_, at) => first + at);
          expect(inside.every((child) => stored.parents[child] === node && child > node)).toBe(true);
          if (stored.kinds[node] !== 0) continue;
          const sum = inside.reduce((bytes, child) => bytes + (stored.fileBytes[child] ?? 0), 0);
          expect(stored.fileBytes[node]).toBe(sum);
        }
        const back = await decodeTree(await encodeTree(stored));
        expect(back).toEqual(stored);
      }),
      { numRuns: 200 },
    );
  });

  test('damaged bytes are no tree', async () => {
    const packed = await encodeTree(stack({ 'a/b': 1 }).stored);
    expect(await decodeTree(packed.subarray(0, packed.length - 3))).toBeNull();
    expect(await decodeTree(new Uint8Array([1, 2, 3]))).toBeNull();
  });
});

describe('what is asked', () => {
  const { stored } = stack(
    { 'usr/lib/python3/os.py': 30, 'usr/lib/libc.so': 80, 'opt/lib/python3/os.py': 10, 'usr/lib/old.bin': 40 },
    { '!usr/lib/old.bin': 0, 'app/Python.txt': 5, 'app/new/data.bin': 70 },
  );
  const find = (text: string, more: { layers?: readonly number[]; deadOnly?: boolean } = {}) => {
    const { layers = null, deadOnly = false } = more;
    const answer = answerTreeQuery(stored, { image: '', kind: 'find', text, layers, deadOnly, from: 0, count: 10 });
    return answer?.kind === 'find' ? answer.rows.map(({ name }) => name) : null;
  };
  const named = (path: string): Extract<TreeAnswer, { kind: 'path' }>['nodes'] => {
    const answer = answerTreeQuery(stored, { image: '', kind: 'path', path });
    return answer?.kind === 'path' ? answer.nodes : null;
  };

  test('files are found by a part of their name, whatever its case, heaviest first', () => {
    expect(find('PYTHON')).toEqual(['/app/Python.txt']);
    expect(find('.py')).toEqual(['/usr/lib/python3/os.py', '/opt/lib/python3/os.py']);
    expect(find('')).toHaveLength(6);
  });

  test('a slash joins folder and name; the first folder needs only end so', () => {
    expect(find('python3/os')).toEqual(['/usr/lib/python3/os.py', '/opt/lib/python3/os.py']);
    expect(find('r/lib/python3/o')).toEqual(['/usr/lib/python3/os.py']);
    expect(find('/usr/lib/lib')).toEqual(['/usr/lib/libc.so']);
    expect(find('/lib/libc')).toEqual(['/usr/lib/libc.so']);
    expect(find('b/libc')).toEqual(['/usr/lib/libc.so']);
    expect(find('python3/')).toEqual(['/usr/lib/python3/os.py', '/opt/lib/python3/os.py']);
  });

  test('a name does not match over its end into the next', () => {
    expect(find('libc.soold')).toEqual([]);
  });

  test('files of a layer, and those that died', () => {
    expect(find('', { layers: [1] })).toEqual(['/app/new/data.bin', '/app/Python.txt']);
    expect(find('', { deadOnly: true })).toEqual(['/usr/lib/old.bin']);
  });

  test('pages of a folder', () => {
    const lib = named('/usr/lib')?.at(-1)?.node ?? -1;
    const page = (from: number) => answerTreeQuery(stored, { image: '', kind: 'children', node: lib, from, count: 2 });
    expect(page(0)).toMatchObject({ total: 3, rows: [{ name: 'libc.so' }, { name: 'old.bin', deadBytes: 40 }] });
    expect(page(2)).toMatchObject({ total: 3, rows: [{ name: 'python3', kind: 'folder', children: 1 }] });
    expect(page(9)).toMatchObject({ total: 3, rows: [] });
    expect(answerTreeQuery(stored, { image: '', kind: 'children', node: 99, from: 0, count: 2 })).toBeNull();
  });

  test('a drawing has the folder first, every part after its own folder, and no part that could not be seen', () => {
    const many = stack(Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`d/${at}`, at === 0 ? 1e6 : 1])));
    const answer = answerTreeQuery(many.stored, { image: '', kind: 'map', node: 0 });
    const parts = answer?.kind === 'map' ? answer.parts : [];
    expect(parts.map(({ name, parent }) => [name, parent])).toEqual([
      ['/', -1],
      ['d', 0],
      ['0', 1],
    ]);
  });

  test('a path that is not there has no node', () => {
    expect(named('/usr/nothing')).toBeNull();
    expect(named('/')?.map(({ node }) => node)).toEqual([0]);
  });
});

describe('two kept trees', () => {
  test('files and whole folders that came, went or grew, greatest change first', () => {
    const before = stack({ 'a/x': 10, 'a/y': 5, 'gone/one': 7, 'gone/two': 7, same: 3 }).stored;
    const after = stack({ 'a/x': 30, 'a/y': 5, 'new/one': 2, same: 3, dead: 50 }, { '!dead': 0 }).stored;
    expect(diffStored(before, after, 10)).toEqual([
      { path: '/a/x', before: 10, after: 30 },
      { path: '/gone/', before: 14, after: null },
      { path: '/new/', before: null, after: 2 },
    ]);
  });
});
