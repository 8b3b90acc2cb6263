// Reads one image wherever it is and measures it: plain data in, plain data out, so that it can be done on a thread of its
// own. `measureApart` does so where the host has threads, and here where it has none; the result is the same.
import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import type { Provenance } from '../engine/provenance.ts';
import { isUnavailable } from '../host/host.ts';
import type { Host } from '../host/host.ts';
import { failureOf, isFailure } from '../image/build-outcome.ts';
import type { BuildProgress, BuildStep, Failure } from '../image/build-outcome.ts';
import type { ImageContents } from '../image/contents.ts';
import type { MeasuredImage } from '../image/measured-image.ts';
import { assembleMeasured, stackImage, type StackedImage } from './assemble-measured.ts';
import { storeTree } from '../file-tree/store-tree.ts';
import { attributeLayers } from './attribute-layers.ts';
import { keepTree } from './keep-tree.ts';
import { matchSteps } from './match-steps.ts';
import { readImage, type ImagePlace } from './read-image.ts';
import { findTarget } from './stage-chain.ts';

export interface MeasureTask {
  readonly place: ImagePlace;
  /** The text it was built from and its target; null where they are not known. */
  readonly built: { readonly text: string; readonly target: string | null } | null;
  /** What the build told; null and none where it was not built here. */
  readonly provenance: Provenance | null;
  readonly steps: readonly BuildStep[];
  /** The image's id where its file tree is to be kept (keep-tree.ts). */
  readonly keepTreeOf?: string;
}

/** Reads and measures. */
export async function measureImage(
  host: Host,
  task: MeasureTask,
  tell: (progress: BuildProgress) => void,
  signal: AbortSignal,
): Promise<MeasuredImage | Failure> {
  const measured = await measureStacked(host, task, tell, signal);
  if (isFailure(measured)) return measured;
  // Why no answer: without a tree the figures are as true as with one.
  if (task.keepTreeOf !== undefined)
    await keepTree(host, task.keepTreeOf, storeTree(measured.tree.nodes, measured.live));
  return measured.image;
}

/** What was measured, and all that it was measured from. */
export interface MeasuredStack extends StackedImage {
  readonly image: MeasuredImage;
  readonly contents: ImageContents;
}

/** Reads and measures, and keeps the tree for who has more to ask. */
export async function measureStacked(
  host: Host,
  { place, built, provenance, steps }: MeasureTask,
  tell: (progress: BuildProgress) => void,
  signal: AbortSignal,
): Promise<MeasuredStack | Failure> {
  const contents = await readImage(host, place, tell, signal);
  if (isFailure(contents)) return contents;
  const dockerfile = built === null ? null : parseDockerfile(built.text);
  const target = dockerfile === null ? null : findTarget(dockerfile, built?.target ?? null);
  const text = dockerfile === null || target === null ? null : { dockerfile, target };
  const attributed = attributeLayers(contents.config, contents.layers.length, text, provenance);
  const timings = text === null ? new Map() : matchSteps(steps, text.dockerfile, provenance);
  const stacked = stackImage(contents);
  return { ...stacked, contents, image: assembleMeasured(contents, attributed, text, timings, stacked) };
}

/** The same on a thread of its own, where the host has threads. */
export async function measureApart(
  host: Host,
  task: MeasureTask,
  tell: (progress: BuildProgress) => void,
  signal: AbortSignal,
): Promise<MeasuredImage | Failure> {
  if (host.runApart === undefined) return measureImage(host, task, tell, signal);
  const answer = await host.runApart(task, { signal, tell: (progress) => tell(progress as BuildProgress) });
  if (signal.aborted) return failureOf('cancelled', 'Reading the image was cancelled; nothing was measured.');
  if (isUnavailable(answer)) return failureOf('unreadable', `The image cannot be read: ${answer.why}.`);
  return answer as MeasuredImage | Failure;
}
