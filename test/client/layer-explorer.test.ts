// The parts of the layer explorer that reckon: rows of a tree that comes page by page, rows that are seen, cells of a
// drawing.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layOut, neighbour } from '../../client/src/layer-explorer/chart-layout.ts';
import { createTreeModel, pageRows } from '../../client/src/layer-explorer/tree-model.ts';
import { rowAfterKey, rowHeight, scrollFor, visibleRows } from '../../client/src/layer-explorer/visible-rows.ts';
import type { MapPart, TreeRow } from '../../server/src/protocol.ts';

function row(node: number, name: string, children = 0, fileBytes = 1): TreeRow {
  const kind = children > 0 ? 'folder' : 'file';
  return { node, name, kind, fileBytes, deadBytes: 0, layer: 0, files: Math.max(1, children), children };
}

describe('a tree that is opened folder by folder', () => {
  const root = row(0, '/', 3);
  const make = () => {
    const model = createTreeModel(root);
    for (const page of model.wanted(0, 9)) model.take(page, [row(1, 'a', 2), row(2, 'b', 1), row(3, 'c')]);
    return model;
  };
  const names = (model: ReturnType<typeof make>): readonly string[] =>
    Array.from({ length: model.count() }, (_, at) => {
      const shown = model.rowAt(at);
      return `${'  '.repeat((shown?.level ?? 1) - 1)}${shown?.row?.name ?? '…'}`;
    });

  test('shows what is inside once it is open, and asks for it once', () => {
    const model = make();
    expect(names(model)).toEqual(['a', 'b', 'c']);
    expect(model.toggle(0)).toBe(true);
    expect(names(model)).toEqual(['a', '  …', '  …', 'b', 'c']);
    expect(model.wanted(0, 5)).toEqual([{ node: 1, from: 0 }]);
    expect(model.wanted(0, 5)).toEqual([]);
    model.take({ node: 1, from: 0 }, [row(4, 'x', 1), row(5, 'y')]);
    model.toggle(1);
    for (const page of model.wanted(0, 9)) model.take(page, [row(6, 'deep')]);
    model.toggle(4);
    for (const page of model.wanted(0, 9)) model.take(page, [row(7, 'z')]);
    expect(names(model)).toEqual(['a', '  x', '    deep', '  y', 'b', '  z', 'c']);
    expect([0, 1, 2, 3, 4, 5, 6].map((at) => model.parentOf(at))).toEqual([-1, 0, 1, 0, -1, 4, -1]);
    model.toggle(0);
    expect(names(model)).toEqual(['a', 'b', '  z', 'c']);
    model.toggle(0);
    expect(names(model)).toEqual(['a', '  x', '    deep', '  y', 'b', '  z', 'c']);
  });

  test('a file is not opened, and a row that has not come is not known', () => {
    const model = make();
    expect(model.toggle(2)).toBe(false);
    expect(model.rowAt(3)).toBeUndefined();
    expect(model.rowAt(-1)).toBeUndefined();
  });

  test('of a folder of any size only the pages that are seen are asked for', () => {
    const model = createTreeModel(row(0, '/', 500_000));
    expect(model.wanted(250_000, 250_040)).toEqual([{ node: 0, from: 250_000 - (250_000 % pageRows) }]);
    expect(model.rowAt(499_999)).toMatchObject({ row: undefined, place: 499_999, of: 500_000 });
  });
});

describe('a long list', () => {
  test('draws no more than what is seen and a little around it', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 600_000 }),
        fc.nat({ max: 20_000_000 }),
        fc.nat({ max: 2000 }),
        (count, top, height) => {
          const [from, to] = visibleRows(count, top, height);
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThanOrEqual(count);
          expect(to - from).toBeLessThanOrEqual(height / rowHeight + 22);
        },
      ),
    );
  });

  test('keys stay within it, and what they lead to is scrolled into sight', () => {
    expect(rowAfterKey('ArrowUp', 0, 5, 100)).toBe(0);
    expect(rowAfterKey('End', 0, 5, 100)).toBe(4);
    expect(rowAfterKey('PageDown', 0, 50, rowHeight * 4)).toBe(3);
    expect(rowAfterKey('x', 0, 5, 100)).toBeNull();
    expect(rowAfterKey('ArrowDown', 0, 0, 100)).toBeNull();
    expect(scrollFor(2, 0, rowHeight * 3)).toBeNull();
    expect(scrollFor(3, 0, rowHeight * 3)).toBe(rowHeight);
    expect(scrollFor(1, rowHeight * 5, 100)).toBe(rowHeight);
  });
});

describe('a drawing', () => {
  const parts: readonly MapPart[] = [
    { ...row(0, '/', 2, 100), parent: -1 },
    { ...row(1, 'usr', 2, 80), parent: 0 },
    { ...row(2, 'app', 0, 15), parent: 0 },
    { ...row(3, 'lib', 0, 60), parent: 1 },
    { ...row(4, 'bin', 0, 20), parent: 1 },
  ];

  test('an icicle gives each part its share of the width below its folder, and leaves the rest empty', () => {
    const { cells, height } = layOut(parts, 'icicle', 1000, 300);
    expect(cells.map(({ part, x, width }) => [part.name, Math.round(x), Math.round(width)])).toEqual([
      ['/', 0, 1000],
      ['usr', 0, 800],
      ['app', 800, 150],
      ['lib', 0, 600],
      ['bin', 600, 200],
    ]);
    expect(height).toBe(72);
    expect(cells[3]?.y).toBe(48);
  });

  test('a treemap keeps every part within its folder', () => {
    const { cells } = layOut(parts, 'treemap', 800, 400);
    expect(cells).toHaveLength(5);
    for (const { x, y, width, height, parent } of cells) {
      const around = cells[parent];
      if (around === undefined) continue;
      expect(x >= around.x && y >= around.y).toBe(true);
      expect(x + width <= around.x + around.width && y + height <= around.y + around.height).toBe(true);
    }
  });

  test('a folder that holds nothing but another is one part with it', () => {
    const chain: readonly MapPart[] = [
      { ...row(0, '/', 1, 100), parent: -1 },
      { ...row(1, 'usr', 1, 100), parent: 0 },
      { ...row(2, 'local', 1, 100), parent: 1 },
      { ...row(3, 'bin', 2, 100), parent: 2 },
      { ...row(4, 'node', 0, 90), parent: 3 },
      { ...row(5, 'npm', 0, 10), parent: 3 },
    ];
    const { cells } = layOut(chain, 'icicle', 1000, 300);
    expect(cells.map(({ part }) => part.name)).toEqual(['/', 'usr/local/bin', 'node', 'npm']);
  });

  test('parts that could not be seen are left out, and nothing is drawn without a width', () => {
    const many = [...parts, { ...row(9, 'tiny', 0, 0.01), parent: 0 }];
    expect(layOut(many, 'icicle', 1000, 300).cells).toHaveLength(5);
    expect(layOut(parts, 'icicle', 0, 300).cells).toEqual([]);
    expect(layOut([], 'treemap', 100, 100).cells).toEqual([]);
  });

  test('arrows lead in, out and beside', () => {
    const { cells } = layOut(parts, 'icicle', 1000, 300);
    const to = (at: number, key: string): string | undefined => cells[neighbour(cells, at, key) ?? -1]?.part.name;
    expect(to(0, 'ArrowDown')).toBe('usr');
    expect(to(1, 'ArrowRight')).toBe('app');
    expect(to(2, 'ArrowLeft')).toBe('usr');
    expect(to(3, 'ArrowUp')).toBe('usr');
    expect(to(3, 'End')).toBe('bin');
    expect(to(0, 'ArrowUp')).toBeUndefined();
    expect(to(2, 'ArrowDown')).toBeUndefined();
  });
});
