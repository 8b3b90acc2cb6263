// What an image in a registry weighs, by layer and by line, from its manifest and configuration alone: seconds and some
// kilobytes, however big it is. No layer is read, so nothing is said of files.
import { isUnavailable, type Host } from '../host/host.ts';
import type { AnnouncedImage, AnnouncedLayer, AnnouncedWeight } from '../image/announced-image.ts';
import { failureOf, type Failure } from '../image/build-outcome.ts';
import { parseReference } from '../image/reference.ts';
import { userCredentials } from '../registry/credentials.ts';
import { readRegistryImage, unpackedLengths } from '../registry/registry-image.ts';
import { openRegistry } from '../registry/registry.ts';
import { attributeLayers, type BuiltText } from './attribute-layers.ts';
import { commandsByLayer, textOf } from './instruction-texts.ts';
import { chainInstructions, linesOf } from './stage-chain.ts';

interface Wanted {
  /** As a FROM names it. */
  readonly reference: string;
  /** What people call it. */
  readonly name: string;
  /** Null takes `linux/amd64`. */
  readonly platform: string | null;
  /** The text it was built from; null where it is not known. */
  readonly built: BuiltText | null;
}

/** Asks; everything that fails is a Failure. */
export async function readAnnouncedImage(
  host: Host,
  { reference, name, platform, built }: Wanted,
  signal: AbortSignal,
): Promise<AnnouncedImage | Failure> {
  const unreadable = (why: string): Failure =>
    signal.aborted
      ? failureOf('cancelled', 'Asking the registry was cancelled.')
      : failureOf('unreadable', `${name} cannot be read: ${why}.`);
  const parsed = parseReference(reference);
  if (parsed === null) return unreadable('it is no image reference; write it as [registry/]repository[:tag][@digest]');
  const registry = openRegistry(host, userCredentials(host));
  const image = await readRegistryImage(registry, parsed, platform ?? 'linux/amd64', signal);
  if (isUnavailable(image)) return unreadable(`${image.what}: ${image.why}`);
  const lengths = await unpackedLengths(registry, image, signal);
  if (signal.aborted) return unreadable('');
  const { config, digest, platforms } = image;
  const attributed = attributeLayers(config, image.layers.length, built, null);
  const { attribution, baseLayers, notes } = attributed;
  const commands = commandsByLayer(config, image.layers.length);
  const layers = image.layers.map((layer, index): AnnouncedLayer => {
    const owner = baseLayers === null ? 'unknown' : index < baseLayers ? 'base' : 'own';
    const instruction = attributed.instructions[index] ?? null;
    const about = {
      diffId: config.diffIds[index] ?? null,
      command: commands[index] ?? '',
      owner,
      instruction,
    } as const;
    const { downloadBytes } = layer;
    return { index, digest: layer.digest, ...about, downloadBytes, tarBytes: lengths[index] ?? null };
  });
  const instructions = (built === null ? [] : chainInstructions(built.dockerfile, built.target)).flatMap((each) => {
    if (built === null) return [];
    const own = layers.filter(({ instruction }) => instruction === each.index);
    const places = own.map(({ index }) => index);
    return [
      { index: each.index, ...linesOf(built.dockerfile, each), text: textOf(each), layers: places, ...weigh(own) },
    ];
  });
  const base = baseLayers === null ? null : { ...weigh(layers.slice(0, baseLayers)), layers: baseLayers };
  const about = { name, digest, platform: image.platform, platforms, attribution, notes };
  return { ...about, total: weigh(layers), base, layers, instructions };
}

function weigh(parts: readonly AnnouncedWeight[]): AnnouncedWeight {
  return {
    downloadBytes: parts.reduce((sum, { downloadBytes }) => sum + downloadBytes, 0),
    // Why: a sum with an unknown part in it would pass for the whole.
    tarBytes: parts.reduce<number | null>(
      (sum, { tarBytes }) => (sum === null || tarBytes === null ? null : sum + tarBytes),
      0,
    ),
  };
}
