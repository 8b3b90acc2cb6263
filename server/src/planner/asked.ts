// What a person asks of a plan beyond the file: the tier of the base by name, and a built image as evidence. Data alone.
import type { Evidence } from './evidence.ts';
import type { Tier } from './plan.ts';

export interface Asked {
  /** A built image that says what the lines really did; null for predictions alone. */
  readonly evidence: Evidence | null;
  /** The tier to ship; null for the leanest that surely runs the same. */
  readonly tier: Tier | null;
}

export const nothingAsked: Asked = { tier: null, evidence: null };
