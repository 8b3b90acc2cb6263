// The multi-stage rewrite of an analysis, planned once and remembered with it: actions, lenses and preview all ask.
import { splitDockerfile } from '../planner/make-plan.ts';
import type { Plan, Refusal } from '../planner/plan.ts';
import { planEdits } from '../planner/render-plan.ts';
import type { Analysis } from '../session/analysis.ts';
import type { TextEdit } from '../text/edit.ts';

export type Rewrite =
  { readonly plan: Plan; readonly edits: readonly TextEdit[] } | { readonly refusals: readonly Refusal[] };

const remembered = new WeakMap<Analysis, Rewrite>();

export function rewriteOf(analysis: Analysis): Rewrite {
  let known = remembered.get(analysis);
  if (known === undefined) {
    const result = splitDockerfile(analysis.snapshot);
    known =
      'plan' in result
        ? { plan: result.plan, edits: planEdits(analysis.snapshot.dockerfile, result.plan) }
        : { refusals: result.refusals };
    remembered.set(analysis, known);
  }
  return known;
}
