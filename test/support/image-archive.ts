// Whole image archives in memory for tests, in every shape that engines write: old and new `docker save`, the containerd
// store's, `podman save`, OCI archives. Built from layer tars; nothing of the product is used.
import { gzipSync } from 'node:zlib';
import { sha256, writeTar } from './tar-writer.ts';
import type { TarSpec } from './tar-writer.ts';

export interface ImageSpec {
  /** Uncompressed layer tars, bottom first. */
  readonly layers: readonly Uint8Array[];
  readonly history?: readonly {
    readonly created_by: string;
    readonly empty_layer?: boolean;
    readonly comment?: string;
  }[];
  readonly platform?: string;
  readonly tag?: string;
}

const encoder = new TextEncoder();

export function configOf({ layers, history = [], platform = 'linux/amd64' }: ImageSpec): Uint8Array {
  const [os, architecture] = platform.split('/');
  const rootfs = { type: 'layers', diff_ids: layers.map(sha256) };
  return encoder.encode(JSON.stringify({ os, architecture, rootfs, history }));
}

/** `docker save` up to Docker 24: layers in folders of their own, manifest.json near the end. */
export function oldDockerSave(image: ImageSpec): Uint8Array {
  const config = configOf(image);
  const configName = `${sha256(config).slice(7)}.json`;
  const entries: TarSpec[] = [];
  const names = image.layers.map((layer, place) => {
    const folder = sha256(String(place)).slice(7);
    entries.push({ name: `${folder}/`, type: '5' }, { name: `${folder}/VERSION`, content: '1.0' });
    const first = image.layers.findIndex((other) => sha256(other) === sha256(layer));
    // Why: the second copy of a layer is a link to the first in such archives.
    const link =
      first < place ? { type: '2', link: `../${sha256(String(first)).slice(7)}/layer.tar` } : { content: layer };
    entries.push({ name: `${folder}/layer.tar`, ...link });
    return `${folder}/layer.tar`;
  });
  entries.sort((a, b) => a.name.localeCompare(b.name));
  const manifest = [{ Config: configName, RepoTags: image.tag === undefined ? null : [image.tag], Layers: names }];
  entries.push({ name: configName, content: config }, { name: 'manifest.json', content: JSON.stringify(manifest) });
  return writeTar(entries);
}

export interface OciOptions {
  readonly compress?: (layer: Uint8Array) => Uint8Array;
  /** Also writes Docker's `manifest.json`. */
  readonly dockerManifest?: boolean;
  /** Puts the index behind another index and an attestation beside the image, as the containerd store does. */
  readonly nested?: boolean;
}

/** Entries of an OCI layout with these images: `blobs/sha256/…`, `index.json`, `oci-layout`. */
export function ociEntries(images: readonly ImageSpec[], options: OciOptions = {}): TarSpec[] {
  const {
    compress = (layer: Uint8Array) => new Uint8Array(gzipSync(layer)),
    dockerManifest = false,
    nested = false,
  } = options;
  const blobs = new Map<string, Uint8Array>();
  const put = (bytes: Uint8Array): { digest: string; size: number } => {
    blobs.set(sha256(bytes), bytes);
    return { digest: sha256(bytes), size: bytes.length };
  };
  const json = (value: unknown): { digest: string; size: number } => put(encoder.encode(JSON.stringify(value)));
  const docker: unknown[] = [];
  const manifests = images.map((image) => {
    const config = put(configOf(image));
    const layers = image.layers.map((layer) => put(compress(layer)));
    docker.push({
      Config: `blobs/${config.digest.replace(':', '/')}`,
      RepoTags: image.tag === undefined ? [] : [image.tag],
      Layers: layers.map(({ digest }) => `blobs/${digest.replace(':', '/')}`),
    });
    const [os, architecture] = (image.platform ?? 'linux/amd64').split('/');
    const annotations = image.tag === undefined ? {} : { 'io.containerd.image.name': `docker.io/library/${image.tag}` };
    return { ...json({ schemaVersion: 2, config, layers }), platform: { os, architecture }, annotations };
  });
  let top: unknown[] = manifests;
  if (nested) {
    const statement = json({ _type: 'https://in-toto.io/Statement/v0.1' });
    const attestation = {
      ...json({ schemaVersion: 2, config: json({}), layers: [statement] }),
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    };
    const absent = { digest: sha256('absent'), size: 7, platform: { os: 'linux', architecture: 's390x' } };
    top = [json({ schemaVersion: 2, manifests: [absent, attestation, ...manifests] })];
  }
  const entries: TarSpec[] = [...blobs].map(([digest, content]) => ({
    name: `blobs/sha256/${digest.slice(7)}`,
    content,
  }));
  entries.push({ name: 'index.json', content: JSON.stringify({ schemaVersion: 2, manifests: top }) });
  if (dockerManifest) entries.push({ name: 'manifest.json', content: JSON.stringify(docker) });
  entries.push({ name: 'oci-layout', content: '{"imageLayoutVersion":"1.0.0"}' });
  return entries;
}

/** `podman save`: layers as `<diff id>.tar`, old folders with links to them, manifest.json. */
export function podmanSave(image: ImageSpec): Uint8Array {
  const config = configOf(image);
  const configName = `${sha256(config).slice(7)}.json`;
  const names = image.layers.map((layer) => `${sha256(layer).slice(7)}.tar`);
  const entries: TarSpec[] = [...new Set(names)].map((name) => ({
    name,
    content: image.layers[names.indexOf(name)] ?? new Uint8Array(0),
  }));
  names.forEach((name, place) => entries.push({ name: `${String(place)}/layer.tar`, type: '2', link: `../${name}` }));
  const manifest = [{ Config: configName, RepoTags: [image.tag ?? 'localhost/x:latest'], Layers: names }];
  entries.push({ name: configName, content: config }, { name: 'manifest.json', content: JSON.stringify(manifest) });
  return writeTar(entries);
}

/** An OCI archive without Docker's manifest. */
export function ociArchive(images: readonly ImageSpec[], options: OciOptions = {}): Uint8Array {
  return writeTar(ociEntries(images, options));
}
