// What checking a rewrite gives: the ladder's steps with their outcome, how far it was proven, and what both images weigh.
// Plain data, for reports and records.

/** V0 the text, V1 both build, V2 configuration, V3 entry points, V4 libraries, V5 both run. */
export type LadderLevel = 'V0' | 'V1' | 'V2' | 'V3' | 'V4' | 'V5';

export interface LadderCheck {
  readonly level: LadderLevel;
  /** What is checked, in a few words. */
  readonly what: string;
  /** `skipped` where it could say nothing: `notes` says why. */
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly seconds: number;
  /** What is worse than in the original, one sentence each; empty unless failed. */
  readonly findings: readonly string[];
  /** What a person should know. */
  readonly notes: readonly string[];
}

/** An image as its engine tells of it. */
export interface BuiltImage {
  /** Unpacked bytes of all layers. */
  readonly diskBytes: number;
  /** Bottom first; steps that wrote nothing are left out. */
  readonly layers: readonly { readonly command: string; readonly diskBytes: number }[];
}

export interface Verification {
  /**
   * `static` where nothing could be built, `checked` where both images were compared and could not be seen running,
   * `verified` where both ran alike; `failed` where something is worse than in the original.
   */
  readonly label: 'static' | 'checked' | 'verified' | 'failed';
  /** In the order they were made; ends at the first that failed. */
  readonly checks: readonly LadderCheck[];
  /** Unpacked bytes of all layers; null where it was not built or the engine does not tell. */
  readonly before: number | null;
  readonly after: number | null;
  /** Both images by layer; null where one was not built or the engine does not tell. */
  readonly images: { readonly before: BuiltImage; readonly after: BuiltImage } | null;
  /** Lines that the plan got after a first try that failed; empty where it needed none. */
  readonly repairs: readonly string[];
}

/** Milliseconds since the epoch in, seconds with one decimal out. */
export function secondsBetween(start: number, end: number): number {
  return Math.round((end - start) / 100) / 10;
}

/** How far the checks prove it. */
export function labelOf(checks: readonly LadderCheck[]): Verification['label'] {
  if (checks.some(({ outcome }) => outcome === 'failed')) return 'failed';
  const passed = (level: LadderLevel): boolean =>
    checks.some((each) => each.level === level && each.outcome === 'passed');
  if (passed('V5')) return 'verified';
  return passed('V4') ? 'checked' : 'static';
}
