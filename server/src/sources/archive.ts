// Image archives: `docker save` of every age, the containerd store's, OCI archives, `podman save`, buildx tars. Read from a
// file by position or from a stream as it comes; layers are scanned where they stand and ordered when all is known.
import type { OpenFile } from '../host/host.ts';
import type { ImageContents, ImageWish, LayerContents } from '../image/contents.ts';
import { documentLimit, parseJson } from '../image/untrusted-json.ts';
import { createCursor } from './byte-cursor.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { inflate } from './inflate.ts';
import type { LayerFault } from './layer-reader.ts';
import { resolveImage } from './resolve-image.ts';
import type { ResolvedImage, Unresolved } from './resolve-image.ts';
import { hasSize, sharedSizes } from './same-size.ts';
import { createScanBudget, hashRegion, scanRegion, scanStream } from './scan-layer.ts';
import type { LayerScan } from './scan-layer.ts';
import { sniff, sniffBytes } from './sniff.ts';
import { latin1 } from './tar-header.ts';
import { createTarReader } from './tar-reader.ts';
import type { TarEntry } from './tar-reader.ts';
import { readRegion, walkRegion } from './walk-region.ts';

/** More entries than any image archive has. */
const entryLimit = 100_000;
/** All documents together (bytes): archives hold one small JSON a layer. */
const documentsLimit = 64 * 1024 * 1024;

/** What is known of an archive once it is read through. */
interface Inventory {
  document(name: string): Promise<unknown>;
  layer(name: string): Promise<LayerScan | LayerFault>;
  /** Digests of a layer's files of these sizes, where its content was not read. */
  hash(name: string, sizes: ReadonlySet<number>): Promise<ReadonlyMap<number, string>>;
}

const noDigests: ReadonlyMap<number, string> = new Map();

export type ReadImage = Pick<ImageContents, 'platform' | 'config' | 'layers' | 'notes'>;

/** Reads an archive file by position: of plain layers only headers are touched. Rejects on a read fault or cancellation. */
export async function readArchiveFile(
  file: OpenFile,
  wish: ImageWish,
  signal?: AbortSignal,
): Promise<ReadImage | Unresolved> {
  const kind = sniff(await file.read(0, sniffBytes));
  // Why: `docker save | gzip` is common; inside it nothing can be read by position.
  if (kind === 'gzip' || kind === 'zstd') return readArchiveStream(readRegion(file, 0, file.fileBytes, signal), wish);
  if (kind !== 'tar') return { why: 'it is not an image archive' };
  const links = new Map<string, string>();
  const places = new Map<string, { position: number; bytes: number }>();
  let taken: { name: string; bytes: number } | null = null;
  let entries = 0;
  const reader = createTarReader((entry) => {
    if (++entries > entryLimit) return 'stop';
    const name = nameOf(entry);
    if (entry.type === '1' || entry.type === '2') links.set(name, linkOf(entry, name));
    if (entry.type !== '0') return 'skip';
    taken = { name, bytes: entry.fileBytes };
    return 'take';
  });
  const onPause = (position: number): void => {
    if (taken) places.set(taken.name, { position, bytes: taken.bytes });
    taken = null;
  };
  await walkRegion(file, 0, file.fileBytes, { reader, onPause }, signal);
  const fault = reader.finish();
  if (fault !== null) return { why: `the archive is damaged: ${fault}` };

  const scans = new Map<string, LayerScan | LayerFault>();
  const budget = createScanBudget();
  return assemble(links, wish, {
    async document(name) {
      const place = places.get(name);
      if (!place || place.bytes > documentLimit) return undefined;
      return parseJson(await file.read(place.position, place.bytes));
    },
    async layer(name) {
      const known = scans.get(name);
      if (known) return known;
      const place = places.get(name);
      if (!place) return { fault: 'it is missing' };
      const scan = await scanRegion(file, place.position, place.bytes, signal, budget.limits());
      budget.spend(scan);
      scans.set(name, scan);
      return scan;
    },
    async hash(name, sizes) {
      const place = places.get(name);
      return place ? hashRegion(file, place.position, place.bytes, sizes, signal) : noDigests;
    },
  });
}

/**
 * Reads an archive as it comes, once and forwards: nothing but small documents and columns is kept. Rejects where `source`
 * does.
 */
export async function readArchiveStream(
  source: AsyncIterable<Uint8Array>,
  wish: ImageWish,
): Promise<ReadImage | Unresolved> {
  const cursor = createCursor(source);
  try {
    const kind = sniff(await cursor.peek(sniffBytes));
    if (kind === 'tar') return await readTarStream(cursor, wish);
    if (kind !== 'gzip' && kind !== 'zstd') return { why: 'it is not an image archive' };
    const inflated = inflate(kind, cursor.rest());
    const image = await readArchiveStream(inflated.chunks, wish);
    const fault = inflated.fault();
    return fault === null ? image : { why: `the archive is damaged: ${fault}` };
  } finally {
    await cursor.close();
  }
}

async function readTarStream(cursor: ByteCursor, wish: ImageWish): Promise<ReadImage | Unresolved> {
  const links = new Map<string, string>();
  const documents = new Map<string, Uint8Array>();
  const layers = new Map<string, LayerScan | LayerFault>();
  const budget = createScanBudget();
  let documentBytes = 0;
  let entries = 0;
  let taken: { name: string; bytes: number } | null = null;
  const reader = createTarReader((entry) => {
    if (++entries > entryLimit) return 'stop';
    const name = nameOf(entry);
    if (entry.type === '1' || entry.type === '2') links.set(name, linkOf(entry, name));
    if (entry.type !== '0' || entry.fileBytes === 0) return 'skip';
    taken = { name, bytes: entry.fileBytes };
    return 'take';
  });
  while (!reader.halted() && (await cursor.fill())) {
    cursor.advance(reader.push(cursor.chunk(), cursor.at()));
    // Why: the callback above assigns it, which the compiler cannot see.
    const entry = taken as { name: string; bytes: number } | null;
    if (!entry) continue;
    taken = null;
    const kind = sniff(await cursor.peek(Math.min(entry.bytes, sniffBytes)));
    const body = cursor.take(entry.bytes);
    if (kind === 'json' && entry.bytes <= documentLimit && documentBytes + entry.bytes <= documentsLimit) {
      documentBytes += entry.bytes;
      documents.set(entry.name, await gather(body.chunks, entry.bytes));
    } else if (kind === 'tar' || kind === 'gzip' || kind === 'zstd') {
      const scan = await scanStream(kind, body.chunks, budget.limits());
      budget.spend(scan);
      layers.set(entry.name, scan);
    }
    if (!(await body.finish())) break;
    reader.skip(entry.bytes);
  }
  const fault = reader.finish();
  if (fault !== null) return { why: `the archive is damaged: ${fault}` };
  // Why: an engine that still writes behind the end mark is let finish, or it reports a broken pipe.
  await cursor.drain();
  return assemble(links, wish, {
    document(name) {
      const bytes = documents.get(name);
      return Promise.resolve(bytes && parseJson(bytes));
    },
    layer: (name) => Promise.resolve(layers.get(name) ?? { fault: 'it is missing' }),
    hash: () => Promise.resolve(noDigests),
  });
}

/** Follows links, resolves the image and puts its layers in order. */
async function assemble(
  links: ReadonlyMap<string, string>,
  wish: ImageWish,
  inventory: Inventory,
): Promise<ReadImage | Unresolved> {
  const follow = (name: string): string => {
    let at = normalise(name);
    for (let hops = 0; hops < 8; hops++) {
      const next = links.get(at);
      if (next === undefined) break;
      at = next;
    }
    return at;
  };
  const image = await resolveImage((name) => inventory.document(follow(name)), wish);
  if ('why' in image) return image;
  return gatherLayers(image, {
    layer: (name) => inventory.layer(follow(name)),
    hash: (name, sizes) => inventory.hash(follow(name), sizes),
  });
}

/** The layers of a resolved image in order, or the first fault among them. */
export async function gatherLayers(
  image: ResolvedImage,
  inventory: Pick<Inventory, 'layer' | 'hash'>,
): Promise<ReadImage | Unresolved> {
  const scans: LayerScan[] = [];
  const layers: LayerContents[] = [];
  const notes = [...image.notes];
  let refused = 0;
  for (const [place, { name }] of image.layers.entries()) {
    const layer = await inventory.layer(name);
    if ('fault' in layer) {
      return { why: `layer ${String(place + 1)} of ${String(image.layers.length)} cannot be read: ${layer.fault}` };
    }
    refused += layer.index.refused;
    scans.push(layer);
  }
  const sizes = sharedSizes(scans.map(({ index }) => index));
  for (const [place, layer] of scans.entries()) {
    const { name = '', digest = null } = image.layers[place] ?? {};
    const wanted = hasSize(layer.index, sizes);
    layers.push({
      diffId: image.config.diffIds[place] ?? null,
      digest,
      index: layer.index,
      tarBytes: layer.tarBytes,
      downloadBytes: layer.compressed ? layer.blobBytes : null,
      digests: wanted ? (layer.digests ?? (await inventory.hash(name, sizes))) : noDigests,
      lists: layer.lists,
    });
  }
  if (refused > 0) notes.push(`${String(refused)} entries with impossible paths were left out.`);
  return { platform: image.platform, config: image.config, layers, notes };
}

function nameOf(entry: TarEntry): string {
  return normalise(latin1(entry.name, entry.nameFrom, entry.nameFrom + entry.nameLength));
}

/** The target of a link as a name in the archive: symbolic links count from the link's folder. */
function linkOf(entry: TarEntry, name: string): string {
  const target = latin1(entry.link, 0, entry.linkLength);
  if (entry.type === '1' || target.startsWith('/')) return normalise(target);
  return normalise(`${name.slice(0, name.lastIndexOf('/') + 1)}${target}`);
}

/** Without `.`, `..` and empty parts; `..` stops at the top. */
function normalise(name: string): string {
  const parts: string[] = [];
  for (const part of name.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

async function gather(chunks: AsyncIterable<Uint8Array>, bytes: number): Promise<Uint8Array> {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for await (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole.subarray(0, at);
}
