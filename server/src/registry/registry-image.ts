// An image as its registry tells of it, without a byte of its layers: manifest and configuration of one platform, and the
// unpacked bytes of gzip layers from their last four bytes.
import { isUnavailable, unavailable } from '../host/host.ts';
import type { Unavailable } from '../host/host.ts';
import { parseConfig, type ImageConfig } from '../image/config.ts';
import { parseManifest, type Descriptor, type Manifest } from '../image/manifest.ts';
import { answersPlatform } from '../image/platform.ts';
import type { Reference } from '../image/reference.ts';
import { endpointOf, type Endpoint } from './endpoint.ts';
import type { Registry } from './registry.ts';
import { readAll } from './request.ts';

export interface RegistryImage {
  readonly endpoint: Endpoint;
  /** Of what the tag stands for: the index where there is one, else the manifest. */
  readonly digest: string;
  readonly platform: string | null;
  /** All platforms that are there; empty where the tag is one image without an index. */
  readonly platforms: readonly string[];
  readonly config: ImageConfig;
  /** Bottom to top. `downloadBytes` of the stored blob. */
  readonly layers: readonly { readonly digest: string; readonly mediaType: string; readonly downloadBytes: number }[];
  /** Sum over the layers. */
  readonly downloadBytes: number;
}

/** Reads what the registry says of an image for a platform (`linux/amd64`); a reference without tag and digest is `latest`. */
export async function readRegistryImage(
  registry: Registry,
  reference: Reference,
  platform: string,
  signal?: AbortSignal,
): Promise<RegistryImage | Unavailable> {
  const endpoint = endpointOf(reference);
  const top = await registry.manifest(endpoint, reference.digest ?? reference.tag ?? 'latest', signal);
  if (isUnavailable(top)) return top;
  let found = parseManifest(top.content);
  let platforms: readonly string[] = [];
  if (found?.kind === 'index') {
    const images = found.manifests.filter(({ isAttestation }) => !isAttestation);
    platforms = [...new Set(images.flatMap((each) => each.platform ?? []))];
    const chosen = choosePlatform(images, platform);
    if (chosen === null)
      return unavailable(
        endpoint.name,
        `it has no image for ${platform}${platforms.length === 0 ? '' : `, only for ${platforms.join(', ')}`}`,
      );
    const inner = await registry.manifest(endpoint, chosen.digest, signal);
    if (isUnavailable(inner)) return inner;
    found = parseManifest(inner.content);
  }
  if (found?.kind !== 'manifest')
    return unavailable(endpoint.name, 'it answers with no image manifest of a known kind');
  return withConfig(registry, endpoint, top.digest, found, platforms, signal);
}

/** The image for the platform; an index may hold several variants, of which the plain one is meant. */
function choosePlatform(images: readonly Descriptor[], platform: string): Descriptor | null {
  const exact = images.find((each) => each.platform === platform);
  return exact ?? images.find((each) => answersPlatform(each.platform, platform)) ?? null;
}

async function withConfig(
  registry: Registry,
  endpoint: Endpoint,
  digest: string,
  manifest: Manifest,
  platforms: readonly string[],
  signal: AbortSignal | undefined,
): Promise<RegistryImage | Unavailable> {
  const document = await registry.blobDocument(endpoint, manifest.config.digest, signal);
  if (isUnavailable(document)) return document;
  const config = parseConfig(document.content);
  if (config === null) return unavailable(endpoint.name, 'what it has under this name is no container image');
  const layers = manifest.layers.map((layer) => ({
    digest: layer.digest,
    mediaType: layer.mediaType ?? '',
    downloadBytes: layer.blobBytes,
  }));
  const sized = layers.filter((layer): layer is RegistryImage['layers'][number] => layer.downloadBytes !== null);
  if (sized.length !== layers.length) return unavailable(endpoint.name, 'its manifest has layers without a size');
  const downloadBytes = sized.reduce((sum, layer) => sum + layer.downloadBytes, 0);
  return { endpoint, digest, platform: config.platform, platforms, config, layers: sized, downloadBytes };
}

/** Above this (bytes of the blob) the four bytes that hold the unpacked length may have gone round. */
const trailerLimit = 1_000_000_000;
const layersAtOnce = 4;

/**
 * Uncompressed bytes of each layer: from the last four bytes of a gzip layer (RFC 1952: the length modulo 2^32), the
 * blob's own for plain ones. Null for one that does not tell: zstd, very big ones, a registry that gives no part of a blob.
 * After some layers that do not tell no more are asked for.
 */
export async function unpackedLengths(
  registry: Registry,
  { endpoint, layers }: RegistryImage,
  signal?: AbortSignal,
): Promise<readonly (number | null)[]> {
  const lengths: (number | null)[] = [];
  for (let at = 0; at < layers.length; at += layersAtOnce) {
    const some = layers.slice(at, at + layersAtOnce);
    const told = await Promise.all(some.map((layer) => layerLength(registry, endpoint, layer, signal)));
    lengths.push(...told);
    if (told.every((length) => length === null)) break;
  }
  return layers.map((_, place) => lengths[place] ?? null);
}

/** Uncompressed bytes of all layers together; null where one does not tell. */
export async function unpackedBytes(
  registry: Registry,
  image: RegistryImage,
  signal?: AbortSignal,
): Promise<number | null> {
  const lengths = await unpackedLengths(registry, image, signal);
  return lengths.reduce((sum, length) => (sum === null || length === null ? null : sum + length), 0);
}

async function layerLength(
  registry: Registry,
  endpoint: Endpoint,
  { digest, mediaType, downloadBytes }: RegistryImage['layers'][number],
  signal: AbortSignal | undefined,
): Promise<number | null> {
  if (mediaType.endsWith('.tar')) return downloadBytes;
  if (!/gzip$/.test(mediaType) || downloadBytes > trailerLimit) return null;
  const response = await registry.blob(endpoint, digest, { tail: 4, ...(signal && { signal }) });
  if (isUnavailable(response)) return null;
  // Why: without 206 the whole blob comes, which nobody asked for; leaving the loop ends it.
  const bytes = await readAll(endpoint.name, response, response.status === 206 ? 4 : 0);
  if (isUnavailable(bytes) || bytes.length !== 4) return null;
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  // Why: several gzip members in a row tell the length of the last one alone; no layer packs to more than it unpacks to.
  return length < downloadBytes / 2 ? null : length;
}
