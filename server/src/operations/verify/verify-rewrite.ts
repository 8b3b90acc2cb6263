// Proves a rewrite by building the original and the rewritten text and comparing both, step by step, until something is worse
// than before.
import type { Snapshot } from '../../facts/snapshot.ts';
import type { Host } from '../../host/host.ts';
import { isFailure } from '../../image/build-outcome.ts';
import type { BuildProgress, Failure } from '../../image/build-outcome.ts';
import { nothingAsked } from '../../planner/asked.ts';
import { checkPlan } from '../../planner/check-plan.ts';
import { noChoice } from '../../planner/chosen-places.ts';
import { splitDockerfile } from '../../planner/make-plan.ts';
import type { Plan } from '../../planner/plan.ts';
import { renderPlan } from '../../planner/render-plan.ts';
import { repairPlan } from '../../planner/repair-plan.ts';
import { type Candidate, climbLadder, type VerifyRequest } from './climb-ladder.ts';
import type { Verification } from './verification.ts';
import { withTwoImages } from './with-two-images.ts';

/** A rewrite of the snapshot's text. */
export interface Proposed {
  readonly plan: Plan;
  readonly text: string;
}

/** What came of it, and the rewrite that it holds for: the proposed one, or the one that was mended once. */
export interface Verified {
  readonly verification: Verification;
  /** The first try: `verification` itself where nothing was mended. */
  readonly first: Verification;
  readonly proposed: Proposed;
}

/**
 * Verifies. A rewrite that lacks something that is known to bring it is mended once and tried again; where that fails too,
 * the first try is the answer. A Failure where the machine, not the rewrite, stops it.
 */
export async function verifyRewrite(
  host: Host,
  snapshot: Snapshot,
  proposed: Proposed,
  request: VerifyRequest,
  tell: (progress: BuildProgress) => void,
  signal: AbortSignal,
): Promise<Verified | Failure> {
  tell({ kind: 'step', message: 'Looking for a container engine', done: null, total: null });
  return withTwoImages(host, request, signal, async (caller, tags) => {
    const first = await climbLadder(caller, snapshot, candidateOf(snapshot, proposed), request, tags, tell);
    if (isFailure(first)) return first;
    const unmended = { verification: first.verification, first: first.verification, proposed };
    const plan = first.lacksBase ? planOnSameBase(snapshot, proposed.plan) : repairPlan(proposed.plan, first.remedies);
    if (plan === null) return unmended;
    const mended = { plan, text: renderPlan(snapshot.dockerfile, plan) };
    tell({ kind: 'step', message: 'Mending the plan by what was missing', done: null, total: null });
    const second = await climbLadder(caller, snapshot, candidateOf(snapshot, mended), request, tags, tell);
    if (isFailure(second)) return second;
    if (second.verification.label === 'failed') return unmended;
    const old = new Set(shippedLines(proposed.plan));
    const repairs = shippedLines(plan).filter((line) => !old.has(line));
    return { verification: { ...second.verification, repairs }, first: first.verification, proposed: mended };
  });
}

function candidateOf(snapshot: Snapshot, { plan, text }: Proposed): Candidate {
  const problems = (): readonly string[] => checkPlan(snapshot, plan).map(({ message }) => message);
  return { text, problems, sameFiles: false };
}

function shippedLines(plan: Plan): readonly string[] {
  return plan.stages.at(-1)?.instructions.map(({ text }) => text) ?? [];
}

/** A plan that ships the original's own base, which is there: the original was built on it. */
function planOnSameBase(snapshot: Snapshot, { tier }: Plan): Plan | null {
  const again = tier === 'same' ? null : splitDockerfile(snapshot, noChoice, { ...nothingAsked, tier: 'same' });
  return again === null || 'refusals' in again ? null : again.plan;
}
