// From a layer's blob to its columns: plain, gzip or zstd, as a stream or by position in a file. Content is passed over and
// kept of package managers' lists only; of big files it is hashed on the way where it comes by anyhow, else only where that
// is asked for.
import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import type { OpenFile } from '../host/host.ts';
import { createLayerIndex, entryType, layerLimits } from '../image/layer-index.ts';
import type { EntryType, LayerIndex, LayerLimits } from '../image/layer-index.ts';
import { kindOfPackageList, mayBePackageList, packageListLimit } from '../image/package-lists.ts';
import { inflate } from './inflate.ts';
import { leastCompared } from './same-size.ts';
import { sniff, sniffBytes } from './sniff.ts';
import type { BlobKind } from './sniff.ts';
import { latin1 } from './tar-header.ts';
import { createTarReader } from './tar-reader.ts';
import type { TarEntry, TarReader } from './tar-reader.ts';

/** What one layer blob holds. */
export interface LayerScan {
  readonly index: LayerIndex;
  /** Uncompressed bytes of the whole tar. */
  readonly tarBytes: number;
  /** Bytes of the blob as stored. */
  readonly blobBytes: number;
  readonly compressed: boolean;
  /** SHA-256 of the big files by entry; null where content was not read. */
  readonly digests: ReadonlyMap<number, string> | null;
  /** Content of package managers' lists by entry (package-lists.ts in image). */
  readonly lists: ReadonlyMap<number, Uint8Array>;
}

/** What is wrong with a blob; reads after "the layer …:". */
export interface LayerFault {
  readonly fault: string;
}

/** Reading a region's headers by position: how much is read at once. */
const windowBytes = 16 * 1024;
/** How many such reads are done before others get their turn. */
const turnReads = 512;
/** Reading a region whole. */
const chunkBytes = 1024 * 1024;

const types: Readonly<Record<string, EntryType>> = {
  '0': entryType.file,
  '1': entryType.hardlink,
  '2': entryType.symlink,
  '3': entryType.other,
  '4': entryType.other,
  '5': entryType.directory,
  '6': entryType.other,
  S: entryType.file,
};

/** What all layers of one image may take together: one archive must not fill the memory by having many layers. */
export interface ScanBudget {
  /** Bounds for the next layer. */
  limits(): LayerLimits;
  spend(scan: LayerScan | LayerFault): void;
}

export function createScanBudget(): ScanBudget {
  let { entries, nameBytes, listBytes } = layerLimits;
  return {
    limits: () => ({ ...layerLimits, entries, nameBytes, listBytes }),
    spend(scan) {
      if ('fault' in scan) return;
      entries -= scan.index.count;
      nameBytes -= scan.index.names.length;
      for (const list of scan.lists.values()) listBytes -= list.length;
    },
  };
}

/** A file whose content is wanted. */
interface Taken {
  readonly entry: number;
  readonly fileBytes: number;
  /** A package manager's list: its content is kept. */
  readonly isList: boolean;
}

interface LayerReader {
  readonly reader: TarReader;
  /** The file whose content comes next, once; null where it is of no interest. */
  taken(): Taken | null;
  finish(): LayerIndex | LayerFault;
}

function isList({ name, nameFrom, nameLength, fileBytes }: TarEntry): boolean {
  if (fileBytes === 0 || fileBytes > packageListLimit || !mayBePackageList(name, nameFrom, nameLength)) return false;
  const path = latin1(name, nameFrom, nameFrom + nameLength);
  return kindOfPackageList(path.replace(/^\.?\//, '')) !== null;
}

/** `wants` says of which files, besides lists, the reader stops before the content. */
function createLayerReader(limits: LayerLimits, wants: (fileBytes: number) => boolean): LayerReader {
  const index = createLayerIndex(limits);
  let next: Taken | null = null;
  let listBytes = 0;
  const reader = createTarReader((entry) => {
    const type = types[entry.type];
    if (type === undefined) return 'skip';
    const link = type === entryType.hardlink ? entry.link.subarray(0, entry.linkLength) : undefined;
    const before = index.count();
    if (!index.add(type, entry.fileBytes, entry.name, entry.nameFrom, entry.nameLength, link)) return 'stop';
    // Why no sparse files: what stands in the tar is not what they hold.
    if (entry.type !== '0' || index.count() === before) return 'skip';
    const listed = isList(entry) && listBytes + entry.fileBytes <= limits.listBytes;
    if (listed) listBytes += entry.fileBytes;
    else if (!wants(entry.fileBytes)) return 'skip';
    next = { entry: before, fileBytes: entry.fileBytes, isList: listed };
    return 'take';
  });
  return {
    reader,
    taken() {
      const taken = next;
      next = null;
      return taken;
    },
    finish() {
      const fault = reader.finish();
      return fault === null ? index.finish() : { fault };
    },
  };
}

/** Feeds a reader chunk by chunk; hashes what it takes, and keeps the lists among it. */
function createHasher({ reader, taken }: LayerReader): {
  push(chunk: Uint8Array): void;
  readonly digests: ReadonlyMap<number, string>;
  readonly lists: ReadonlyMap<number, Uint8Array>;
} {
  const digests = new Map<number, string>();
  const lists = new Map<number, Uint8Array>();
  let file: { entry: number; left: number; hash: Hash | null; list: Uint8Array | null } | null = null;
  return {
    push(chunk) {
      for (let at = 0; at < chunk.length && !reader.halted();) {
        if (file === null) {
          at += reader.push(chunk, at);
          const next = taken();
          if (next !== null) {
            const list = next.isList ? new Uint8Array(next.fileBytes) : null;
            file = { entry: next.entry, left: next.fileBytes, hash: list ? null : createHash('sha256'), list };
          }
          continue;
        }
        const part = chunk.subarray(at, at + Math.min(file.left, chunk.length - at));
        file.hash?.update(part);
        file.list?.set(part, file.list.length - file.left);
        reader.skip(part.length);
        at += part.length;
        file.left -= part.length;
        if (file.left > 0) continue;
        if (file.hash) digests.set(file.entry, file.hash.digest('hex'));
        if (file.list) lists.set(file.entry, file.list);
        file = null;
      }
    },
    digests,
    lists,
  };
}

const isBig = (fileBytes: number): boolean => fileBytes >= leastCompared;

/** Scans a blob that comes as a stream; `blob` is consumed. Rejects where `blob` does. */
export async function scanStream(
  kind: BlobKind,
  blob: AsyncIterable<Uint8Array>,
  limits: LayerLimits = layerLimits,
): Promise<LayerScan | LayerFault> {
  const layer = createLayerReader(limits, isBig);
  const { reader, finish } = layer;
  const hasher = createHasher(layer);
  let blobBytes = 0;
  let tarBytes = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of blob) {
      blobBytes += chunk.length;
      yield chunk;
    }
  };
  if (kind !== 'tar' && kind !== 'gzip' && kind !== 'zstd') return { fault: 'it is not a tar' };
  const inflated = kind === 'tar' ? null : inflate(kind, counted());
  let fault: string | null = null;
  for await (const chunk of inflated?.chunks ?? counted()) {
    tarBytes += chunk.length;
    hasher.push(chunk);
    // Why: after its end mark a tar may be padded for long, which counts; after a fault nothing does.
    if (reader.halted()) fault = reader.finish();
    if (fault !== null || tarBytes > limits.tarBytes) break;
  }
  if (tarBytes > limits.tarBytes) return { fault: `it unpacks to more than ${String(limits.tarBytes)} bytes` };
  fault ??= inflated?.fault() ?? null;
  const index = fault === null ? finish() : { fault };
  if ('fault' in index) return index;
  const { digests, lists } = hasher;
  return { index, tarBytes, blobBytes, compressed: kind !== 'tar', digests, lists };
}

/** SHA-256 by entry of the files of these sizes in a plain layer at `position`; only their content is read. */
export async function hashRegion(
  file: OpenFile,
  position: number,
  length: number,
  sizes: ReadonlySet<number>,
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, string>> {
  const { reader, taken } = createLayerReader({ ...layerLimits, listBytes: 0 }, (fileBytes) => sizes.has(fileBytes));
  const places: (Taken & { position: number })[] = [];
  await walkRegion(file, position, length, reader, signal, (at) => {
    const next = taken();
    if (next !== null) places.push({ ...next, position: at });
  });
  const digests = new Map<number, string>();
  for (const place of places) {
    const hash = createHash('sha256');
    for await (const chunk of readRegion(file, place.position, place.fileBytes, signal)) hash.update(chunk);
    digests.set(place.entry, hash.digest('hex'));
  }
  return digests;
}

/** Scans `length` bytes of a file from `position` on; of a plain tar only headers and lists are read. Rejects on a read fault. */
export async function scanRegion(
  file: OpenFile,
  position: number,
  length: number,
  signal?: AbortSignal,
  limits: LayerLimits = layerLimits,
): Promise<LayerScan | LayerFault> {
  if (position + length > file.fileBytes) return { fault: 'it ends in the middle' };
  const kind = sniff(await headOf(file, position, Math.min(length, sniffBytes)));
  if (kind !== 'tar') return scanStream(kind, readRegion(file, position, length, signal), limits);
  if (length > limits.tarBytes) return { fault: `it has more than ${String(limits.tarBytes)} bytes` };
  const { reader, taken, finish } = createLayerReader(limits, () => false);
  const places: (Taken & { position: number })[] = [];
  await walkRegion(file, position, length, reader, signal, (at) => {
    const next = taken();
    if (next !== null) places.push({ ...next, position: at });
  });
  const index = finish();
  if ('fault' in index) return index;
  const lists = new Map<number, Uint8Array>();
  for (const place of places) {
    signal?.throwIfAborted();
    lists.set(place.entry, await file.read(place.position, place.fileBytes));
  }
  return { index, tarBytes: length, blobBytes: length, compressed: false, digests: null, lists };
}

/** Why at once where that is possible: an image of many layers would wait for as many threads. */
async function headOf(file: OpenFile, position: number, length: number): Promise<Uint8Array> {
  if (!file.readNow) return file.read(position, length);
  const head = new Uint8Array(length);
  return head.subarray(0, file.readNow(position, head));
}

/**
 * Feeds a reader with a region, leaving out content. `onPause` is told the position in the file each time the reader has
 * taken what it wanted: after a taken entry's header, that is where its content begins. Rejects on a read fault and with
 * the signal's reason.
 */
export async function walkRegion(
  file: OpenFile,
  position: number,
  length: number,
  reader: TarReader,
  signal?: AbortSignal,
  onPause?: (position: number) => void,
): Promise<void> {
  const end = position + length;
  const window = new Uint8Array(windowBytes);
  let at = position;
  for (let reads = 0; at < end && !reader.halted(); reads++) {
    // Why: reads at once hold up everything else, so others get their turn every few milliseconds.
    if (reads % turnReads === turnReads - 1) await new Promise((resolve) => setImmediate(resolve));
    if (reads % turnReads === 0) signal?.throwIfAborted();
    const wanted = Math.min(windowBytes, end - at);
    let chunk: Uint8Array;
    if (file.readNow) {
      const into = wanted === windowBytes ? window : window.subarray(0, wanted);
      const got = file.readNow(at, into);
      chunk = got === windowBytes ? window : window.subarray(0, got);
    } else chunk = await file.read(at, wanted);
    if (chunk.length === 0) break;
    let fed = 0;
    while (fed < chunk.length && !reader.halted()) {
      fed += reader.push(chunk, fed);
      onPause?.(at + fed);
      const skipped = Math.min(reader.pending(), end - at - fed);
      // Why: what is pending within this chunk is passed over too, so that an asked-for entry never stops the walk.
      reader.skip(skipped);
      fed += skipped;
    }
    at += fed;
  }
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
