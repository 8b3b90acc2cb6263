// The rows of a tree that a person opens folder by folder, while its parts come page by page: which row stands where, and
// which pages are missing. It asks nobody and draws nothing.
import type { TreeRow } from '../../../server/src/protocol.ts';

/** Rows that are asked for at once. */
export const pageRows = 200;

/** A folder that is open: what is in it as far as it is known, and which of it is open too. */
interface OpenFolder {
  readonly folder: TreeRow;
  readonly rows: Map<number, TreeRow>;
  /** By place in the folder, in order. */
  readonly open: Map<number, OpenFolder>;
}

export interface ShownRow {
  /** Undefined while its page has not come. */
  readonly row: TreeRow | undefined;
  /** 1 for what is in the root. */
  readonly level: number;
  readonly isOpen: boolean;
  /** Place in its folder, from 0, and how many things the folder holds. */
  readonly place: number;
  readonly of: number;
}

export interface MissingPage {
  readonly node: number;
  /** Place of the first row, a multiple of `pageRows`. */
  readonly from: number;
}

export interface TreeModel {
  /** Rows that are shown, those that have not come included. */
  count(): number;
  rowAt(index: number): ShownRow | undefined;
  /** Pages that the rows `from` up to `to` need and that nobody has asked for yet; they count as asked for. */
  wanted(from: number, to: number): readonly MissingPage[];
  /** Takes a page; rows of a folder that has been closed are kept for when it is opened again. */
  take(page: MissingPage, rows: readonly TreeRow[]): void;
  /** Opens or closes the folder at a row; the row is the same afterwards. False where there is no folder. */
  toggle(index: number): boolean;
  /** The row of the folder around a row; -1 for the root. */
  parentOf(index: number): number;
}

export function createTreeModel(root: TreeRow): TreeModel {
  const known = new Map<number, OpenFolder>();
  const asked = new Set<string>();
  const openFolder = (folder: TreeRow): OpenFolder => {
    let made = known.get(folder.node);
    if (made === undefined) known.set(folder.node, (made = { folder, rows: new Map(), open: new Map() }));
    return made;
  };
  const top = openFolder(root);

  function shownIn({ folder, open }: OpenFolder): number {
    let count = folder.children;
    for (const inner of open.values()) count += shownIn(inner);
    return count;
  }

  /** The folder and place of a row, and the rows of the folders around it. */
  function find(
    index: number,
  ): { readonly at: OpenFolder; readonly place: number; readonly around: number[] } | undefined {
    if (index < 0 || index >= shownIn(top)) return undefined;
    const around: number[] = [];
    let at = top;
    let rest = index;
    for (;;) {
      let inside: OpenFolder | undefined;
      let passed = 0;
      for (const [place, inner] of [...at.open].sort(([a], [b]) => a - b)) {
        const row = place + passed;
        if (rest <= row) break;
        const count = shownIn(inner);
        if (rest <= row + count) {
          inside = inner;
          around.push(index - rest + row);
          rest -= row + 1;
          break;
        }
        passed += count;
      }
      if (inside === undefined) return { at, place: rest - passed, around };
      at = inside;
    }
  }

  return {
    count: () => shownIn(top),
    rowAt(index) {
      const found = find(index);
      if (found === undefined) return undefined;
      const { at, place, around } = found;
      const [row, isOpen] = [at.rows.get(place), at.open.has(place)];
      return { row, level: around.length + 1, isOpen, place, of: at.folder.children };
    },
    wanted(from, to) {
      const pages: MissingPage[] = [];
      for (let index = from; index < to; index++) {
        const found = find(index);
        if (found === undefined || found.at.rows.has(found.place)) continue;
        const page = { node: found.at.folder.node, from: found.place - (found.place % pageRows) };
        const key = `${page.node}:${page.from}`;
        if (asked.has(key)) continue;
        asked.add(key);
        pages.push(page);
      }
      return pages;
    },
    take({ node, from }, rows) {
      const folder = known.get(node);
      rows.forEach((row, at) => folder?.rows.set(from + at, row));
    },
    toggle(index) {
      const found = find(index);
      const row = found?.at.rows.get(found.place);
      if (found === undefined || row === undefined || row.kind !== 'folder' || row.children === 0) return false;
      if (!found.at.open.delete(found.place)) found.at.open.set(found.place, openFolder(row));
      return true;
    },
    parentOf: (index) => find(index)?.around.at(-1) ?? -1,
  };
}
