// A stretch of a file: its bytes in large pieces, or only the headers of the tar that stands there. It chooses how much is
// read at once and leaves content out; what the headers say is the readers' matter.
import type { OpenFile } from '../host/host.ts';
import type { GrowingColumns } from '../image/layer-index.ts';
import { headerChunk, readHeaders } from './header-run.ts';
import type { HeaderChunk, HeaderRun } from './header-run.ts';
import type { TarReader } from './tar-reader.ts';

/** Reading a region whole. */
const chunkBytes = 1024 * 1024;
/** Reading headers: by the bytes from one to the next, how many bytes are read at once. Asking costs as much as 12 KiB. */
const [closeBytes, nearBytes] = [4 * 1024, 12 * 1024];
const [closeWindow, nearWindow, farWindow] = [64 * 1024, 16 * 1024, 1024];
/** How many bytes are read before others get their turn; a read costs as much as so many bytes besides. */
const [turnBytes, readCost] = [8 * 1024 * 1024, nearBytes];

/** Who reads the headers. */
export interface HeaderReaders {
  readonly reader: TarReader;
  /** Takes runs of ordinary headers, where there is one. */
  readonly run?: HeaderRun;
  /**
   * Told the position in the file each time the reader has taken what it wanted: after a taken entry's header, that is
   * where its content begins.
   */
  readonly onPause?: (position: number) => void;
  /** Told before each read where in the file the next chunk begins. */
  readonly onChunk?: (position: number) => void;
}

/** Feeds readers with a region, leaving out content. Rejects on a read fault and with the signal's reason. */
export async function walkRegion(
  file: OpenFile,
  position: number,
  length: number,
  readers: HeaderReaders,
  signal?: AbortSignal,
): Promise<void> {
  const { reader, run } = readers;
  const walk: Walk = {
    file,
    end: position + length,
    position,
    at: position,
    spacing: nearBytes,
    work: 0,
  };
  while (walk.at < walk.end && !reader.halted()) {
    signal?.throwIfAborted();
    if (file.readNow && run && reader.isBetween()) readOrdinary(walk, file.readNow, run, readers.onChunk);
    const chunk = file.readNow ? readWindow(walk, file.readNow) : headerChunk(await file.read(walk.at, closeWindow));
    feed(walk, chunk, readers);
    // Why: reads at once hold up everything else, so others get their turn every few milliseconds.
    if (walk.work < turnBytes) continue;
    walk.work = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

interface Walk {
  readonly file: OpenFile;
  readonly position: number;
  readonly end: number;
  at: number;
  /** Bytes from header to header, of the last ones. */
  spacing: number;
  /** Bytes read since others had their turn, and what asking for them cost. */
  work: number;
}

type ReadNow = NonNullable<OpenFile['readNow']>;

/** Of all walks. Invariant: what was read is read no more once others had their turn. */
const [close, near, far] = [closeWindow, nearWindow, farWindow].map((bytes) => headerChunk(new Uint8Array(bytes))) as [
  HeaderChunk,
  HeaderChunk,
  HeaderChunk,
];

/** The bytes from where the walk is: many where headers stand close together. */
function readWindow(walk: Walk, readNow: ReadNow): HeaderChunk {
  const room = walk.end - walk.at;
  const window = walk.spacing < closeBytes ? close : walk.spacing < nearBytes ? near : far;
  const { length } = window.bytes;
  const got = readNow(walk.at, length <= room ? window.bytes : window.bytes.subarray(0, room));
  walk.work += got + readCost;
  return got === length ? window : headerChunk(window.bytes.subarray(0, got));
}

/** Goes on by `fed` bytes that held so many headers. */
function advance(walk: Walk, fed: number, headers: number, columns?: GrowingColumns): void {
  // Why the last ones: files of one kind stand together, and one big file among them says little.
  walk.spacing = (walk.spacing * 3 + Math.min(fed / headers, 4 * nearBytes)) / 4;
  walk.at += fed;
  if (columns) columns.passed = (walk.at - walk.position) / (walk.end - walk.position);
}

/** Takes ordinary headers until one comes that is not, or it is others' turn. */
function readOrdinary(walk: Walk, readNow: ReadNow, run: HeaderRun, onChunk: HeaderReaders['onChunk']): void {
  while (walk.work < turnBytes && walk.at < walk.end) {
    const chunk = readWindow(walk, readNow);
    onChunk?.(walk.at);
    const before = run.headers;
    const fed = readHeaders(run, chunk, 0, walk.end - walk.at);
    if (fed === 0) return;
    advance(walk, fed, run.headers - before, run.columns);
  }
}

/** Feeds the reader with one piece. */
function feed(walk: Walk, chunk: HeaderChunk, { reader, run, onChunk, onPause }: HeaderReaders): void {
  const { at } = walk;
  const { bytes } = chunk;
  const room = walk.end - at;
  onChunk?.(at);
  let fed = 0;
  let headers = -(run?.headers ?? 0);
  while (fed < bytes.length && !reader.halted()) {
    if (run && reader.isBetween()) {
      fed = readHeaders(run, chunk, fed, room);
      if (fed >= bytes.length) break;
    }
    fed += reader.push(bytes, fed);
    headers++;
    onPause?.(at + fed);
    const skipped = Math.min(reader.pending(), room - fed);
    // Why: what is pending within this chunk is passed over too, so that an asked-for entry never stops the walk.
    reader.skip(skipped);
    fed += skipped;
  }
  headers += run?.headers ?? 0;
  if (bytes.length === 0) walk.at = walk.end;
  else advance(walk, fed, Math.max(1, headers), run?.columns);
}

/** The bytes of a region, in large pieces. */
export async function* readRegion(
  file: OpenFile,
  position: number,
  length: number,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let at = position;
  const end = position + length;
  let next = at < end ? file.read(at, Math.min(chunkBytes, end - at)) : null;
  while (next) {
    signal?.throwIfAborted();
    const chunk: Uint8Array = await next;
    if (chunk.length === 0) return;
    at += chunk.length;
    // Why: the next piece is read while this one is worked on.
    next = at < end ? file.read(at, Math.min(chunkBytes, end - at)) : null;
    next?.catch(() => undefined);
    yield chunk;
  }
}
