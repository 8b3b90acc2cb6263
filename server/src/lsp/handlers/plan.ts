// plimsoll/plan: the multi-stage plan of a document, drawn up for the preview, or the refusals with their places.
import type { PlanAnswer, PlanParams } from '../../protocol.ts';
import { currentRewrite, previewOf, refusalsOf } from '../current-rewrite.ts';
import type { ServerContext } from '../server-context.ts';

export async function handle(context: ServerContext, { uri, places = [] }: PlanParams): Promise<PlanAnswer> {
  const analysis = await context.session.analysis(uri);
  if (analysis === undefined) return { kind: 'none', why: 'this document is not an open Dockerfile' };
  const current = await currentRewrite(context, analysis, places);
  const evidence = await (await context.measuredEvidence()).state(analysis, context.session.trusted);
  return 'refusals' in current
    ? { kind: 'refused', refusals: refusalsOf(analysis, current.refusals), evidence }
    : { kind: 'plan', preview: previewOf(analysis, current, places), evidence };
}
