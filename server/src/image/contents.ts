// An image as read from wherever it was: configuration and the columns of each layer, bottom to top. A read-only view;
// what the layers mean stacked is the file tree's matter.
import type { ImageConfig } from './config.ts';
import type { LayerIndex } from './layer-index.ts';
import type { MeasuredImage } from './measured-image.ts';

export interface LayerContents {
  readonly diffId: string | null;
  /** Of the stored blob. */
  readonly digest: string | null;
  readonly index: LayerIndex;
  /** Bytes of the uncompressed tar. */
  readonly tarBytes: number;
  /** Bytes of the compressed blob; null where the medium stores it plain. */
  readonly downloadBytes: number | null;
  /** Equal for equal bytes, by entry; of the big files that have one of the same size in the image (same-size.ts in sources). */
  readonly digests: ReadonlyMap<number, string>;
  /** Content of package managers' lists by entry (package-lists.ts). */
  readonly lists: ReadonlyMap<number, Uint8Array>;
}

export interface ImageContents {
  /** As the user named it. */
  readonly name: string;
  readonly medium: MeasuredImage['medium'];
  readonly engine: string | null;
  readonly platform: string | null;
  readonly config: ImageConfig;
  /** Bottom to top; as many as the configuration's diff ids. */
  readonly layers: readonly LayerContents[];
  /** What the reader should know: one sentence each. */
  readonly notes: readonly string[];
}

/** Which image of several is wanted. */
export interface ImageWish {
  /** Reference or tag; null takes the only one, or the first. */
  readonly reference: string | null;
  /** `linux/arm64`; null takes the first that is there. */
  readonly platform: string | null;
}
