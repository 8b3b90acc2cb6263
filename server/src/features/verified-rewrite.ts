// A rewrite together with what verifying it showed: the mended plan where it had to be mended, the refusal where it was
// withdrawn. It verifies nothing and keeps nothing.
import type { Snapshot } from '../facts/snapshot.ts';
import type { Plan, Refusal } from '../planner/plan.ts';
import { planEdits, renderPlan } from '../planner/render-plan.ts';
import type { Planned } from './rewrite.ts';

/** What the ladder says of a check that failed, as far as it matters here. */
interface FailedCheck {
  readonly level: string;
  readonly what: string;
  readonly findings: readonly string[];
}

/** The rewrite with a plan in place of the planner's own. */
export function withPlan({ dockerfile }: Snapshot, plan: Plan): Planned {
  return { plan, text: renderPlan(dockerfile, plan), edits: planEdits(dockerfile, plan) };
}

/** The refusal that a failed check amounts to, on FROM. */
export function withdrawnBy({ target }: Snapshot, { level, what, findings }: FailedCheck): Refusal {
  const message = `the rewrite does not pass ${level} (${what}): ${findings[0] ?? ''}`;
  const range = target.stage.from?.range ?? { start: 0, end: 0 };
  return { code: 'verification-failed', message, range };
}
