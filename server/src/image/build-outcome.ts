// What a build says while it runs and how it ends: steps, success or one clear failure. Plain JSON-able data, shared by
// the engines, the operations and whoever shows it.
import type { MeasuredImage } from './measured-image.ts';

/** One step of a build, as far as the builder told. */
export interface BuildStep {
  /** The builder's own key: vertex digest or step number. */
  readonly id: string;
  /** `[stage-1 3/7] RUN make`, as the builder names it. */
  readonly name: string;
  /** Wall time; null while it has not ended or where the builder did not tell. */
  readonly seconds: number | null;
  readonly cached: boolean | null;
  readonly failed: boolean;
}

/** What a running build or measurement tells its caller. */
export type BuildProgress =
  /** What is being done now; `done` of `total` steps where the builder counts them, else null. */
  | { readonly kind: 'step'; readonly message: string; readonly done: number | null; readonly total: number | null }
  /** One line of output, without its line end. */
  | { readonly kind: 'log'; readonly line: string };

/**
 * Why there is no result. `no-client`, `no-daemon-or-buildkit` and `base-unavailable` are states of the machine, told
 * apart so that each can be answered; the others are of this one attempt.
 */
export type FailureKind =
  | 'no-client'
  | 'no-daemon-or-buildkit'
  | 'base-unavailable'
  | 'build-failed'
  | 'engine-died'
  | 'cancelled'
  | 'unreadable';

export interface Failure {
  readonly failure: FailureKind;
  /** One or two sentences for people: what happened and what helps. */
  readonly message: string;
  /** Last lines of the failing step's output, oldest first; at most 20. */
  readonly lines: readonly string[];
  /** Zero-based line in the Dockerfile where the build stopped; null where it is not known. */
  readonly dockerfileLine: number | null;
}

export function failureOf(
  failure: FailureKind,
  message: string,
  lines: readonly string[] = [],
  dockerfileLine: number | null = null,
): Failure {
  return { failure, message, lines: lines.slice(-20), dockerfileLine };
}

export function isFailure(value: object): value is Failure {
  return 'failure' in value;
}

/** A finished build, measured. */
export interface BuildResult {
  readonly image: MeasuredImage;
  /** Id or reference under which the engine keeps the image. */
  readonly imageId: string;
  /** Absolute path. */
  readonly dockerfile: string;
  /** The Dockerfile's text as it was built. */
  readonly text: string;
  readonly target: string | null;
  /** Wall seconds of the build alone, then of reading the layers. */
  readonly buildSeconds: number;
  readonly measureSeconds: number;
}
