// The rewrite of a document as it stands, with where a person put its lines, what its measured image shows as far as that
// is at hand, and what verifying this very rewrite showed.
import { placesOnLines } from '../features/chosen-lines.ts';
import { planTitle, previewLines } from '../features/plan-preview.ts';
import { type Planned, rewriteAsked, rewriteSnapshot } from '../features/rewrite.ts';
import { withPlan } from '../features/verified-rewrite.ts';
import type { KeptVerification } from '../operations/keep-verification.ts';
import { nothingAsked } from '../planner/asked.ts';
import type { Refusal } from '../planner/plan.ts';
import type { ChosenPlace, PlanPreview, PlanRefusal, RewriteVerification } from '../protocol.ts';
import type { Analysis } from '../session/analysis.ts';
import { toLspEdits, toLspRange } from './convert.ts';
import type { ServerContext } from './server-context.ts';

export interface CurrentRewrite {
  readonly planned: Planned;
  /** The text that the planner proposed, before it was mended: what verifications are found by. */
  readonly proposed: string;
  readonly kept: KeptVerification | null;
}

/** The rewrite, mended where verifying it mended it; or the refusals, at least one. */
export async function currentRewrite(
  context: Pick<ServerContext, 'verifiedRewrites' | 'measuredEvidence'>,
  analysis: Analysis,
  chosen: readonly ChosenPlace[] = [],
): Promise<CurrentRewrite | { readonly refusals: readonly Refusal[] }> {
  const { document, snapshot } = analysis;
  const places = placesOnLines(snapshot.dockerfile, chosen);
  if ('emptyLine' in places) {
    const range = snapshot.target.stage.from?.range ?? { start: 0, end: 0 };
    const message = `no instruction stands on line ${places.emptyLine + 1}`;
    return { refusals: [{ code: 'misplaced', message, range }] };
  }
  const evidence = (await context.measuredEvidence()).atHand(analysis);
  const rewrite =
    chosen.length === 0
      ? rewriteSnapshot(snapshot, evidence)
      : rewriteAsked(snapshot, { ...nothingAsked, evidence }, places);
  if ('refusals' in rewrite) return rewrite;
  const kept = await (await context.verifiedRewrites()).find(document.uri, document.text, rewrite.text);
  const planned = kept === null || kept.mended === null ? rewrite : withPlan(snapshot, kept.mended);
  return { planned, proposed: rewrite.text, kept };
}

/** The rewrite as the preview shows it. */
export function previewOf(
  { document, snapshot }: Analysis,
  { planned: { plan, text: after, edits }, kept }: CurrentRewrite,
  places: readonly ChosenPlace[],
): PlanPreview {
  const { dockerfile } = snapshot;
  return {
    uri: document.uri,
    version: document.version,
    title: planTitle(plan),
    places,
    verification: kept === null ? null : verificationOf(kept),
    kind: plan.kind,
    recipe: plan.recipe,
    tier: plan.tier,
    saving: plan.saving,
    basis: plan.basis,
    assumptions: plan.assumptions,
    lines: previewLines(dockerfile, after, edits, plan),
    edits: toLspEdits(dockerfile.lines, edits),
    after,
  };
}

function verificationOf({ verified, verification }: KeptVerification): RewriteVerification {
  const { label, checks, images, repairs } = verification;
  return { label, verified, checks, before: images?.before ?? null, after: images?.after ?? null, repairs };
}

/** Refusals with the text that they point at. */
export function refusalsOf({ snapshot }: Analysis, refusals: readonly Refusal[]): readonly PlanRefusal[] {
  const { text, lines } = snapshot.dockerfile;
  return refusals.map(({ code, message, range }) => {
    const [excerpt = ''] = text.slice(range.start, range.end).split(/\r?\n/);
    return { code, message, range: toLspRange(lines, range), excerpt: excerpt.slice(0, 120) };
  });
}
