// The nodes of a stacked tree: names, parents, children and content in arrays, a node a number. It keeps who wrote what
// and which content is still reachable; when something dies is decided by the stacking.
import { entryType } from '../image/layer-index.ts';
import type { EntryType } from '../image/layer-index.ts';

export const rootNode = 0;
export const noNode = -1;

/**
 * A growing set of nodes. Names are bytes as one-byte units, so that names which are no UTF-8 stay apart. A node that was
 * taken out keeps its parent, so that its path can still be told.
 */
export interface TreeNodes {
  /** Makes a node below `parent`; its content is its own. */
  create(parent: number, name: string, type: EntryType, layer: number, fileBytes: number, entry?: number): number;
  /** How many were made, the root and those that were taken out included; nodes are numbered in order. */
  count(): number;
  child(parent: number, name: string): number;
  /** Takes a node out of its folder. */
  detach(node: number): void;
  children(node: number): Iterable<number>;
  typeOf(node: number): EntryType;
  /** The node whose content this one is: itself, or the file a hard link points to. */
  contentOf(node: number): number;
  /** Makes `node` another name of the content of `target`. */
  link(node: number, target: number): void;
  /** Says that one name of a content is gone; true when it was the last. */
  unlink(content: number): boolean;
  isLive(content: number): boolean;
  /** The last part of its path, one unit a byte. */
  nameOf(node: number): string;
  /** The folder it stands or stood in; -1 for the root. */
  parentOf(node: number): number;
  /** Place in its layer's index; -1 for folders that no entry names. */
  entryOf(node: number): number;
  layerOf(content: number): number;
  fileBytesOf(content: number): number;
  /** `/usr/lib/x`, decoded, control characters replaced. */
  pathOf(node: number): string;
}

const noChildren: ReadonlyMap<string, number> = new Map();

export function createTreeNodes(): TreeNodes {
  const names: string[] = [];
  const folders: (Map<string, number> | undefined)[] = [];
  let parents = new Int32Array(4096);
  let types = new Uint8Array(4096);
  let layers = new Int32Array(4096);
  let contents = new Int32Array(4096);
  let links = new Int32Array(4096);
  let entries = new Int32Array(4096);
  let sizes = new Float64Array(4096);
  let count = 0;

  function grow(): void {
    const wider = count * 2;
    const widen = (column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
      const copy = new Int32Array(wider);
      copy.set(column);
      return copy;
    };
    [parents, layers, contents, links] = [widen(parents), widen(layers), widen(contents), widen(links)];
    entries = widen(entries);
    const [widerTypes, widerSizes] = [new Uint8Array(wider), new Float64Array(wider)];
    widerTypes.set(types);
    widerSizes.set(sizes);
    [types, sizes] = [widerTypes, widerSizes];
  }

  function create(parent: number, name: string, type: EntryType, layer: number, fileBytes: number, entry = -1): number {
    if (count === types.length) grow();
    const node = count++;
    names.push(name);
    folders.push(undefined);
    parents[node] = parent;
    types[node] = type;
    layers[node] = layer;
    contents[node] = node;
    links[node] = 1;
    entries[node] = entry;
    sizes[node] = fileBytes;
    if (parent !== noNode) (folders[parent] ??= new Map()).set(name, node);
    return node;
  }

  create(noNode, '', entryType.directory, noNode, 0);

  return {
    create,
    count: () => count,
    child: (parent, name) => folders[parent]?.get(name) ?? noNode,
    detach(node) {
      const folder = folders[parents[node] ?? noNode];
      const name = names[node] ?? '';
      // Why: the place may have been taken by a newer node already.
      if (folder?.get(name) === node) folder.delete(name);
    },
    children: (node) => (folders[node] ?? noChildren).values(),
    typeOf: (node) => (types[node] ?? entryType.other) as EntryType,
    contentOf: (node) => contents[node] ?? node,
    link(node, target) {
      const content = contents[target] ?? target;
      contents[node] = content;
      links[content] = (links[content] ?? 0) + 1;
    },
    unlink(content) {
      const left = (links[content] ?? 1) - 1;
      links[content] = left;
      return left === 0;
    },
    isLive: (content) => (links[content] ?? 0) > 0,
    nameOf: (node) => names[node] ?? '',
    parentOf: (node) => parents[node] ?? noNode,
    entryOf: (node) => entries[node] ?? -1,
    layerOf: (content) => layers[content] ?? noNode,
    fileBytesOf: (content) => sizes[content] ?? 0,
    pathOf(node) {
      const parts: string[] = [];
      for (let at = node; at > rootNode; at = parents[at] ?? rootNode) parts.push(names[at] ?? '');
      const path = Buffer.from(parts.reverse().join('/'), 'latin1').toString('utf8');
      // Why: a name may hold escape sequences for the terminal it is printed on, or turn text around.
      return `/${path.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD')}`;
    },
  };
}
