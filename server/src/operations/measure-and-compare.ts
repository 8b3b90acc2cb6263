// Measures an image and, where one is named, another to compare it with. It is done on this thread, for the comparison of
// paths needs both trees. Everything that fails is a Failure.
import { scoreAsDive, type DiveScore } from '../file-tree/dive-score.ts';
import type { Host } from '../host/host.ts';
import { isFailure } from '../image/build-outcome.ts';
import type { BuildProgress, Failure } from '../image/build-outcome.ts';
import type { ImageComparison } from '../image/comparison.ts';
import type { MeasuredImage } from '../image/measured-image.ts';
import { storeTree } from '../file-tree/store-tree.ts';
import { mapOf } from '../features/layer-tree.ts';
import { linkTree } from '../image/stored-tree.ts';
import type { MapPart } from '../protocol.ts';
import { compareImages, type MeasuredTree } from './compare-images.ts';
import { keepMeasured, type KeepRequest } from './keep-measured.ts';
import { measureStacked, type MeasuredStack } from './measure-image.ts';
import { findPlace, type MeasureRequest } from './measure.ts';

export interface CompareRequest extends MeasureRequest {
  /** What people call the image. */
  readonly name: string;
  /** The image to compare it with; null for none. */
  readonly compare: { readonly image: string; readonly name: string } | null;
  /** Whether dive's score is wanted too. */
  readonly dive: boolean;
  /** Whether folders and files are wanted for a drawing. */
  readonly map: boolean;
  /** As whose measurement it is to be kept; null for none. */
  readonly keep: KeepRequest | null;
}

export interface Measurement {
  readonly image: MeasuredImage;
  readonly comparison: ImageComparison | null;
  readonly dive: DiveScore | null;
  /** Folders and files for a drawing; null where they were not wanted. */
  readonly map: readonly MapPart[] | null;
  /** Why it is not kept; null where it is, or was not to be. */
  readonly unkept: string | null;
}

/** Measures; the result is plain data. */
export async function measureAndCompare(
  host: Host,
  { name, compare, dive, map, keep, ...request }: CompareRequest,
  tell: (progress: BuildProgress) => void,
  signal: AbortSignal,
): Promise<Measurement | Failure> {
  const read = async (wanted: MeasureRequest): Promise<MeasuredStack | Failure> => {
    const place = await findPlace(host, wanted, signal);
    if (isFailure(place)) return place;
    const { built } = wanted;
    const text = built && { text: built.dockerfile.text, target: String(built.target.index) };
    return measureStacked(host, { place, built: text, provenance: null, steps: [] }, tell, signal);
  };
  const started = host.now();
  const after = await read(request);
  if (isFailure(after)) return after;
  const image = { ...after.image, name };
  const seconds = (host.now() - started) / 1000;
  let comparison: ImageComparison | null = null;
  if (compare !== null) {
    const before = await read({ ...request, image: compare.image, built: null });
    if (isFailure(before)) return before;
    comparison = compareImages(treeOf(before, compare.name), treeOf(after, name));
  }
  return {
    image,
    comparison,
    dive: dive ? scoreAsDive(after.contents.layers.map(({ index }) => index)) : null,
    map: map ? mapOf(linkTree(storeTree(after.tree.nodes, after.live)), 0) : null,
    unkept: keep === null ? null : await keepMeasured(host, { ...after, image }, keep, seconds),
  };
}

function treeOf({ image, tree, live }: MeasuredStack, name: string): MeasuredTree {
  return { image: { ...image, name }, tree: { nodes: tree.nodes, live } };
}
