// The stacked tree against a naive one: what is seen, what died, who wrote and who killed it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stackLayers } from '../../server/src/file-tree/stack-layers.ts';
import { createLayerIndex, entryType } from '../../server/src/image/layer-index.ts';
import type { EntryType, LayerIndex } from '../../server/src/image/layer-index.ts';

interface Entry {
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'hardlink' | 'whiteout' | 'opaque';
  readonly bytes?: number;
  readonly link?: string;
}

const encoder = new TextEncoder();

function layer(entries: readonly Entry[]): LayerIndex {
  const index = createLayerIndex();
  for (const { path, type, bytes = 0, link } of entries) {
    const at = path.lastIndexOf('/') + 1;
    let name = path;
    if (type === 'whiteout') name = `${path.slice(0, at)}.wh.${path.slice(at)}`;
    if (type === 'opaque') name = `${path}/.wh..wh..opq`;
    const raw = encoder.encode(name);
    const kind: EntryType = type === 'whiteout' || type === 'opaque' ? entryType.file : entryType[type];
    index.add(kind, bytes, raw, 0, raw.length, link === undefined ? undefined : encoder.encode(link));
  }
  return index.finish();
}

const file = (path: string, bytes: number): Entry => ({ path, type: 'file', bytes });

describe('what dies', () => {
  test('a folder removed later is dead in full, by writer and killer', () => {
    const tree = stackLayers(
      [layer([file('d/a', 100), file('d/e/b', 50), file('keep', 1)]), layer([{ path: 'd', type: 'whiteout' }])],
      10,
    );
    expect(tree).toMatchObject({ liveBytes: 1, deadBytes: 150 });
    expect(tree.dead).toEqual([
      {
        writer: 0,
        killer: 1,
        shadowedBytes: 0,
        deletedBytes: 150,
        files: 2,
        examples: [
          { path: '/d/a', fileBytes: 100 },
          { path: '/d/e/b', fileBytes: 50 },
        ],
      },
    ]);
  });

  test('an opaque folder hides what is below, not its siblings in the same layer, wherever it stands', () => {
    const tree = stackLayers([layer([file('d/old', 7)]), layer([file('d/new', 3), { path: 'd', type: 'opaque' }])], 10);
    expect(tree).toMatchObject({ liveBytes: 3, deadBytes: 7 });
  });

  test('an opaque root hides everything below', () => {
    const tree = stackLayers(
      [layer([file('a', 7), file('b/c', 5)]), layer([{ path: '', type: 'opaque' }, file('n', 1)])],
      10,
    );
    expect(tree).toMatchObject({ liveBytes: 1, deadBytes: 12 });
  });

  test('a whiteout and a new file of the same name in one layer', () => {
    const tree = stackLayers([layer([file('f', 7)]), layer([file('f', 3), { path: 'f', type: 'whiteout' }])], 10);
    expect(tree).toMatchObject({ liveBytes: 3, deadBytes: 7 });
  });

  test('a rewritten file shadows, a change of type deletes', () => {
    const tree = stackLayers(
      [layer([file('f', 7), file('d/x', 5)]), layer([file('f', 8), file('d', 2)]), layer([file('d/y', 1)])],
      10,
    );
    expect(
      tree.dead.map(({ writer, killer, shadowedBytes, deletedBytes }) => [writer, killer, shadowedBytes, deletedBytes]),
    ).toEqual([
      [0, 1, 7, 5],
      [1, 2, 0, 2],
    ]);
    expect(tree.liveBytes).toBe(9);
  });

  test('content with two names lives until both are gone', () => {
    const links = layer([file('a', 9), { path: 'b', type: 'hardlink', link: './a' }]);
    const first = layer([{ path: 'a', type: 'whiteout' }]);
    expect(stackLayers([links, first], 10)).toMatchObject({ liveBytes: 9, deadBytes: 0 });
    const both = stackLayers([links, first, layer([{ path: 'b', type: 'whiteout' }])], 10);
    expect(both).toMatchObject({ liveBytes: 0, deadBytes: 9 });
    expect(both.dead[0]).toMatchObject({ writer: 0, killer: 2 });
  });

  test('metadata of a folder changes nothing', () => {
    const folder: Entry = { path: 'etc', type: 'directory' };
    expect(stackLayers([layer([folder, file('etc/x', 4)]), layer([folder])], 10)).toMatchObject({
      liveBytes: 4,
      deadBytes: 0,
    });
  });

  test('names are bytes; control characters are not printed', () => {
    const index = createLayerIndex();
    for (const raw of [Uint8Array.of(0x61, 0xff), Uint8Array.of(0x61, 0xfe), encoder.encode('b\u001b[31m')]) {
      index.add(entryType.file, raw.length, raw, 0, raw.length);
    }
    const tree = stackLayers([index.finish()], 10);
    expect(tree.deadBytes).toBe(0);
    expect(tree.biggestFiles[0]?.path).toBe('/b\uFFFD[31m');
  });
});

describe('the biggest files', () => {
  test('are the biggest, in order, dead ones marked', () => {
    const many = Array.from({ length: 1000 }, (_, i) => file(`f${String(i)}`, ((i * 7919) % 1000) + 1));
    const tree = stackLayers([layer(many), layer([{ path: 'f0', type: 'whiteout' }])], 5);
    expect(tree.biggestFiles.map(({ fileBytes }) => fileBytes)).toEqual([1000, 999, 998, 997, 996]);
    expect(stackLayers([layer([file('x', 2)]), layer([{ path: 'x', type: 'whiteout' }])], 5).biggestFiles).toEqual([
      { path: '/x', fileBytes: 2, layer: 0, live: false },
    ]);
  });
});

/** Paths to nodes; every rule applied literally, one path after the other. */
function naive(layers: readonly (readonly Entry[])[]): { live: Map<string, number>; pairs: Map<string, number> } {
  const seen = new Map<string, { bytes: number; layer: number; folder: boolean }>();
  const pairs = new Map<string, number>();
  layers.forEach((entries, killer) => {
    const kill = (path: string): void => {
      const node = seen.get(path);
      if (!node) return;
      seen.delete(path);
      if (node.bytes === 0) return;
      const key = `${String(node.layer)}>${String(killer)}`;
      pairs.set(key, (pairs.get(key) ?? 0) + node.bytes);
    };
    const below = (path: string): string[] => [...seen.keys()].filter((other) => other.startsWith(`${path}/`));
    for (const { path, type } of entries) {
      if (type === 'opaque') below(path).forEach(kill);
      if (type === 'whiteout') [path, ...below(path)].forEach(kill);
    }
    for (const { path, type, bytes = 0 } of entries) {
      if (type === 'opaque' || type === 'whiteout') continue;
      const parts = path.split('/');
      for (let i = 1; i < parts.length; i++) {
        const parent = parts.slice(0, i).join('/');
        if (seen.get(parent)?.folder === true) continue;
        kill(parent);
        seen.set(parent, { bytes: 0, layer: killer, folder: true });
      }
      if (type === 'directory' && seen.get(path)?.folder === true) continue;
      [path, ...below(path)].forEach(kill);
      seen.set(path, { bytes, layer: killer, folder: type === 'directory' });
    }
  });
  const live = new Map([...seen].filter(([, { bytes }]) => bytes > 0).map(([path, { bytes }]) => [path, bytes]));
  return { live, pairs };
}

test('any layers give what the naive tree gives', () => {
  const segment = fc.constantFrom('a', 'b', 'c');
  const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
  const entry = fc.record({
    path,
    type: fc.constantFrom<Entry['type']>('file', 'file', 'file', 'directory', 'symlink', 'whiteout', 'opaque'),
    bytes: fc.integer({ min: 1, max: 100 }),
  });
  const made = entry.map((each) => (each.type === 'file' ? each : { path: each.path, type: each.type }));
  fc.assert(
    fc.property(fc.array(fc.array(made, { maxLength: 12 }), { maxLength: 6 }), (layers) => {
      const tree = stackLayers(layers.map(layer), 1000);
      const { live, pairs } = naive(layers);
      const seen = tree.biggestFiles
        .filter((each) => each.live)
        .map((each) => [each.path.slice(1), each.fileBytes] as const);
      expect(new Map(seen)).toEqual(live);
      const got = tree.dead.map(
        (pair) => [`${String(pair.writer)}>${String(pair.killer)}`, pair.shadowedBytes + pair.deletedBytes] as const,
      );
      expect(new Map(got)).toEqual(pairs);
      expect(tree.liveBytes).toBe([...live.values()].reduce((sum, bytes) => sum + bytes, 0));
    }),
    { numRuns: 2000 },
  );
});
