// The entries of one layer as columns: paths in one block of bytes, types and sizes in typed arrays. About 80 bytes an
// entry, so a layer of 30,000 files is 2 MB. It holds no file content and knows nothing of other layers.
import { copyPlainName, plainNameRoom } from './plain-name.ts';

/** What an entry is; numbers because a million of them are kept. */
export const entryType = { file: 0, directory: 1, symlink: 2, hardlink: 3, other: 4, whiteout: 5, opaque: 6 } as const;
export type EntryType = (typeof entryType)[keyof typeof entryType];

/** Read-only columns; entry `i` has its path in `names[ends[i - 1] … ends[i]]`, without leading slash. */
export interface LayerIndex {
  readonly count: number;
  readonly names: Uint8Array;
  readonly ends: Uint32Array;
  readonly types: Uint8Array;
  /** Bytes of content; 0 for everything but files. */
  readonly sizes: Float64Array;
  /** Targets of hard links by entry, cleaned like paths, one unit a byte. */
  readonly links: ReadonlyMap<number, string>;
  /** Entries left out because their path leaves the root or is empty. */
  readonly refused: number;
}

export interface LayerIndexBuilder {
  /**
   * Adds an entry whose raw path is `name[from … from + length]`, or up to a zero byte in it, and, for a hard link, whose raw target is in `link`. Whiteouts are recognised by their name (`.wh.x`, `.wh..wh..opq`);
   * other `.wh..wh.` names are relics of AUFS and left out. False where a bound is passed: the layer must be given up.
   */
  add(type: EntryType, fileBytes: number, name: Uint8Array, from: number, length: number, link?: Uint8Array): boolean;
  /** What was added so far, for `addEntry`. */
  readonly columns: GrowingColumns;
  /** Entries so far; the one that was added last has this number less one, unless it was left out. */
  count(): number;
  finish(): LayerIndex;
}

/** Bounds against hostile layers; real images stay a hundred times below. */
export interface LayerLimits {
  readonly entries: number;
  readonly nameBytes: number;
  /** Uncompressed bytes of one layer. */
  readonly tarBytes: number;
  /** Content of package managers' lists, all together. */
  readonly listBytes: number;
}

export const layerLimits: LayerLimits = {
  entries: 4_000_000,
  nameBytes: 1024 * 1024 * 1024,
  tarBytes: 256 * 1024 * 1024 * 1024,
  listBytes: 64 * 1024 * 1024,
};

const slash = 47;
const dot = 46;

/** Where the last part of the path begins that `writePath` wrote. */
let lastPart = 0;

/**
 * Writes the path `name[from … from + length]`, or up to a zero byte in it, with `.` and empty parts removed to `into` at
 * `at`; gives the new end, or -1 where a `..` part would leave its folder. The root itself gives `at`. Needs room for one
 * byte more than `length`.
 */
function writePath(into: Uint8Array, at: number, name: Uint8Array, from: number, length: number): number {
  let out = at;
  let part = at;
  let before = at;
  const end = from + length;
  for (let i = from; i <= end; i++) {
    const byte = i < end ? (name[i] ?? 0) : 0;
    if (byte !== slash && byte !== 0) {
      into[out++] = byte;
      continue;
    }
    if (out - part === 2 && into[part] === dot && into[part + 1] === dot) return -1;
    if (out - part === 1 && into[part] === dot) out = part;
    else if (out > part) {
      into[out++] = slash;
      before = part;
      part = out;
    }
    if (byte === 0) break;
  }
  lastPart = before;
  // Invariant: every part that was kept left a slash behind it.
  return out > at ? out - 1 : out;
}

function startsWhiteout(names: Uint8Array, at: number, end: number): boolean {
  return end - at > 4 && names[at] === dot && names[at + 1] === 119 && names[at + 2] === 104 && names[at + 3] === dot;
}

const opaqueName = new TextEncoder().encode('.wh..wh..opq');

function isOpaqueName(names: Uint8Array, at: number, end: number): boolean {
  return end - at === opaqueName.length && opaqueName.every((byte, i) => names[at + i] === byte);
}

/** Columns that grow with what is added. */
export interface GrowingColumns {
  readonly limits: LayerLimits;
  names: Uint8Array;
  /** The same bytes as `names`. */
  nameWords: Int32Array;
  ends: Uint32Array;
  types: Uint8Array;
  sizes: Float64Array;
  /** Entries. */
  count: number;
  /** Bytes of `names` that are taken. */
  used: number;
  refused: number;
  linkBytes: number;
  readonly links: Map<number, string>;
  /** The part of the tar that what was added comes from, 0 where nobody knows: it tells how much room the rest needs. */
  passed: number;
}

/** Room for `needed` and what is to come. */
function roomFor(needed: number, passed: number): number {
  // Why so much at once: room that is never used is never backed by memory, and moving a million names takes a fifth of a scan.
  const times = passed > 0 ? Math.min(64, Math.max(2, 1.1 / passed)) : 2;
  return Math.ceil((needed * times) / 4) * 4;
}

function grow(columns: GrowingColumns, length: number): void {
  const { names, ends, types, sizes, count, used, passed } = columns;
  const needed = used + length + plainNameRoom;
  if (needed > names.length) {
    const buffer = new ArrayBuffer(roomFor(needed, passed));
    columns.names = new Uint8Array(buffer);
    columns.nameWords = new Int32Array(buffer);
    columns.names.set(names.subarray(0, used));
  }
  if (count < ends.length) return;
  const room = roomFor(count, passed);
  columns.ends = new Uint32Array(room);
  columns.ends.set(ends);
  columns.types = new Uint8Array(room);
  columns.types.set(types);
  columns.sizes = new Float64Array(room);
  columns.sizes.set(sizes);
}

/**
 * Adds an entry whose path is the name field at word `at` of `header`; false where the path needs a closer look or a bound is
 * near, and nothing was added. `like` is where the name field of the entry before it stands, -1 where that was not added so.
 */
export function addPlainEntry(
  columns: GrowingColumns,
  type: EntryType,
  fileBytes: number,
  header: Int32Array,
  at: number,
  like: number,
): boolean {
  const { limits, used, count } = columns;
  if (count >= limits.entries || used + plainNameRoom + columns.linkBytes > limits.nameBytes) return false;
  if (used + plainNameRoom > columns.names.length || count === columns.ends.length) grow(columns, 0);
  const shared = like < 0 ? 0 : (used - (columns.ends[count - 2] ?? 0)) >> 2;
  const end = copyPlainName(header, at, columns.nameWords, used, like, shared);
  if (end < 0) return false;
  columns.used = end;
  columns.ends[count] = end;
  columns.types[count] = type;
  columns.sizes[count] = fileBytes;
  columns.count = count + 1;
  return true;
}

/** `LayerIndexBuilder.add`. Why apart: a function of its own for every layer would be compiled for every layer. */
export function addEntry(
  columns: GrowingColumns,
  type: EntryType,
  fileBytes: number,
  name: Uint8Array,
  from: number,
  length: number,
  link?: Uint8Array,
): boolean {
  const { limits, used, count } = columns;
  columns.linkBytes += link?.length ?? 0;
  if (count >= limits.entries || used + length + columns.linkBytes > limits.nameBytes) return false;
  if (used + length + plainNameRoom > columns.names.length || count === columns.ends.length) grow(columns, length);
  const { names } = columns;
  let end = writePath(names, used, name, from, length);
  if (end < 0) {
    columns.refused++;
    return true;
  }
  if (end === used) {
    // Why: `./` is the root's own entry and no fault; an empty name of a file is.
    if (type !== entryType.directory) columns.refused++;
    return true;
  }
  const base = lastPart;
  let kind = type;
  const mark = names[base] === dot || names[used] === dot ? markOf(names, used, base, end) : null;
  if (mark === 'relic') return true;
  if (mark === 'opaque') {
    kind = entryType.opaque;
    end = Math.max(used, base - 1);
  } else if (mark === 'whiteout') {
    kind = entryType.whiteout;
    names.copyWithin(base, base + 4, end);
    end -= 4;
  }
  if (kind === entryType.hardlink && link) {
    const target = Buffer.alloc(link.length + 1);
    columns.links.set(count, target.toString('latin1', 0, Math.max(0, writePath(target, 0, link, 0, link.length))));
  }
  columns.used = end;
  columns.ends[count] = end;
  columns.types[count] = kind;
  columns.sizes[count] = kind === entryType.file ? fileBytes : 0;
  columns.count = count + 1;
  return true;
}

/** What a path whose last part begins at `base` marks; a relic is left out. */
function markOf(names: Uint8Array, from: number, base: number, end: number): 'whiteout' | 'opaque' | 'relic' | null {
  const isOpaque = isOpaqueName(names, base, end);
  // Why: AUFS kept its own notes in `.wh..wh.plnk` and the like at the top; they are no part of the image.
  const isAtTop = startsWhiteout(names, from, end) && startsWhiteout(names, from + 4, end);
  if (isAtTop && !(isOpaque && base === from)) return 'relic';
  if (!startsWhiteout(names, base, end)) return null;
  if (isOpaque) return 'opaque';
  return startsWhiteout(names, base + 4, end) ? 'relic' : 'whiteout';
}

/** Bytes of names up to which grown columns are used again for the next layer. */
const keptRoom = 2 * 1024 * 1024;
/** Columns that no builder has. Why kept: the room of one layer is room for the next, and making it takes longer than filling it. */
let spare: GrowingColumns | null = null;

function emptyColumns(limits: LayerLimits): GrowingColumns {
  const buffer = spare ? spare.nameWords.buffer : new ArrayBuffer(16 * 1024);
  const columns: GrowingColumns = {
    limits,
    names: spare?.names ?? new Uint8Array(buffer),
    nameWords: spare?.nameWords ?? new Int32Array(buffer),
    ends: spare?.ends ?? new Uint32Array(256),
    types: spare?.types ?? new Uint8Array(256),
    sizes: spare?.sizes ?? new Float64Array(256),
    count: 0,
    used: 0,
    refused: 0,
    linkBytes: 0,
    links: new Map(),
    passed: 0,
  };
  spare = null;
  return columns;
}

/** What was added, in one block of memory; `columns` are given up. */
function finishColumns(columns: GrowingColumns): LayerIndex {
  const { count, used, names, ends, types, sizes, links, refused } = columns;
  // Why: of a big layer little room is left over, and copying it takes longer than that is worth.
  if (names.length > keptRoom) {
    return {
      count,
      sizes: sizes.subarray(0, count),
      ends: ends.subarray(0, count),
      types: types.subarray(0, count),
      names: names.subarray(0, used),
      links,
      refused,
    };
  }
  const block = new ArrayBuffer(count * 13 + used);
  const index: LayerIndex = {
    count,
    sizes: new Float64Array(block, 0, count),
    ends: new Uint32Array(block, count * 8, count),
    types: new Uint8Array(block, count * 12, count),
    names: new Uint8Array(block, count * 13, used),
    links,
    refused,
  };
  index.sizes.set(sizes.subarray(0, count));
  index.ends.set(ends.subarray(0, count));
  index.types.set(types.subarray(0, count));
  index.names.set(names.subarray(0, used));
  spare = columns;
  return index;
}

/** A builder of columns that grow. */
export function createLayerIndex(limits: LayerLimits = layerLimits): LayerIndexBuilder {
  const columns = emptyColumns(limits);
  return {
    columns,
    add: (type, fileBytes, name, from, length, link) => addEntry(columns, type, fileBytes, name, from, length, link),
    count: () => columns.count,
    finish: () => finishColumns(columns),
  };
}
