// An image read in its registry, without an engine and without a copy on the disk: manifest and configuration first, then
// each layer as it streams by. A layer whose bytes are not those of its digest is a fault. Layers read before are not asked
// for again.
import { createHash } from 'node:crypto';
import { isUnavailable, type Host } from '../host/host.ts';
import { failureOf, type BuildProgress, type Failure } from '../image/build-outcome.ts';
import type { ImageContents } from '../image/contents.ts';
import { parseReference } from '../image/reference.ts';
import { userCredentials } from '../registry/credentials.ts';
import { readRegistryImage, type RegistryImage } from '../registry/registry-image.ts';
import { openRegistry, type Registry } from '../registry/registry.ts';
import { gatherLayers } from '../sources/archive.ts';
import { createCursor } from '../sources/byte-cursor.ts';
import { openLayerCache } from '../sources/layer-cache.ts';
import type { LayerFault } from '../sources/layer-reader.ts';
import { createScanBudget, scanStream, type LayerScan, type ScanBudget } from '../sources/scan-layer.ts';
import { sniff, sniffBytes } from '../sources/sniff.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { pruneLayers } from './kept-files.ts';

interface Wanted {
  /** As a FROM names it. */
  readonly reference: string;
  /** What people call it. */
  readonly name: string;
  /** Null takes `linux/amd64`. */
  readonly platform: string | null;
}

/** Reads it; everything that fails is a Failure. */
export async function readFromRegistry(
  host: Host,
  { reference, name, platform }: Wanted,
  tell: (progress: BuildProgress) => void,
  signal: AbortSignal,
): Promise<ImageContents | Failure> {
  const unreadable = (why: string): Failure => failureOf('unreadable', `${name} cannot be read: ${why}.`);
  const parsed = parseReference(reference);
  if (parsed === null) return unreadable('it is no image reference; write it as [registry/]repository[:tag][@digest]');
  const registry = openRegistry(host, userCredentials(host));
  try {
    const image = await readRegistryImage(registry, parsed, platform ?? 'linux/amd64', signal);
    if (isUnavailable(image)) return unreadable(`${image.what}: ${image.why}`);
    const { config, layers } = image;
    const resolved = {
      config,
      platform: image.platform,
      layers: layers.map((layer, place) => ({ name: String(place), digest: layer.digest })),
      notes: [],
    };
    const read = layerReader(host, registry, image, tell, signal);
    const found = await gatherLayers(resolved, {
      layer: (place) => read(Number(place)),
      hash: () => Promise.resolve(new Map<number, string>()),
    });
    if ('why' in found) return unreadable(found.why);
    await pruneLayers(host);
    return { name, medium: 'registry', engine: null, ...found };
  } catch (error) {
    if (signal.aborted) return failureOf('cancelled', 'Reading the image was cancelled; nothing was measured.');
    return unreadable(error instanceof Error ? error.message : String(error));
  }
}

function layerReader(
  host: Host,
  registry: Registry,
  { endpoint, layers }: RegistryImage,
  tell: (progress: BuildProgress) => void,
  signal: AbortSignal,
): (place: number) => Promise<LayerScan | LayerFault> {
  const cache = openLayerCache(host);
  const budget = createScanBudget();
  return async (place) => {
    const { digest = '', downloadBytes = 0 } = layers[place] ?? {};
    const kept = `blobs/${digest.replace(':', '/')}`;
    const known = await cache.read(kept);
    if (known !== null) return spend(budget, known);
    const message = `Reading a layer of ${formatBytes(downloadBytes)} from ${endpoint.name}`;
    tell({ kind: 'step', message, done: place, total: layers.length });
    const response = await registry.blob(endpoint, digest, { signal });
    if (isUnavailable(response)) return { fault: response.why };
    const { bytes, isWhole } = checked(response.body, digest, downloadBytes);
    const cursor = createCursor(bytes);
    try {
      const scan = await scanStream(sniff(await cursor.peek(sniffBytes)), cursor.rest(), budget.limits());
      if ('fault' in scan) return scan;
      if (!isWhole()) return { fault: `its bytes are not those of ${digest}` };
      await cache.keep(kept, scan);
      return spend(budget, scan);
    } finally {
      await cursor.close();
    }
  };
}

function spend(budget: ScanBudget, scan: LayerScan): LayerScan {
  budget.spend(scan);
  return scan;
}

/** The bytes as they come, no more than announced, and whether they were those of the digest. */
function checked(
  body: AsyncIterable<Uint8Array>,
  digest: string,
  length: number,
): { readonly bytes: AsyncIterable<Uint8Array>; readonly isWhole: () => boolean } {
  const [algorithm = '', wanted = ''] = digest.split(':');
  const hash = createHash(algorithm === 'sha512' ? 'sha512' : 'sha256');
  let got = 0;
  const bytes = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      got += chunk.length;
      if (got > length) throw new Error(`more than the ${formatBytes(length)} come that the manifest announced`);
      hash.update(chunk);
      yield chunk;
    }
  };
  return { bytes: bytes(), isWhole: () => got === length && hash.digest('hex') === wanted };
}
