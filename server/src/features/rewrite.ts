// The multi-stage rewrite of a snapshot, planned once and remembered with it: the plan with its text and edits, or the
// refusals; and which files of the build context the planner would like to have read. Nothing is read here.
import { type Asked, nothingAsked } from '../planner/asked.ts';
import { type ChosenPlaces, noChoice } from '../planner/chosen-places.ts';
import { renderPlan, planEdits } from '../planner/render-plan.ts';
import { splitDockerfile } from '../planner/make-plan.ts';
import { wantedFiles } from '../planner/wanted-files.ts';
import type { Evidence } from '../planner/evidence.ts';
import type { Plan, Refusal } from '../planner/plan.ts';
import type { Snapshot } from '../facts/snapshot.ts';
import type { TextEdit } from '../text/edit.ts';

/** A plan with the text that it makes. */
export interface Planned {
  readonly plan: Plan;
  /** The whole text after the rewrite. */
  readonly text: string;
  /** What brings the snapshot's text to it. */
  readonly edits: readonly TextEdit[];
}

export type Rewrite =
  | Planned
  /** At least one. */
  | { readonly refusals: readonly Refusal[] };

/** By snapshot, then by what it rests on. */
const remembered = new WeakMap<Snapshot, WeakMap<object, Rewrite>>();

/** The rewrite of the stage that ships, resting on `evidence` where there is some. Deterministic; never throws. */
export function rewriteSnapshot(snapshot: Snapshot, evidence: Evidence | null = null): Rewrite {
  const known = remembered.get(snapshot) ?? new WeakMap<object, Rewrite>();
  remembered.set(snapshot, known);
  const key = evidence ?? nothingAsked;
  const rewrite = known.get(key) ?? rewriteAsked(snapshot, { ...nothingAsked, evidence });
  known.set(key, rewrite);
  return rewrite;
}

/** The rewrite with the tier, the evidence or the places that a person asked for. Not remembered; never throws. */
export function rewriteAsked(snapshot: Snapshot, asked: Asked, chosen: ChosenPlaces = noChoice): Rewrite {
  const result = splitDockerfile(snapshot, chosen, asked);
  if ('refusals' in result) return result;
  const { dockerfile } = snapshot;
  return {
    plan: result.plan,
    text: renderPlan(dockerfile, result.plan),
    edits: planEdits(dockerfile, result.plan),
  };
}

/**
 * Context-relative paths (and `*.ext` for the top folder) that a plan rests on: entry scripts, requirements, build
 * files. With the context's listing in the snapshot it names program text in folders too. At most 200.
 */
export function rewriteWants(snapshot: Snapshot): readonly string[] {
  return wantedFiles(snapshot);
}
