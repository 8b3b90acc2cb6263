// The quick way through a tar by position: header after header where they are ordinary, straight into the columns. What needs
// more thought (long names, extended headers, hard links, damage) it leaves to the tar reader, which knows it all.
import { addEntry, addPlainEntry, entryType } from '../image/layer-index.ts';
import type { EntryType, GrowingColumns } from '../image/layer-index.ts';
import { mayBePackageList } from '../image/package-lists.ts';
import { firstByteIsLowest } from '../image/plain-name.ts';
import { blockBytes } from './tar-header.ts';

/** Bytes of a file, from the start of a header on. */
export interface HeaderChunk {
  readonly bytes: Uint8Array;
  /** The same in words; the last few bytes may be missing. */
  readonly words: Int32Array;
}

/** `bytes` as a chunk; moved where words could not be read in place. */
export function headerChunk(bytes: Uint8Array): HeaderChunk {
  const placed = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return { bytes: placed, words: new Int32Array(placed.buffer, placed.byteOffset, placed.length >> 2) };
}

/** A run of ordinary headers into the columns of one layer. */
export interface HeaderRun {
  readonly columns: GrowingColumns;
  /** Files from so many bytes on are told of; package managers' lists always are. */
  readonly tellFrom: number;
  readonly onFile: OnFile;
  /** Headers taken so far. */
  headers: number;
}

/** Told of a file: its place in the columns, and where in the chunk its content begins. */
type OnFile = (entry: number, fileBytes: number, content: number) => void;

const zero = 48;
const slash = 47;
const space = 32;
const [nameLimit, prefixLimit] = [100, 155];

/** By the header's flag (POSIX.1-2017, ustar "typeflag"): hard links, sparse files and extended headers are not here. */
const types: readonly (EntryType | undefined)[] = Array.from({ length: 256 }, (_, flag) => {
  if (flag === 0 || flag === zero) return entryType.file;
  if (flag === 50) return entryType.symlink;
  if (flag === 53) return entryType.directory;
  return flag === 51 || flag === 52 || flag === 54 ? entryType.other : undefined;
});

const joined = new Uint8Array(blockBytes);

/**
 * Takes headers from `start` on, whose content ends within `room` bytes from the start of `chunk`; gives where the next header
 * stands, which may be beyond the chunk. The same place as given where the header there is not for it.
 */
export function readHeaders(run: HeaderRun, { bytes: chunk, words }: HeaderChunk, start: number, room: number): number {
  const { columns, tellFrom } = run;
  const last = firstByteIsLowest ? chunk.length - blockBytes : -1;
  let at = start;
  let like = -1;
  // Why one long function that keeps nothing: a scan lasts some milliseconds, in which few functions can be compiled well.
  while (at <= last) {
    const isUstar =
      chunk[at + 257] === 117 &&
      chunk[at + 258] === 115 &&
      chunk[at + 259] === 116 &&
      chunk[at + 260] === 97 &&
      chunk[at + 261] === 114;
    const type = isUstar ? types[chunk[at + 156] ?? 255] : undefined;
    if (type === undefined) break;

    let fileBytes = 0;
    let digit = at + 124;
    for (; digit < at + 136; digit++) {
      const value = (chunk[digit] ?? 0) - zero;
      if (value < 0 || value > 7) break;
      fileBytes = fileBytes * 8 + value;
    }
    const after = chunk[digit] ?? 0;
    if (digit === at + 124 || (digit < at + 136 && after !== 0 && after !== space)) break;
    if (type !== entryType.file) fileBytes = 0;
    const next = at + blockBytes + Math.ceil(fileBytes / blockBytes) * blockBytes;
    if (next > room) break;

    const entry = columns.count;
    const from = columns.used;
    const hasPrefix = chunk[at + 345] !== 0 && chunk[at + 262] !== space;
    if (!hasPrefix && addPlainEntry(columns, type, fileBytes, words, at >> 2, like)) like = at >> 2;
    else {
      const added = hasPrefix
        ? addEntry(columns, type, fileBytes, joined, 0, joinNames(chunk, at))
        : addEntry(columns, type, fileBytes, chunk, at, nameLimit);
      if (!added) break;
      like = -1;
    }
    run.headers++;
    if (fileBytes > 0 && columns.count > entry) {
      if (fileBytes >= tellFrom || mayBePackageList(columns.names, from, columns.used)) {
        run.onFile(entry, fileBytes, at + blockBytes);
      }
    }
    at = next;
  }
  return at;
}

/** Puts prefix and name of the header at `at` together in `joined`; gives their length. */
function joinNames(chunk: Uint8Array, at: number): number {
  let length = 0;
  for (; length < prefixLimit && chunk[at + 345 + length] !== 0; length++)
    joined[length] = chunk[at + 345 + length] ?? 0;
  joined[length++] = slash;
  for (let i = 0; i < nameLimit && chunk[at + i] !== 0; i++) joined[length++] = chunk[at + i] ?? 0;
  return length;
}
