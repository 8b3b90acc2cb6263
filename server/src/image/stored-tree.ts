// All that an image's layers store as one tree of columns: what is seen and what died, with who wrote it. About 45 bytes a
// node beside its name, so that 500,000 files are read and asked within a language server. It knows no layers' meaning.
import { gunzip, gzip } from 'node:zlib';
import { promisify } from 'node:util';
import { countOf, parseJson, recordOf } from './untrusted-json.ts';

/** What a node is; a `name` is a further name of a content that counts elsewhere (hard link). */
export const storedKind = { folder: 0, file: 1, link: 2, name: 3, other: 4 } as const;
export type StoredKind = (typeof storedKind)[keyof typeof storedKind];

/**
 * Read-only columns. Node 0 is the root; a folder comes before what is in it, and its children follow each other, heaviest
 * first. A folder that was removed and made again is one node; a file that died stands beside the one that took its place.
 */
export interface StoredColumns {
  readonly count: number;
  /** Names as the layers have them, one after the other; node `i` has `names[ends[i - 1] … ends[i]]`. */
  readonly names: Uint8Array;
  readonly ends: Uint32Array;
  readonly kinds: Uint8Array;
  readonly childCounts: Uint32Array;
  /** Layer that wrote a file; of a folder the one that wrote most of what is in it. */
  readonly layers: Uint16Array;
  /** Stored bytes; of a folder all in it, what died included. */
  readonly fileBytes: Float64Array;
  /** Of them, those that are not seen in the final tree. */
  readonly deadBytes: Float64Array;
  /** Files in a folder, however deep; 1 for a file. */
  readonly files: Uint32Array;
  /** All nodes but folders, heaviest first. */
  readonly byWeight: Uint32Array;
}

export interface StoredTree extends StoredColumns {
  readonly parents: Uint32Array;
  readonly firstChildren: Uint32Array;
}

/** The columns with their parents, which follow from the counts of children. */
export function linkTree(columns: StoredColumns): StoredTree {
  const parents = new Uint32Array(columns.count);
  const firstChildren = new Uint32Array(columns.count);
  let next = 1;
  for (let node = 0; node < columns.count; node++) {
    firstChildren[node] = next;
    const end = next + (columns.childCounts[node] ?? 0);
    parents.fill(node, next, end);
    next = end;
  }
  return { ...columns, parents, firstChildren };
}

const version = 1;
/** Bytes that a kept tree unpacks to: some five million nodes. */
const unpackedLimit = 512 * 1024 * 1024;
const pack = promisify<Uint8Array, { level: number }, Buffer>(gzip);
const unpack = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(gunzip);

/** Widest numbers first, so that every column begins where its numbers may. */
function columnsOf(tree: StoredColumns): readonly (Uint8Array | Uint16Array | Uint32Array | Float64Array)[] {
  const { fileBytes, deadBytes, ends, childCounts, files, byWeight, layers, kinds, names } = tree;
  return [fileBytes, deadBytes, ends, childCounts, files, byWeight, layers, kinds, names];
}

/** Packs beside the event loop. */
export async function encodeTree(tree: StoredColumns): Promise<Uint8Array> {
  const facts = { version, count: tree.count, leaves: tree.byWeight.length, names: tree.names.length };
  const head = Buffer.from(JSON.stringify(facts).padEnd(128));
  const columns = columnsOf(tree).map((column) => Buffer.from(column.buffer, column.byteOffset, column.byteLength));
  return pack(Buffer.concat([head, ...columns]), { level: 1 });
}

/** The tree; null where the bytes are damaged or of another version. Unpacks beside the event loop. */
export async function decodeTree(bytes: Uint8Array): Promise<StoredTree | null> {
  let all: Buffer;
  try {
    all = await unpack(bytes, { maxOutputLength: unpackedLimit });
  } catch {
    return null;
  }
  const head = recordOf(parseJson(all.subarray(0, 128)));
  const [count, leaves, names] = [countOf(head['count']), countOf(head['leaves']), countOf(head['names'])];
  if (head['version'] !== version || count === null || leaves === null || names === null || count === 0) return null;
  if (all.length !== 128 + count * (8 + 8 + 4 + 4 + 4 + 2 + 1) + leaves * 4 + names) return null;
  // Why a copy where the buffer begins at an odd place: wider numbers cannot be read there.
  const { buffer, byteOffset } = all.byteOffset % 8 === 0 ? all : new Uint8Array(all);
  let at = byteOffset + 128;
  const take = (length: number): number => {
    const from = at;
    at += length;
    return from;
  };
  const columns: StoredColumns = {
    count,
    fileBytes: new Float64Array(buffer, take(count * 8), count),
    deadBytes: new Float64Array(buffer, take(count * 8), count),
    ends: new Uint32Array(buffer, take(count * 4), count),
    childCounts: new Uint32Array(buffer, take(count * 4), count),
    files: new Uint32Array(buffer, take(count * 4), count),
    byWeight: new Uint32Array(buffer, take(leaves * 4), leaves),
    layers: new Uint16Array(buffer, take(count * 2), count),
    kinds: new Uint8Array(buffer, take(count), count),
    names: new Uint8Array(buffer, take(names), names),
  };
  return isTree(columns) ? linkTree(columns) : null;
}

/** Every node but the root is somebody's child, and every name ends within the names. */
function isTree({ count, childCounts, ends, names }: StoredColumns): boolean {
  let children = 0;
  let last = 0;
  for (let node = 0; node < count; node++) {
    children += childCounts[node] ?? 0;
    const end = ends[node] ?? 0;
    // Invariant: breadth first, a node's children begin behind it.
    if (end < last || (children <= node && node + 1 < count)) return false;
    last = end;
  }
  return children === count - 1 && last === names.length;
}

const decoder = new TextDecoder();

/** The last part of a node's path, decoded, control characters replaced. */
export function storedName({ names, ends }: StoredColumns, node: number): string {
  const name = decoder.decode(names.subarray(node === 0 ? 0 : ends[node - 1], ends[node]));
  // Why: a name may hold escape sequences for the terminal it is printed on, or turn text around.
  return name.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�');
}

/** `/usr/lib/x`; the root is `/`. */
export function storedPath(tree: StoredTree, node: number): string {
  const parts: string[] = [];
  for (let at = node; at > 0; at = tree.parents[at] ?? 0) parts.push(storedName(tree, at));
  return `/${parts.reverse().join('/')}`;
}
