// Lays a stacked tree down as columns: what is seen and what died below the same folders, heaviest first, each folder with
// its sums and the layer that wrote most of it. Linear but for sorting; it writes no file.
import { entryType } from '../image/layer-index.ts';
import { storedKind, type StoredColumns, type StoredKind } from '../image/stored-tree.ts';
import type { LiveTree } from './live-tree.ts';
import { noNode, rootNode, type TreeNodes } from './tree-nodes.ts';

/** The nodes that are stored: those that are seen, files that died, and folders that only dead files are in. */
interface Gathered {
  /** The stacked node that a place stands for. */
  readonly nodes: number[];
  /** Place of the folder around; always less than the place itself. */
  readonly parents: number[];
  readonly isDead: boolean[];
}

function gather(nodes: TreeNodes, live: LiveTree): Gathered {
  const gathered: Gathered = { nodes: [], parents: [], isDead: [] };
  const placeOf = new Int32Array(nodes.count()).fill(-1);
  const add = (node: number, parent: number, isDead: boolean): number => {
    gathered.parents.push(parent);
    gathered.isDead.push(isDead);
    return gathered.nodes.push(node) - 1;
  };
  for (const node of live.nodes) placeOf[node] = add(node, placeOf[nodes.parentOf(node)] ?? -1, false);
  const ghosts = new Map<string, number>();
  /** Where a folder is now: itself, the one that took its place, or one that only the dead are in. */
  const folderAt = (folder: number): number => {
    const waiting: number[] = [];
    let at = folder;
    for (; at > rootNode && placeOf[at] === -1; at = nodes.parentOf(at)) waiting.push(at);
    let place = placeOf[at] ?? 0;
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const name = nodes.nameOf(next);
      const key = `${String(place)}/${name}`;
      const twin = gathered.isDead[place] === true ? noNode : nodes.child(gathered.nodes[place] ?? rootNode, name);
      const twinPlace = twin !== noNode && nodes.typeOf(twin) === entryType.directory ? placeOf[twin] : undefined;
      place = twinPlace ?? ghosts.get(key) ?? add(next, place, true);
      if (twinPlace === undefined) ghosts.set(key, place);
      placeOf[next] = place;
    }
    return place;
  };
  for (let node = rootNode + 1; node < nodes.count(); node++) {
    if (placeOf[node] !== -1 || nodes.typeOf(node) !== entryType.file || nodes.fileBytesOf(node) === 0) continue;
    if (!nodes.isLive(node)) placeOf[node] = add(node, folderAt(nodes.parentOf(node)), true);
  }
  return gathered;
}

/** The stacked tree of an image as columns. */
export function storeTree(nodes: TreeNodes, live: LiveTree): StoredColumns {
  const { nodes: sources, parents, isDead } = gather(nodes, live);
  const count = sources.length;
  const sums = {
    fileBytes: new Float64Array(count),
    deadBytes: new Float64Array(count),
    files: new Uint32Array(count),
    layers: new Uint16Array(count),
    kinds: new Uint8Array(count),
    children: new Uint32Array(count),
  };
  const writers: (Map<number, number> | undefined)[] = [];
  // Invariant: backwards, all that is in a folder comes before it.
  for (let at = count - 1; at >= 0; at--) {
    const source = sources[at] ?? rootNode;
    const kind = kindOf(nodes, source);
    sums.kinds[at] = kind;
    if (kind === storedKind.folder) sums.layers[at] = mostOf(writers[at]) ?? Math.max(0, nodes.layerOf(source));
    else {
      const bytes = isDead[at] === true ? nodes.fileBytesOf(source) : (live.fileBytes[source] ?? 0);
      sums.fileBytes[at] = bytes;
      if (isDead[at] === true) sums.deadBytes[at] = bytes;
      sums.files[at] = 1;
      sums.layers[at] = Math.max(0, nodes.layerOf(nodes.contentOf(source)));
    }
    if (at === 0) break;
    const parent = parents[at] ?? 0;
    sums.fileBytes[parent] = (sums.fileBytes[parent] ?? 0) + (sums.fileBytes[at] ?? 0);
    sums.deadBytes[parent] = (sums.deadBytes[parent] ?? 0) + (sums.deadBytes[at] ?? 0);
    sums.files[parent] = (sums.files[parent] ?? 0) + (sums.files[at] ?? 0);
    sums.children[parent] = (sums.children[parent] ?? 0) + 1;
    writers[parent] = mergeWriters(writers[parent], writers[at], sums.layers[at] ?? 0, sums.fileBytes[at] ?? 0);
    writers[at] = undefined;
  }
  const order = breadthFirst(parents, sums.children, (a, b) => {
    const bytes = (sums.fileBytes[b] ?? 0) - (sums.fileBytes[a] ?? 0);
    if (bytes !== 0) return bytes;
    const [one, other] = [nodes.nameOf(sources[a] ?? rootNode), nodes.nameOf(sources[b] ?? rootNode)];
    return one < other ? -1 : one > other ? 1 : a - b;
  });
  return layDown(order, sums, (place) => nodes.nameOf(sources[place] ?? rootNode));
}

function kindOf(nodes: TreeNodes, node: number): StoredKind {
  const type = nodes.typeOf(node);
  if (type === entryType.directory) return storedKind.folder;
  if (type === entryType.file) return storedKind.file;
  if (type === entryType.symlink) return storedKind.link;
  return type === entryType.hardlink ? storedKind.name : storedKind.other;
}

/** Bytes by layer of a folder and one thing in it; the smaller of two maps goes into the bigger. */
function mergeWriters(
  one: Map<number, number> | undefined,
  other: Map<number, number> | undefined,
  layer: number,
  bytes: number,
): Map<number, number> | undefined {
  if (other === undefined) {
    if (bytes === 0) return one;
    const sums = one ?? new Map<number, number>();
    return sums.set(layer, (sums.get(layer) ?? 0) + bytes);
  }
  if (one === undefined) return other;
  const [into, from] = one.size >= other.size ? [one, other] : [other, one];
  for (const [key, sum] of from) into.set(key, (into.get(key) ?? 0) + sum);
  return into;
}

function mostOf(sums: ReadonlyMap<number, number> | undefined): number | undefined {
  let most: number | undefined;
  let bytes = 0;
  for (const [layer, sum] of sums ?? []) {
    if (sum > bytes || (sum === bytes && most !== undefined && layer < most)) [most, bytes] = [layer, sum];
  }
  return most;
}

/** Places in the order of the columns: folder by folder, the children of each in the order of `compare`. */
function breadthFirst(
  parents: readonly number[],
  children: Uint32Array,
  compare: (a: number, b: number) => number,
): Uint32Array {
  const count = parents.length;
  const starts = new Uint32Array(count + 1);
  for (let at = 0; at < count; at++) starts[at + 1] = (starts[at] ?? 0) + (children[at] ?? 0);
  const filled = starts.slice();
  const byParent = new Uint32Array(Math.max(0, count - 1));
  for (let at = 1; at < count; at++) {
    const parent = parents[at] ?? 0;
    const place = filled[parent] ?? 0;
    filled[parent] = place + 1;
    byParent[place] = at;
  }
  const order = new Uint32Array(count);
  let made = 1;
  for (let at = 0; at < made; at++) {
    const place = order[at] ?? 0;
    const inside = byParent.subarray(starts[place], starts[place + 1]).sort(compare);
    order.set(inside, made);
    made += inside.length;
  }
  return order;
}

function layDown(
  order: Uint32Array,
  sums: Pick<StoredColumns, 'fileBytes' | 'deadBytes' | 'files' | 'layers' | 'kinds'> & {
    readonly children: Uint32Array;
  },
  nameOf: (place: number) => string,
): StoredColumns {
  const count = order.length;
  const columns = {
    count,
    ends: new Uint32Array(count),
    kinds: new Uint8Array(count),
    childCounts: new Uint32Array(count),
    layers: new Uint16Array(count),
    fileBytes: new Float64Array(count),
    deadBytes: new Float64Array(count),
    files: new Uint32Array(count),
  };
  let used = 0;
  let leaves = 0;
  order.forEach((place, node) => {
    used += nameOf(place).length;
    columns.ends[node] = used;
    columns.kinds[node] = sums.kinds[place] ?? 0;
    columns.childCounts[node] = sums.children[place] ?? 0;
    columns.layers[node] = sums.layers[place] ?? 0;
    columns.fileBytes[node] = sums.fileBytes[place] ?? 0;
    columns.deadBytes[node] = sums.deadBytes[place] ?? 0;
    columns.files[node] = sums.files[place] ?? 0;
    if (columns.kinds[node] !== storedKind.folder) leaves++;
  });
  const names = Buffer.alloc(used);
  const byWeight = new Uint32Array(leaves);
  let leaf = 0;
  order.forEach((place, node) => {
    // Invariant: names in the tree are bytes as one-byte units.
    names.write(nameOf(place), node === 0 ? 0 : (columns.ends[node - 1] ?? 0), 'latin1');
    if (columns.kinds[node] !== storedKind.folder) byWeight[leaf++] = node;
  });
  byWeight.sort((a, b) => (columns.fileBytes[b] ?? 0) - (columns.fileBytes[a] ?? 0) || a - b);
  return { ...columns, names: new Uint8Array(names), byWeight };
}
