// What a registry announces of an image before a byte of its layers is read: manifest and configuration as figures. Plain
// JSON-able data; what is in the layers, and what of them is dead, only reading them tells (measured-image.ts).
import type { Attribution, MeasuredLayer } from './measured-image.ts';

/** Bytes that need no layer. */
export interface AnnouncedWeight {
  readonly downloadBytes: number;
  /** Of the unpacked tars; null where the registry does not tell. */
  readonly tarBytes: number | null;
}

/** As in `MeasuredLayer`. */
export interface AnnouncedLayer
  extends AnnouncedWeight, Pick<MeasuredLayer, 'index' | 'diffId' | 'command' | 'owner' | 'instruction'> {
  readonly digest: string;
}

/** As in `MeasuredInstruction`. */
export interface AnnouncedInstruction extends AnnouncedWeight {
  readonly index: number;
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
  readonly layers: readonly number[];
}

export interface AnnouncedImage {
  readonly name: string;
  /** Of what the reference stands for: an index where there is one. */
  readonly digest: string;
  readonly platform: string | null;
  /** All platforms that are there; empty where it is one image without an index. */
  readonly platforms: readonly string[];
  readonly attribution: Attribution;
  readonly total: AnnouncedWeight;
  /** Null where no base boundary could be found. */
  readonly base: (AnnouncedWeight & { readonly layers: number }) | null;
  /** Bottom to top. */
  readonly layers: readonly AnnouncedLayer[];
  /** In order of the stage chain; empty without a Dockerfile. */
  readonly instructions: readonly AnnouncedInstruction[];
  readonly notes: readonly string[];
}
