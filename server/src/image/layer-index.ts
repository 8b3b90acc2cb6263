// The entries of one layer as columns: paths in one block of bytes, types and sizes in typed arrays. About 80 bytes an
// entry, so a layer of 30,000 files is 2 MB. It holds no file content and knows nothing of other layers.

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
   * Adds an entry whose raw path is `name[from … from + length]` and, for a hard link, whose raw target is in `link`. Whiteouts are recognised by their name (`.wh.x`, `.wh..wh..opq`);
   * other `.wh..wh.` names are relics of AUFS and left out. False where a bound is passed: the layer must be given up.
   */
  add(type: EntryType, fileBytes: number, name: Uint8Array, from: number, length: number, link?: Uint8Array): boolean;
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

/**
 * Writes the path `name[from … from + length]` with `.` and empty parts removed to `into` at `at`; gives the new end, or -1
 * where a `..` part would leave its folder. The root itself gives `at`. Needs room for one byte more than `length`.
 */
function writePath(into: Uint8Array, at: number, name: Uint8Array, from: number, length: number): number {
  let out = at;
  let part = at;
  const end = from + length;
  for (let i = from; i <= end; i++) {
    const byte = i < end ? (name[i] ?? slash) : slash;
    if (byte !== slash) {
      into[out++] = byte;
      continue;
    }
    if (out - part === 2 && into[part] === dot && into[part + 1] === dot) return -1;
    if (out - part === 1 && into[part] === dot) out = part;
    else if (out > part) {
      into[out++] = slash;
      part = out;
    }
  }
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

/** A builder that grows its columns by doubling. */
export function createLayerIndex(limits: LayerLimits = layerLimits): LayerIndexBuilder {
  let names = new Uint8Array(64 * 1024);
  let ends = new Uint32Array(1024);
  let types = new Uint8Array(1024);
  let sizes = new Float64Array(1024);
  let count = 0;
  let used = 0;
  let refused = 0;
  let linkBytes = 0;
  const links = new Map<number, string>();

  function grow(length: number): void {
    if (used + length + 2 > names.length) {
      const wider = new Uint8Array(Math.max(names.length * 2, used + length + 2));
      wider.set(names.subarray(0, used));
      names = wider;
    }
    if (count < ends.length) return;
    const [widerEnds, widerTypes, widerSizes] = [
      new Uint32Array(count * 2),
      new Uint8Array(count * 2),
      new Float64Array(count * 2),
    ];
    widerEnds.set(ends);
    widerTypes.set(types);
    widerSizes.set(sizes);
    [ends, types, sizes] = [widerEnds, widerTypes, widerSizes];
  }

  return {
    add(type, fileBytes, name, from, length, link) {
      linkBytes += link?.length ?? 0;
      if (count >= limits.entries || used + length + linkBytes > limits.nameBytes) return false;
      grow(length);
      let end = writePath(names, used, name, from, length);
      if (end < 0) {
        refused++;
        return true;
      }
      if (end === used) {
        // Why: `./` is the root's own entry and no fault; an empty name of a file is.
        if (type !== entryType.directory) refused++;
        return true;
      }
      // Why: AUFS kept its own notes in `.wh..wh.plnk` and the like at the top; they are no part of the image.
      if (startsWhiteout(names, used, end) && startsWhiteout(names, used + 4, end) && !isOpaqueName(names, used, end)) {
        return true;
      }
      let kind: EntryType = type;
      let base = end;
      while (base > used && names[base - 1] !== slash) base--;
      if (startsWhiteout(names, base, end)) {
        if (isOpaqueName(names, base, end)) {
          kind = entryType.opaque;
          end = Math.max(used, base - 1);
        } else if (startsWhiteout(names, base + 4, end)) {
          return true;
        } else {
          kind = entryType.whiteout;
          names.copyWithin(base, base + 4, end);
          end -= 4;
        }
      }
      if (kind === entryType.hardlink && link) {
        const target = Buffer.alloc(link.length + 1);
        links.set(count, target.toString('latin1', 0, Math.max(0, writePath(target, 0, link, 0, link.length))));
      }
      used = end;
      ends[count] = end;
      types[count] = kind;
      sizes[count] = kind === entryType.file ? fileBytes : 0;
      count++;
      return true;
    },
    count: () => count,
    finish: () => ({
      count,
      names: names.slice(0, used),
      ends: ends.slice(0, count),
      types: types.slice(0, count),
      sizes: sizes.slice(0, count),
      links,
      refused,
    }),
  };
}
