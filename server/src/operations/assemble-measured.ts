// Puts together what was read of an image and what is known of its build: bytes per layer and per instruction, dead bytes
// by writer and killer, leftovers, the biggest files. A pure function; nothing is read or run.
import { findDuplicates } from '../file-tree/find-duplicates.ts';
import { findLeftovers, findSecrets, findTwofoldLibraries } from '../file-tree/find-leftovers.ts';
import { findOwners } from '../file-tree/find-owners.ts';
import { findPackages } from '../file-tree/find-packages.ts';
import { biggestFolders, listLiveTree } from '../file-tree/live-tree.ts';
import type { LiveTree } from '../file-tree/live-tree.ts';
import { stackLayers } from '../file-tree/stack-layers.ts';
import type { StackedTree } from '../file-tree/stack-layers.ts';
import type { ImageContents } from '../image/contents.ts';
import type { MeasuredImage, MeasuredInstruction, MeasuredLayer, Weight } from '../image/measured-image.ts';
import type { AttributedLayers, BuiltText } from './attribute-layers.ts';
import { commandsByLayer, textOf } from './instruction-texts.ts';
import type { StepTiming } from './match-steps.ts';
import { chainInstructions, linesOf } from './stage-chain.ts';

const biggestCount = 100;
const deadCount = 50;

/** The layers of an image stacked, and what of the tree is seen. */
export interface StackedImage {
  readonly tree: StackedTree;
  readonly live: LiveTree;
}

export function stackImage({ layers }: ImageContents): StackedImage {
  const tree = stackLayers(
    layers.map(({ index }) => index),
    biggestCount,
  );
  return { tree, live: listLiveTree(tree.nodes) };
}

/** Measures an image that was read. `timings` are by `Instruction.index`. */
export function assembleMeasured(
  contents: ImageContents,
  attributed: AttributedLayers,
  built: BuiltText | null,
  timings: ReadonlyMap<number, StepTiming>,
  { tree, live }: StackedImage = stackImage(contents),
): MeasuredImage {
  const owners = findOwners(tree.nodes, live, (layer, entry) => contents.layers[layer]?.lists.get(entry));
  const count = contents.layers.length;
  const dead = sumsByLayer(count, tree.dead, 'writer');
  const killed = sumsByLayer(count, tree.dead, 'killer');
  const commands = commandsByLayer(contents.config, count);
  const instructionOf = (layer: number): number | null => attributed.instructions[layer] ?? null;
  const { baseLayers } = attributed;

  const layers = contents.layers.map((layer, index): MeasuredLayer => {
    const { fileBytes = 0, entries = 0 } = tree.layers[index] ?? {};
    return {
      index,
      diffId: layer.diffId,
      digest: layer.digest,
      command: commands[index] ?? '',
      owner: baseLayers === null ? 'unknown' : index < baseLayers ? 'base' : 'own',
      instruction: instructionOf(index),
      fileBytes,
      tarBytes: layer.tarBytes,
      downloadBytes: layer.downloadBytes,
      entries,
      deadBytes: dead[index] ?? 0,
      killedBytes: killed[index] ?? 0,
    };
  });
  return {
    name: contents.name,
    medium: contents.medium,
    engine: contents.engine,
    platform: contents.platform,
    attribution: attributed.attribution,
    total: weigh(layers),
    liveBytes: tree.liveBytes,
    deadBytes: tree.deadBytes,
    base: baseLayers === null ? null : { ...weigh(layers.slice(0, baseLayers)), layers: baseLayers },
    layers,
    instructions: built === null ? [] : measureInstructions(built, layers, timings),
    dead: tree.dead.slice(0, deadCount).map((pair) => ({
      ...pair,
      writerInstruction: instructionOf(pair.writer),
      killerInstruction: instructionOf(pair.killer),
    })),
    biggestFiles: tree.biggestFiles.map((file) => ({ ...file, instruction: instructionOf(file.layer) })),
    biggestFolders: biggestFolders(tree.nodes, live, biggestCount),
    packages: findPackages(tree.nodes, live, owners),
    leftovers: {
      byLayer: findLeftovers(tree.nodes),
      secrets: findSecrets(tree.nodes),
      duplicates: findDuplicates(tree.nodes, (layer, entry) => contents.layers[layer]?.digests.get(entry)),
      twofoldLibraries: findTwofoldLibraries(tree.nodes),
    },
    notes: [...contents.notes, ...attributed.notes],
  };
}

function measureInstructions(
  { dockerfile, target }: BuiltText,
  layers: readonly MeasuredLayer[],
  timings: ReadonlyMap<number, StepTiming>,
): readonly MeasuredInstruction[] {
  return chainInstructions(dockerfile, target).map((instruction) => {
    const own = layers.filter((layer) => layer.instruction === instruction.index);
    const timing = timings.get(instruction.index);
    return {
      index: instruction.index,
      ...linesOf(dockerfile, instruction),
      text: textOf(instruction),
      layers: own.map(({ index }) => index),
      ...weigh(own),
      deadBytes: sum(own, ({ deadBytes }) => deadBytes),
      killedBytes: sum(own, ({ killedBytes }) => killedBytes),
      seconds: timing?.seconds ?? null,
      cached: timing?.cached ?? null,
    };
  });
}

function weigh(parts: readonly Weight[]): Weight {
  return {
    fileBytes: sum(parts, ({ fileBytes }) => fileBytes),
    tarBytes: sum(parts, ({ tarBytes }) => tarBytes),
    // Why: a sum with an unknown part in it would pass for the whole.
    downloadBytes: parts.some(({ downloadBytes }) => downloadBytes === null)
      ? null
      : sum(parts, ({ downloadBytes }) => downloadBytes ?? 0),
    entries: sum(parts, ({ entries }) => entries),
  };
}

function sum<T>(parts: readonly T[], figure: (part: T) => number): number {
  return parts.reduce((total, part) => total + figure(part), 0);
}

function sumsByLayer(
  count: number,
  pairs: readonly {
    readonly writer: number;
    readonly killer: number;
    readonly shadowedBytes: number;
    readonly deletedBytes: number;
  }[],
  side: 'writer' | 'killer',
): readonly number[] {
  const sums = Array.from({ length: count }, () => 0);
  for (const pair of pairs) sums[pair[side]] = (sums[pair[side]] ?? 0) + pair.shadowedBytes + pair.deletedBytes;
  return sums;
}
