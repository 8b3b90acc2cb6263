// A better order of a Dockerfile's layers as data, and its refusals. Printable, without edits: render-order.ts makes the text.
import type { Range } from '../../text/range.ts';

/** Where the seconds and the odds come from. */
export interface OrderBasis {
  /** Commits that the odds were counted in; 0 where typical values stand for them. */
  readonly commits: number;
  /** Steps whose seconds were recorded in a build, and all steps that take any. */
  readonly measuredSteps: number;
  readonly timedSteps: number;
}

/** One line of a stage in its new order. */
export interface OrderedLine {
  /** `Instruction.index` in the original; null for a copy of manifests that is added. */
  readonly origin: number | null;
  /** Of an added line. */
  readonly text: string | null;
  /** `keep`: no other line overtook it or was overtaken. */
  readonly move: 'keep' | 'move' | 'add';
  /** Probability that its own cache key changes between two builds, and the seconds that it takes. */
  readonly odds: number;
  readonly seconds: number;
  readonly measured: boolean;
  /** One sentence for people; empty for lines that stay. */
  readonly reason: string;
}

export interface OrderedStage {
  /** Index in `Dockerfile.stages`. */
  readonly stage: number;
  /** FROM left out. */
  readonly lines: readonly OrderedLine[];
  /** Expected seconds of work in this stage, build after build. */
  readonly before: number;
  readonly after: number;
}

export interface LayerOrder {
  /** Only stages whose order changes. */
  readonly stages: readonly OrderedStage[];
  /** Expected seconds of all stages together, those that stay as they are included. */
  readonly before: number;
  readonly after: number;
  readonly basis: OrderBasis;
  /** What a person should check, one sentence each. */
  readonly assumptions: readonly string[];
}

/** Why there is no other order: the planner's own reasons, then those that building showed. */
export type OrderRefusalCode =
  | 'unparsed'
  | 'nothing-to-gain'
  | 'not-proven'
  | 'self-check-failed'
  | 'original-does-not-build'
  | 'verification-failed';

/** Why no other order is offered. */
export interface OrderRefusal {
  readonly code: OrderRefusalCode;
  /** Present tense, no full stop at the end. */
  readonly message: string;
  readonly range: Range;
}
