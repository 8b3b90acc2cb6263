// Answers what the layer explorer asks of a file tree: the heavy parts of a folder for a drawing, a page of what is in it, a
// page of what a search finds. Linear at most, and only columns are touched; it knows neither lines nor drawings.
import { storedKind, storedName, storedPath, type StoredTree } from '../image/stored-tree.ts';
import type { FileFilter, MapPart, TreeAnswer, TreeQuery, TreeRow } from '../protocol.ts';

/** Rows of one answer. */
const mostRows = 500;
/** Parts of one drawing, folders within folders, and the share of the whole below which a part could not be seen. */
const mostParts = 2500;
const deepest = 12;
const leastShare = 1 / 6000;

export function answerTreeQuery(tree: StoredTree, query: TreeQuery): TreeAnswer | null {
  if (query.kind === 'map') return isNode(tree, query.node) ? { kind: 'map', parts: mapOf(tree, query.node) } : null;
  if (query.kind === 'children') {
    if (!isNode(tree, query.node)) return null;
    const total = tree.childCounts[query.node] ?? 0;
    const [from, to] = pageOf(query, total);
    const first = tree.firstChildren[query.node] ?? 0;
    const rows = Array.from({ length: to - from }, (_, at) => rowOf(tree, first + from + at));
    return { kind: 'children', total, rows };
  }
  if (query.kind === 'find') {
    const { nodes, fileBytes } = findFiles(tree, query);
    const [from, to] = pageOf(query, nodes.length);
    const rows = [...nodes.subarray(from, to)].map((node) => ({ ...rowOf(tree, node), name: storedPath(tree, node) }));
    return { kind: 'find', total: nodes.length, fileBytes, rows };
  }
  return { kind: 'path', nodes: nodesOf(tree, query.path) };
}

function isNode({ count }: StoredTree, node: number): boolean {
  return Number.isInteger(node) && node >= 0 && node < count;
}

function pageOf({ from, count }: { readonly from: number; readonly count: number }, total: number): [number, number] {
  const start = Math.min(total, Math.max(0, Math.trunc(from) || 0));
  return [start, Math.min(total, start + Math.min(mostRows, Math.max(0, Math.trunc(count) || 0)))];
}

const kindNames: Readonly<Record<number, TreeRow['kind']>> = {
  [storedKind.folder]: 'folder',
  [storedKind.file]: 'file',
  [storedKind.link]: 'link',
  [storedKind.name]: 'file',
};

function rowOf(tree: StoredTree, node: number): TreeRow {
  return {
    node,
    name: node === 0 ? '/' : storedName(tree, node),
    kind: kindNames[tree.kinds[node] ?? storedKind.other] ?? 'other',
    fileBytes: tree.fileBytes[node] ?? 0,
    deadBytes: tree.deadBytes[node] ?? 0,
    layer: tree.layers[node] ?? 0,
    files: tree.files[node] ?? 0,
    children: tree.childCounts[node] ?? 0,
  };
}

/** The heavy parts of a folder. Breadth first, so that where the bound is met the upper folders are whole. */
export function mapOf(tree: StoredTree, root: number): readonly MapPart[] {
  const least = (tree.fileBytes[root] ?? 0) * leastShare;
  const parts: MapPart[] = [{ ...rowOf(tree, root), parent: -1 }];
  let level = [0];
  for (let depth = 1; depth <= deepest && level.length > 0; depth++) {
    const next: number[] = [];
    for (const at of level) {
      const node = parts[at]?.node ?? root;
      const first = tree.firstChildren[node] ?? 0;
      for (let child = first; child < first + (tree.childCounts[node] ?? 0); child++) {
        const bytes = tree.fileBytes[child] ?? 0;
        // Invariant: children are in order of weight.
        if (bytes === 0 || bytes < least) break;
        if (parts.length >= mostParts) return parts;
        next.push(parts.push({ ...rowOf(tree, child), parent: at }) - 1);
      }
    }
    level = next;
  }
  return parts;
}

const lowered = new WeakMap<StoredTree, Uint8Array>();

/** All names with ASCII letters made small: what is searched in. */
function loweredNames(tree: StoredTree): Uint8Array {
  let names = lowered.get(tree);
  if (names === undefined) {
    names = tree.names.map((byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));
    lowered.set(tree, names);
  }
  return names;
}

interface Found {
  readonly key: string;
  readonly nodes: Uint32Array;
  readonly fileBytes: number;
}

const lastFound = new WeakMap<StoredTree, Found>();

/** Files that the filter takes, heaviest first; the last answer is kept, for it is asked for page by page. */
function findFiles(tree: StoredTree, { text, layers, deadOnly }: FileFilter): Found {
  const key = JSON.stringify([text, layers, deadOnly]);
  const known = lastFound.get(tree);
  if (known?.key === key) return known;
  const matches = text === '' ? null : matchText(tree, text);
  const wanted = layers === null ? null : new Set(layers);
  const nodes = new Uint32Array(tree.byWeight.length);
  let count = 0;
  let fileBytes = 0;
  for (const node of tree.byWeight) {
    if (matches !== null && matches[node] !== 1) continue;
    if (wanted !== null && !wanted.has(tree.layers[node] ?? 0)) continue;
    if (deadOnly && tree.deadBytes[node] === 0) continue;
    nodes[count++] = node;
    fileBytes += tree.fileBytes[node] ?? 0;
  }
  const found = { key, nodes: nodes.slice(0, count), fileBytes };
  lastFound.set(tree, found);
  return found;
}

/** 1 for each node in whose name a match ends; `lib/python` matches below folders whose name ends in `lib`. */
function matchText(tree: StoredTree, text: string): Uint8Array {
  const parts = text.toLowerCase().split('/');
  const last = parts.at(-1) ?? '';
  const above = parts.slice(0, -1);
  const matches = last === '' ? new Uint8Array(tree.count).fill(1) : holding(tree, Buffer.from(last), above.length > 0);
  if (above.length === 0) return matches;
  const wanted = above.map((part) => Buffer.from(part));
  for (let node = 0; node < tree.count; node++) {
    if (matches[node] === 1 && !isBelow(tree, node, wanted)) matches[node] = 0;
  }
  return matches;
}

/** Nodes whose name holds the bytes, or begins with them. */
function holding(tree: StoredTree, wanted: Buffer, atStart: boolean): Uint8Array {
  const matches = new Uint8Array(tree.count);
  const lower = loweredNames(tree);
  const names = Buffer.from(lower.buffer, lower.byteOffset, lower.byteLength);
  let node = 0;
  for (let at = names.indexOf(wanted); at >= 0; at = names.indexOf(wanted, at + 1)) {
    while ((tree.ends[node] ?? 0) <= at) node++;
    const start = node === 0 ? 0 : (tree.ends[node - 1] ?? 0);
    const end = tree.ends[node] ?? 0;
    // Why: names stand without anything between them, so a match may reach over two.
    if (at + wanted.length > end || (atStart && at !== start)) continue;
    matches[node] = 1;
  }
  return matches;
}

/** The folders around a node are called so; the name of the outermost needs only end so. */
function isBelow(tree: StoredTree, node: number, wanted: readonly Buffer[]): boolean {
  const lower = loweredNames(tree);
  let folder = node;
  for (let at = wanted.length - 1; at >= 0; at--) {
    const part = wanted[at];
    if (part === undefined || folder === 0) return false;
    folder = tree.parents[folder] ?? 0;
    if (at === 0 && part.length === 0) return true;
    const name = lower.subarray(folder === 0 ? 0 : tree.ends[folder - 1], tree.ends[folder]);
    const tail = at === 0 ? name.subarray(Math.max(0, name.length - part.length)) : name;
    if (part.compare(tail) !== 0) return false;
  }
  return true;
}

/** The node of a path and the folders around it from the root down. */
function nodesOf(tree: StoredTree, path: string): readonly TreeRow[] | null {
  const nodes = [0];
  for (const part of path.split('/')) {
    if (part === '') continue;
    const next = childNamed(tree, nodes.at(-1) ?? 0, part);
    if (next === null) return null;
    nodes.push(next);
  }
  return nodes.map((node) => rowOf(tree, node));
}

function childNamed(tree: StoredTree, folder: number, name: string): number | null {
  const first = tree.firstChildren[folder] ?? 0;
  for (let node = first; node < first + (tree.childCounts[folder] ?? 0); node++) {
    if (storedName(tree, node) === name) return node;
  }
  return null;
}
