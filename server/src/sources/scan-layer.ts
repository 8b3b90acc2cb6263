// From a layer's blob to its columns: plain, gzip or zstd, as a stream or by position in a file. Content is passed over,
// never kept and never hashed.
import type { OpenFile } from '../host/host.ts';
import { createLayerIndex, entryType, layerLimits } from '../image/layer-index.ts';
import type { EntryType, LayerIndex, LayerLimits } from '../image/layer-index.ts';
import { inflate } from './inflate.ts';
import { sniff, sniffBytes } from './sniff.ts';
import type { BlobKind } from './sniff.ts';
import { createTarReader } from './tar-reader.ts';
import type { TarReader } from './tar-reader.ts';

/** What one layer blob holds. */
export interface LayerScan {
  readonly index: LayerIndex;
  /** Uncompressed bytes of the whole tar. */
  readonly tarBytes: number;
  /** Bytes of the blob as stored. */
  readonly blobBytes: number;
  readonly compressed: boolean;
}

/** What is wrong with a blob; reads after "the layer …:". */
export interface LayerFault {
  readonly fault: string;
}

/** Reading a region's headers by position: how much is read at once. */
const windowBytes = 16 * 1024;
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
  let { entries, nameBytes } = layerLimits;
  return {
    limits: () => ({ ...layerLimits, entries, nameBytes }),
    spend(scan) {
      if ('fault' in scan) return;
      entries -= scan.index.count;
      nameBytes -= scan.index.names.length;
    },
  };
}

function createLayerReader(limits: LayerLimits): { reader: TarReader; finish: () => LayerIndex | LayerFault } {
  const index = createLayerIndex(limits);
  const reader = createTarReader((entry) => {
    const type = types[entry.type];
    if (type === undefined) return 'skip';
    const link = type === entryType.hardlink ? entry.link.subarray(0, entry.linkLength) : undefined;
    return index.add(type, entry.fileBytes, entry.name, entry.nameFrom, entry.nameLength, link) ? 'skip' : 'stop';
  });
  return {
    reader,
    finish() {
      const fault = reader.finish();
      return fault === null ? index.finish() : { fault };
    },
  };
}

/** Scans a blob that comes as a stream; `blob` is consumed. Rejects where `blob` does. */
export async function scanStream(
  kind: BlobKind,
  blob: AsyncIterable<Uint8Array>,
  limits: LayerLimits = layerLimits,
): Promise<LayerScan | LayerFault> {
  const { reader, finish } = createLayerReader(limits);
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
    reader.push(chunk);
    // Why: after its end mark a tar may be padded for long, which counts; after a fault nothing does.
    if (reader.halted()) fault = reader.finish();
    if (fault !== null || tarBytes > limits.tarBytes) break;
  }
  if (tarBytes > limits.tarBytes) return { fault: `it unpacks to more than ${String(limits.tarBytes)} bytes` };
  fault ??= inflated?.fault() ?? null;
  const index = fault === null ? finish() : { fault };
  if ('fault' in index) return index;
  return { index, tarBytes, blobBytes, compressed: kind !== 'tar' };
}

/** Scans `length` bytes of a file from `position` on; of a plain tar only headers are read. Rejects on a read fault. */
export async function scanRegion(
  file: OpenFile,
  position: number,
  length: number,
  signal?: AbortSignal,
  limits: LayerLimits = layerLimits,
): Promise<LayerScan | LayerFault> {
  if (position + length > file.fileBytes) return { fault: 'it ends in the middle' };
  const kind = sniff(await file.read(position, Math.min(length, sniffBytes)));
  if (kind !== 'tar') return scanStream(kind, readRegion(file, position, length, signal), limits);
  if (length > limits.tarBytes) return { fault: `it has more than ${String(limits.tarBytes)} bytes` };
  const { reader, finish } = createLayerReader(limits);
  await walkRegion(file, position, length, reader, signal);
  const index = finish();
  return 'fault' in index ? index : { index, tarBytes: length, blobBytes: length, compressed: false };
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
    if (reads % 256 === 255) await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
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
