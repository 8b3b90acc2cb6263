// From the JSON documents of an archive or a layout to one image: which configuration, which blobs, in which order. Knows
// the Docker archive (`manifest.json`) and the OCI layout (`index.json`, nested indexes); reads no layer.
import { parseConfig } from '../image/config.ts';
import type { ImageConfig } from '../image/config.ts';
import type { ImageWish } from '../image/contents.ts';
import { parseArchiveManifest, parseManifest } from '../image/manifest.ts';
import type { Descriptor, Manifest } from '../image/manifest.ts';
import { answersPlatform } from '../image/platform.ts';
import { formatReference, parseReference } from '../image/reference.ts';

/** The parsed document of that name in the medium; undefined where there is none or it is not JSON. */
export type ReadDocument = (name: string) => Promise<unknown>;

export interface ResolvedImage {
  readonly config: ImageConfig;
  readonly platform: string | null;
  /** Names in the medium, bottom to top, with the digest where the medium tells it. */
  readonly layers: readonly { readonly name: string; readonly digest: string | null }[];
  readonly notes: readonly string[];
}

/** Why no image could be found; reads after the medium's name and a colon. */
export interface Unresolved {
  readonly why: string;
}

/** Indexes may nest; deeper than this none is made. */
const depthLimit = 4;
const candidateLimit = 256;

/** Where OCI layouts and newer Docker archives keep a blob. */
export function blobName(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

/** The image that the wish asks for. Rejects only where `read` does. */
export async function resolveImage(read: ReadDocument, wish: ImageWish): Promise<ResolvedImage | Unresolved> {
  const index = await fromIndex(read, wish);
  if (!('why' in index)) return index;
  const archive = await fromArchiveManifest(read, wish);
  return archive ?? index;
}

function canonical(reference: string): string {
  const parsed = parseReference(reference);
  if (!parsed) return reference;
  return formatReference(parsed.tag === null && parsed.digest === null ? { ...parsed, tag: 'latest' } : parsed);
}

async function fromArchiveManifest(read: ReadDocument, wish: ImageWish): Promise<ResolvedImage | Unresolved | null> {
  const images = parseArchiveManifest(await read('manifest.json'));
  const [first] = images;
  if (!first) return null;
  const { reference } = wish;
  const named =
    reference === null ? undefined : images.find(({ tags }) => tags.map(canonical).includes(canonical(reference)));
  const image = named ?? first;
  const config = parseConfig(await read(image.config));
  if (!config) return { why: 'its configuration is missing or damaged' };
  if (config.diffIds.length !== image.layers.length) {
    return {
      why: `its configuration lists ${String(config.diffIds.length)} layers, its manifest ${String(image.layers.length)}`,
    };
  }
  const notes = [];
  if (images.length > 1 && !named) notes.push(`It holds ${String(images.length)} images; the first was measured.`);
  const layers = image.layers.map((name) => {
    const hex = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(name)?.[1];
    return { name, digest: hex === undefined ? null : `sha256:${hex}` };
  });
  return { config, platform: config.platform, layers, notes };
}

interface Candidate {
  readonly descriptor: Descriptor;
  readonly manifest: Manifest;
  readonly config: ImageConfig;
  readonly platform: string | null;
}

async function fromIndex(read: ReadDocument, wish: ImageWish): Promise<ResolvedImage | Unresolved> {
  const index = parseManifest(await read('index.json'));
  if (index?.kind !== 'index') return { why: 'it has neither a readable index.json nor a readable manifest.json' };
  const named = pickNamed(index.manifests, wish.reference);
  const candidates: Candidate[] = [];
  const absent: string[] = [];
  let seen = 0;

  async function collect(descriptors: readonly Descriptor[], depth: number): Promise<void> {
    for (const descriptor of descriptors) {
      if (descriptor.isAttestation || seen++ > candidateLimit) continue;
      const document = parseManifest(await read(blobName(descriptor.digest)));
      if (document?.kind === 'index') {
        if (depth < depthLimit) await collect(document.manifests, depth + 1);
        continue;
      }
      // Why: attestations may hide behind a descriptor that does not say so; an image's configuration lists its layers.
      const config = document && parseConfig(await read(blobName(document.config.digest)));
      if (!document || !config) {
        absent.push(descriptor.platform ?? descriptor.digest);
        continue;
      }
      if (config.diffIds.length !== document.layers.length || config.diffIds.length === 0) continue;
      candidates.push({ descriptor, manifest: document, config, platform: config.platform ?? descriptor.platform });
    }
  }
  await collect(named, 0);

  const { platform } = wish;
  const fitting =
    platform === null ? candidates : candidates.filter((each) => answersPlatform(each.platform, platform));
  const [chosen] = fitting;
  if (!chosen) {
    const has = candidates.map((each) => each.platform ?? 'an unnamed platform');
    if (has.length > 0) return { why: `it has no image for ${platform ?? ''}, only for ${has.join(', ')}` };
    return { why: absent.length > 0 ? 'the image it names is not in it' : 'it holds no image' };
  }
  const others = [...new Set(candidates.filter((each) => each !== chosen).map((each) => each.platform ?? 'unnamed'))];
  const notes =
    others.length === 0
      ? []
      : [`Measured for ${chosen.platform ?? 'an unnamed platform'}; also there: ${others.join(', ')}.`];
  return {
    config: chosen.config,
    platform: chosen.platform,
    layers: chosen.manifest.layers.map(({ digest }) => ({ name: blobName(digest), digest })),
    notes,
  };
}

function pickNamed(descriptors: readonly Descriptor[], reference: string | null): readonly Descriptor[] {
  if (reference === null) return descriptors;
  const wanted = canonical(reference);
  const tag = parseReference(reference)?.tag ?? reference;
  const named = descriptors.filter(({ annotations }) => {
    const full = annotations['io.containerd.image.name'];
    const short = annotations['org.opencontainers.image.ref.name'];
    return (full !== undefined && canonical(full) === wanted) || short === reference || short === tag;
  });
  return named.length > 0 ? named : descriptors;
}
