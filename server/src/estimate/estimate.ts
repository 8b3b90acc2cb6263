// Predicted bytes of one instruction, with how they were come by. Predictions are marked as such wherever shown; what
// is not known is null, never zero.

/** Predicted file bytes that an instruction adds to its layer. */
export interface Estimate {
  /** Null where nothing is known. */
  readonly fileBytes: number | null;
  /** Part of it that the image needs no more once the instruction ended (caches, lists). */
  readonly cacheBytes: number;
  /** What it is made of, biggest first: package names, copied folders. */
  readonly parts: readonly { readonly what: string; readonly bytes: number; readonly source: string }[];
  /** Names of which nothing is known (a lower bound then). */
  readonly unknown: readonly string[];
}
