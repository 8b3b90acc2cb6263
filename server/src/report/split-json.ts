// The JSON of `plimsoll split` (docs/cli.md): the plan with every reason, or the refusals; keys in a fixed order, places
// as zero-based line and UTF-16 character. It plans nothing.
import type { Rewrite } from '../features/rewrite.ts';
import type { Plan, PlannedInstruction, Refusal } from '../planner/plan.ts';
import { type LineIndex, lineAt } from '../text/line-index.ts';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { Verification } from '../operations/verify/verification.ts';
import { jsonEdit, jsonRange, type JsonEdit, type JsonRange } from './check-json.ts';

export interface JsonRefusal {
  readonly code: string;
  readonly message: string;
  readonly range: JsonRange;
}

export interface JsonPlan {
  readonly kind: Plan['kind'];
  readonly recipe: string;
  readonly tier: Plan['tier'];
  /** How far it was proven: `static` is the planner's own check; more only where it was verified. */
  readonly level: Exclude<Verification['label'], 'failed'>;
  readonly stages: readonly {
    readonly name: string | null;
    readonly instructions: readonly JsonPlannedInstruction[];
  }[];
  /** The image of `--evidence`; null without one. */
  readonly evidence: string | null;
  readonly carried: Plan['carried'];
  readonly dropped: readonly {
    /** Zero-based line in the original. */
    readonly line: number;
    readonly reason: string;
    readonly saving: Plan['saving'];
  }[];
  readonly assumptions: readonly string[];
  readonly saving: Plan['saving'];
  readonly basis: Plan['basis'];
}

export interface JsonPlannedInstruction {
  readonly text: string;
  /** Zero-based line in the original that it stems from; null where it is new. */
  readonly line: number | null;
  readonly move: PlannedInstruction['move'];
  readonly reason: string;
  readonly confidence: PlannedInstruction['confidence'];
  /** It rests on what was seen in the image of `--evidence`. */
  readonly observed: boolean;
  readonly bytes: number | null;
}

export type JsonSplitFile =
  | {
      readonly path: string;
      readonly text: string;
      readonly edits: readonly JsonEdit[];
      readonly plan: JsonPlan | null;
      readonly refusals: readonly JsonRefusal[];
      /** The ladder with both images' unpacked bytes; null where this rewrite of this text was never verified. */
      readonly verification: Verification | null;
      /** When the ladder was climbed (ISO 8601), where that was not in this run; null for this run and for never. */
      readonly earlier: string | null;
    }
  | { readonly path: string; readonly error: string; readonly refusals: readonly [] };

export interface SplitJson {
  readonly version: 1;
  readonly files: readonly JsonSplitFile[];
}

/**
 * A file's entry: the whole resulting text (the text as it stands where it is refused), edits, plan and refusals, and how it
 * was verified.
 */
export function jsonSplitFile(
  path: string,
  dockerfile: Dockerfile,
  rewrite: Rewrite,
  verification: Verification | null,
  earlier: number | null = null,
): JsonSplitFile {
  const { lines, text } = dockerfile;
  const proven = { verification, earlier: earlier === null ? null : new Date(earlier).toISOString() };
  if ('refusals' in rewrite) {
    const refusals = rewrite.refusals.map((each) => jsonRefusal(lines, each));
    return { path, text, edits: [], plan: null, refusals, ...proven };
  }
  return {
    path,
    text: rewrite.text,
    edits: rewrite.edits.map((edit) => jsonEdit(lines, edit)),
    plan: jsonPlan(dockerfile, rewrite.plan, verification),
    refusals: [],
    ...proven,
  };
}

export function splitJson(files: readonly JsonSplitFile[]): SplitJson {
  return { version: 1, files };
}

function jsonRefusal(lines: LineIndex, { code, message, range }: Refusal): JsonRefusal {
  return { code, message, range: jsonRange(lines, range) };
}

function jsonPlan(dockerfile: Dockerfile, plan: Plan, verification: Verification | null): JsonPlan {
  const lineOf = (origin: number): number =>
    lineAt(dockerfile.lines, dockerfile.instructions[origin]?.range.start ?? 0);
  const { kind, recipe, tier, carried, assumptions, saving, basis } = plan;
  return {
    kind,
    recipe,
    tier,
    evidence: plan.evidence ?? null,
    level: verification === null || verification.label === 'failed' ? 'static' : verification.label,
    stages: plan.stages.map(({ name, instructions }) => ({
      name,
      instructions: instructions.map(({ text, origin, move, reason, confidence, observed, bytes }) => ({
        text,
        line: origin === null ? null : lineOf(origin),
        move,
        reason,
        confidence,
        observed: observed === true,
        bytes,
      })),
    })),
    carried,
    dropped: plan.dropped.map(({ origin, reason, saving: saved }) => ({ line: lineOf(origin), reason, saving: saved })),
    assumptions,
    saving,
    basis,
  };
}
