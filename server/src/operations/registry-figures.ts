// What registries say of images, remembered on disk: a digest's figures for good, a tag's for a day, after which one
// question that no registry counts tells whether it moved. Bounded; holds no login and no layer.
import { createHash } from 'node:crypto';
import { isUnavailable } from '../host/host.ts';
import type { Host, Unavailable } from '../host/host.ts';
import { formatReference, type Reference } from '../image/reference.ts';
import { countOf, parseJson, recordOf, stringOf } from '../image/untrusted-json.ts';
import { userCredentials } from '../registry/credentials.ts';
import { endpointOf } from '../registry/endpoint.ts';
import { readRegistryImage, unpackedBytes } from '../registry/registry-image.ts';
import { openRegistry } from '../registry/registry.ts';

export interface RegistryFigure {
  /** `docker.io`, `ghcr.io`. */
  readonly registry: string;
  /** Of what the tag stood for. */
  readonly digest: string;
  readonly downloadBytes: number;
  /** Uncompressed bytes of all layers; null where the registry could not tell. */
  readonly tarBytes: number | null;
  readonly layers: number;
  /** Milliseconds since the epoch. */
  readonly asked: number;
}

export interface RegistryFigures {
  /** What is remembered, of any age; asks nobody. */
  remembered(reference: Reference, platform: string): Promise<RegistryFigure | null>;
  /** What is remembered and still holds, else what the registry says now. */
  ask(reference: Reference, platform: string, signal?: AbortSignal): Promise<RegistryFigure | Unavailable>;
}

const fileLimit = 64 * 1024;
/** Most answers kept; the oldest go first. */
const keptAnswers = 500;
/** Milliseconds for which a tag's answer holds. */
const tagLifetime = 24 * 60 * 60 * 1000;

/** Figures as this user's registries give them. */
export function openRegistryFigures(host: Host): RegistryFigures {
  const registry = openRegistry(host, userCredentials(host));
  const folder = `${host.cacheFolder}/registry`;

  async function remembered(reference: Reference, platform: string): Promise<RegistryFigure | null> {
    const bytes = await host.readFile(fileOf(folder, reference, platform), fileLimit);
    return isUnavailable(bytes) ? null : readFigure(parseJson(bytes));
  }

  async function keep(reference: Reference, platform: string, figure: RegistryFigure): Promise<RegistryFigure> {
    await makeRoom(host, folder);
    // Why the result is dropped: a figure that could not be kept is as right as one that could.
    await host.writeFile(fileOf(folder, reference, platform), JSON.stringify({ version: 1, ...figure }));
    return figure;
  }

  return {
    remembered,
    async ask(reference, platform, signal) {
      const known = await remembered(reference, platform);
      if (known !== null) {
        if (reference.digest !== null || host.now() - known.asked < tagLifetime) return known;
        const now = await registry.digestOfTag(endpointOf(reference), reference.tag ?? 'latest', signal);
        if (now === known.digest) return keep(reference, platform, { ...known, asked: host.now() });
      }
      const image = await readRegistryImage(registry, reference, platform, signal);
      if (isUnavailable(image)) return image;
      return keep(reference, platform, {
        registry: image.endpoint.name,
        digest: image.digest,
        downloadBytes: image.downloadBytes,
        tarBytes: await unpackedBytes(registry, image, signal),
        layers: image.layers.length,
        asked: host.now(),
      });
    },
  };
}

function fileOf(folder: string, reference: Reference, platform: string): string {
  const key = createHash('sha256')
    .update(JSON.stringify([formatReference(reference), platform]))
    .digest('hex');
  return `${folder}/${key.slice(0, 32)}.json`;
}

/** A figure of our own file; null where it is damaged. */
function readFigure(value: unknown): RegistryFigure | null {
  const record = recordOf(value);
  const registry = stringOf(record['registry'], 512);
  const digest = stringOf(record['digest'], 256);
  const downloadBytes = countOf(record['downloadBytes']);
  const layers = countOf(record['layers']);
  const asked = countOf(record['asked']);
  if (registry === null || digest === null || downloadBytes === null || layers === null || asked === null) return null;
  return { registry, digest, downloadBytes, tarBytes: countOf(record['tarBytes']), layers, asked };
}

/** Takes the oldest answers away where there are too many. */
async function makeRoom(host: Host, folder: string): Promise<void> {
  const entries = await host.readDirectory(folder);
  if (isUnavailable(entries) || entries.length < keptAnswers) return;
  const dated = await Promise.all(
    entries.map(async ({ name }) => {
      const stat = await host.stat(`${folder}/${name}`);
      return { name, modified: isUnavailable(stat) ? 0 : stat.modified };
    }),
  );
  dated.sort((a, b) => a.modified - b.modified);
  for (const { name } of dated.slice(0, Math.ceil(keptAnswers / 10))) await host.removeFile(`${folder}/${name}`);
}
