// From a layer's blob to its columns: plain, gzip or zstd, as a stream or by position in a file. Content is passed over but
// for what tells of packages (kept-content.ts); of big files it is hashed on the way where it comes by anyhow, else only where
// that is asked for.
import type { OpenFile } from '../host/host.ts';
import { layerLimits } from '../image/layer-index.ts';
import type { LayerIndex, LayerLimits } from '../image/layer-index.ts';
import { createFingerprint } from './fingerprint.ts';
import { inflate } from './inflate.ts';
import { keptOf, leastProgram, readGoNote, takeContent, type ContentTaker } from './kept-content.ts';
import { createLayerReader } from './layer-reader.ts';
import type { LayerFault, LayerReader, Taken } from './layer-reader.ts';
import { leastCompared } from './same-size.ts';
import { sniff, sniffBytes } from './sniff.ts';
import type { BlobKind } from './sniff.ts';
import { readRegion, walkRegion } from './walk-region.ts';
import type { HeaderReaders } from './walk-region.ts';

/** What one layer blob holds. */
export interface LayerScan {
  readonly index: LayerIndex;
  /** Uncompressed bytes of the whole tar. */
  readonly tarBytes: number;
  /** Bytes of the blob as stored. */
  readonly blobBytes: number;
  readonly compressed: boolean;
  /** Fingerprints (fingerprint.ts) of the big files by entry; null where content was not read. */
  readonly digests: ReadonlyMap<number, string> | null;
  /** What is kept of package managers' lists, and of Go programs, by entry (kept-content.ts). */
  readonly lists: ReadonlyMap<number, Uint8Array>;
}

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

/** Feeds a reader chunk by chunk; hashes what it takes, and keeps what tells of packages. */
function createHasher({ reader, taken }: LayerReader): {
  push(chunk: Uint8Array): void;
  readonly digests: ReadonlyMap<number, string>;
  readonly lists: ReadonlyMap<number, Uint8Array>;
} {
  const digests = new Map<number, string>();
  const lists = new Map<number, Uint8Array>();
  let file: { entry: number; left: number; content: ContentTaker } | null = null;
  return {
    push(chunk) {
      for (let at = 0; at < chunk.length && !reader.halted();) {
        if (file === null) {
          at += reader.push(chunk, at);
          const next = taken();
          if (next !== null) file = { entry: next.entry, left: next.fileBytes, content: takeContent(next) };
          continue;
        }
        const part = chunk.subarray(at, at + Math.min(file.left, chunk.length - at));
        file.content.push(part);
        reader.skip(part.length);
        at += part.length;
        file.left -= part.length;
        if (file.left > 0) continue;
        const { digest, kept } = file.content.finish();
        if (digest !== null) digests.set(file.entry, digest);
        if (kept !== null) lists.set(file.entry, kept);
        file = null;
      }
    },
    digests,
    lists,
  };
}

/** Scans a blob that comes as a stream; `blob` is consumed. Rejects where `blob` does. */
export async function scanStream(
  kind: BlobKind,
  blob: AsyncIterable<Uint8Array>,
  limits: LayerLimits = layerLimits,
): Promise<LayerScan | LayerFault> {
  const layer = createLayerReader(limits, leastCompared);
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

/** Fingerprints by entry of the files of these sizes in a plain layer at `position`; only their content is read. */
export async function hashRegion(
  file: OpenFile,
  position: number,
  length: number,
  sizes: ReadonlySet<number>,
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, string>> {
  const layer = createLayerReader({ ...layerLimits, listBytes: 0 }, leastCompared);
  const digests = new Map<number, string>();
  for (const place of await walkLayer(file, position, length, layer, signal)) {
    if (!sizes.has(place.fileBytes)) continue;
    const hash = createFingerprint();
    for await (const chunk of readRegion(file, place.position, place.fileBytes, signal)) hash.update(chunk);
    digests.set(place.entry, hash.finish());
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
  const layer = createLayerReader(limits, leastProgram);
  const places = await walkLayer(file, position, length, layer, signal);
  const index = layer.finish();
  if ('fault' in index) return index;
  const lists = new Map<number, Uint8Array>();
  for (const place of places) {
    signal?.throwIfAborted();
    const { entry, list, position: start, fileBytes } = place;
    const kept =
      list === null ? await readGoNote(file, place, signal) : keptOf(list, await file.read(start, fileBytes));
    if (kept !== null) lists.set(entry, kept);
  }
  return { index, tarBytes: length, blobBytes: length, compressed: false, digests: null, lists };
}

/** Reads the headers of a plain layer; gives where in the file the content stands that the reader wants. */
async function walkLayer(
  file: OpenFile,
  position: number,
  length: number,
  { reader, taken, run }: LayerReader,
  signal?: AbortSignal,
): Promise<readonly (Taken & { readonly position: number })[]> {
  const places: (Taken & { readonly position: number })[] = [];
  let chunkAt = position;
  const readers: HeaderReaders = {
    reader,
    run: run((file, content) => places.push({ ...file, position: chunkAt + content })),
    onChunk: (at) => (chunkAt = at),
    onPause(at) {
      const next = taken();
      if (next !== null) places.push({ ...next, position: at });
    },
  };
  await walkRegion(file, position, length, readers, signal);
  return places;
}

/** Why at once where that is possible: an image of many layers would wait for as many threads. */
async function headOf(file: OpenFile, position: number, length: number): Promise<Uint8Array> {
  if (!file.readNow) return file.read(position, length);
  const head = new Uint8Array(length);
  return head.subarray(0, file.readNow(position, head));
}
