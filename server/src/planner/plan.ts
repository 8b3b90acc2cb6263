// A plan of a multi-stage rewrite as data, and its refusals. Printable, without edits: render-plan.ts makes the text.
// It knows no editor and builds nothing.
import type { Range, Span } from '../text/range.ts';
import type { Saving } from '../estimate/saving.ts';

/** Tiers of the runtime base: T0 same base, T1 slim twin, T2 role twin (devel → runtime, JDK → JRE), T3 shell-less. */
export const tiers = ['same', 'slim', 'runtime', 'shell-less'] as const;
export type Tier = (typeof tiers)[number];

/** Why no plan can be offered. Codes R1 to R13 and their meaning: docs/refusals.md. */
export interface Refusal {
  readonly code: RefusalCode;
  /** What stops the rewrite, and what would unblock it. Present tense, no full stop at the end. */
  readonly message: string;
  readonly range: Range;
}

export const refusalCodes = [
  'unparsed',
  'nothing-to-gain',
  'image-for-building',
  'compiles-at-run-time',
  'unknown-base',
  'unreadable-script',
  'no-entry-point',
  'no-runtime-twin',
  'service-manager',
  'vendor-image',
  'verification-failed',
  'original-does-not-build',
  'misplaced',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export type Confidence = 'certain' | 'likely' | 'assumed';

/** One line (instruction) of the rewritten file: where it comes from and why it stands there. */
export interface PlannedInstruction {
  /** Text without line end; continuation lines inside. */
  readonly text: string;
  /** Index of the original instruction it is or stems from; null where it is new. */
  readonly origin: number | null;
  /** `keep`: byte for byte; `edit`: changed words; `replay`: repeated in another stage; `new`: made by the plan. */
  readonly move: 'keep' | 'edit' | 'replay' | 'new';
  /** One sentence for people: why this line is here. */
  readonly reason: string;
  readonly confidence: Confidence;
  /** It rests on what was seen in a built image. */
  readonly observed?: true;
  /** Bytes it adds to the shipped image; null where unknown. */
  readonly bytes: number | null;
  /** Lines above it from the original, without line end: comments and parser directives as written, '' for a blank line. */
  readonly comments: readonly string[];
}

export interface PlannedStage {
  readonly name: string | null;
  readonly instructions: readonly PlannedInstruction[];
}

/** Where a RUN, COPY or ADD of the original stands that a person may place otherwise. */
export interface PlannedPlace {
  readonly origin: number;
  readonly side: 'builder' | 'shipped' | 'both';
  /** Placed there by a person. */
  readonly chosen: boolean;
}

/** An original instruction (or part of it) that ships no more. */
export interface Dropped {
  readonly origin: number;
  readonly span: Span | null;
  readonly reason: string;
  readonly saving: Saving | null;
}

export interface CarriedPath {
  readonly path: string;
  /** Copied under the same path: identity copies keep RPATHs, shebangs and configuration true. */
  readonly kind: 'file' | 'tree' | 'glob';
  readonly reason: string;
}

export interface Plan {
  readonly kind: 'split' | 'base-swap';
  readonly recipe: string;
  readonly tier: Tier;
  /** The built image that lines marked `observed` rest on, as a person named it; absent without one. */
  readonly evidence?: string;
  /** Instructions before the first FROM (global ARGs). */
  readonly preamble: readonly PlannedInstruction[];
  readonly stages: readonly PlannedStage[];
  /** Comment and blank lines below the last instruction, without line ends. */
  readonly ending: readonly string[];
  readonly carried: readonly CarriedPath[];
  /** In the order of the original. */
  readonly places: readonly PlannedPlace[];
  readonly dropped: readonly Dropped[];
  /** Things taken for granted that a person should check, one sentence each. */
  readonly assumptions: readonly string[];
  readonly saving: Saving | null;
  /** What the saving is made of, biggest first. */
  readonly basis: readonly { readonly what: string; readonly bytes: number }[];
}

export type PlanResult = { readonly plan: Plan } | { readonly refusals: readonly Refusal[] };
