// Descriptors, manifests and indexes (OCI image specification 1.1, and Docker's schema 2 of the same shape), and the
// `manifest.json` of Docker archives. Parsing only: where the documents come from is not known here.
import { platformOf } from './platform.ts';
import { countOf, listOf, recordOf, stringOf } from './untrusted-json.ts';

/** Points at a blob. */
export interface Descriptor {
  readonly mediaType: string | null;
  /** `sha256:…` */
  readonly digest: string;
  /** Stored bytes; null where it is not told. */
  readonly blobBytes: number | null;
  readonly platform: string | null;
  readonly annotations: Readonly<Record<string, string>>;
  /** Attestations travel as manifests of an unknown platform; they are no image. */
  readonly isAttestation: boolean;
}

export interface Manifest {
  readonly kind: 'manifest';
  readonly config: Descriptor;
  /** Bottom to top. */
  readonly layers: readonly Descriptor[];
}

export interface Index {
  readonly kind: 'index';
  readonly manifests: readonly Descriptor[];
}

/** One image of a Docker archive's `manifest.json`; names are entries of the archive. */
export interface ArchiveManifest {
  readonly config: string;
  readonly layers: readonly string[];
  readonly tags: readonly string[];
}

/** More layers than any engine accepts (overlay2 ends at 128). */
const layerLimit = 4096;
const manifestLimit = 1024;
const digestPattern = /^[a-z0-9]+:[a-f0-9]{32,128}$/;

/** `sha256:…` with only harmless characters, so that it can name a file; null for everything else. */
export function digestOf(value: unknown): string | null {
  const text = stringOf(value, 256);
  return text !== null && digestPattern.test(text) ? text : null;
}

function descriptorOf(value: unknown): Descriptor | null {
  const record = recordOf(value);
  const digest = digestOf(record['digest']);
  if (digest === null) return null;
  const annotations: Record<string, string> = {};
  for (const [name, text] of Object.entries(recordOf(record['annotations'])).slice(0, 256)) {
    if (typeof text === 'string') annotations[name] = text.slice(0, 4096);
  }
  const mediaType = stringOf(record['mediaType'], 256);
  return {
    mediaType,
    digest,
    blobBytes: countOf(record['size']),
    platform: platformOf(record['platform']),
    annotations,
    isAttestation:
      annotations['vnd.docker.reference.type'] === 'attestation-manifest' ||
      recordOf(record['platform'])['os'] === 'unknown',
  };
}

/** A manifest or an index, told apart by their members; null where the document is neither. */
export function parseManifest(document: unknown): Manifest | Index | null {
  const record = recordOf(document);
  if (Array.isArray(record['manifests'])) {
    const manifests = listOf(record['manifests'], manifestLimit).map(descriptorOf);
    return { kind: 'index', manifests: manifests.filter((descriptor) => descriptor !== null) };
  }
  const config = descriptorOf(record['config']);
  if (config === null || !Array.isArray(record['layers'])) return null;
  const layers = listOf(record['layers'], layerLimit).map(descriptorOf);
  // Invariant: a layer's place counts, so a manifest with one unreadable layer is not a manifest.
  if (layers.includes(null)) return null;
  return { kind: 'manifest', config, layers: layers.filter((layer) => layer !== null) };
}

/** The images of a Docker archive's `manifest.json`; unreadable ones are left out. */
export function parseArchiveManifest(document: unknown): readonly ArchiveManifest[] {
  return listOf(document, manifestLimit).flatMap((value) => {
    const record = recordOf(value);
    const config = stringOf(record['Config']);
    const layers = listOf(record['Layers'], layerLimit).map((name) => stringOf(name));
    if (config === null || layers.includes(null)) return [];
    const tags = listOf(record['RepoTags'], 256).flatMap((tag) => stringOf(tag) ?? []);
    return [{ config, layers: layers.filter((name) => name !== null), tags }];
  });
}
