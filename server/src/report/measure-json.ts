// The JSON of `plimsoll measure` and `plimsoll build`: versioned, stable keys, bytes as numbers (docs/cli.md).
import type { BuildResult, Failure } from '../image/build-outcome.ts';
import type { ImageComparison } from '../image/comparison.ts';
import type { MeasuredImage } from '../image/measured-image.ts';

interface MeasureDocument {
  readonly image: MeasuredImage;
  readonly comparison: ImageComparison | null;
  /** As dive counts; null where no such threshold was given. */
  readonly dive: unknown;
  readonly budgets: readonly { readonly budget: string; readonly kept: boolean; readonly text: string }[];
}

/** `{"version":1,"image":{…},"comparison":…,"dive":…,"budgets":[…]}` */
export function measureJson({ image, comparison, dive, budgets }: MeasureDocument): unknown {
  return { version: 1, image, comparison, dive, budgets };
}

/** `{"version":1,"dockerfile","target","imageId","buildSeconds","measureSeconds","trend":…,"comparison":…,"budgets":[…],"image":{…}}` */
export function buildJson(
  { dockerfile, target, imageId, buildSeconds, measureSeconds, image }: BuildResult,
  { trend, budgets, comparison }: Pick<MeasureDocument, 'budgets' | 'comparison'> & { readonly trend: unknown },
): unknown {
  return { version: 1, dockerfile, target, imageId, buildSeconds, measureSeconds, trend, comparison, budgets, image };
}

/** `{"version":1,"failure":{"kind","message","lines","line"}}`; `line` is zero-based or null. */
export function failureJson({ failure, message, lines, dockerfileLine }: Failure): unknown {
  return { version: 1, failure: { kind: failure, message, lines, line: dockerfileLine } };
}
