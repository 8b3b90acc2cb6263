// plimsoll/plan: the multi-stage plan of a document, drawn up for the preview, or the refusals with their places.
import { planTitle, previewLines } from '../../features/plan-preview.ts';
import { rewriteSnapshot } from '../../features/rewrite.ts';
import type { DocumentParams, PlanAnswer } from '../../protocol.ts';
import { toLspEdits, toLspRange } from '../convert.ts';
import type { ServerContext } from '../server-context.ts';

export async function handle({ session }: ServerContext, { uri }: DocumentParams): Promise<PlanAnswer> {
  const analysis = await session.analysis(uri);
  if (analysis === undefined) return { kind: 'none', why: 'this document is not an open Dockerfile' };
  const { dockerfile } = analysis.snapshot;
  const rewrite = rewriteSnapshot(analysis.snapshot);
  if ('refusals' in rewrite) {
    const refusals = rewrite.refusals.map(({ code, message, range }) => {
      const [excerpt = ''] = dockerfile.text.slice(range.start, range.end).split(/\r?\n/);
      return { code, message, range: toLspRange(dockerfile.lines, range), excerpt: excerpt.slice(0, 120) };
    });
    return { kind: 'refused', refusals };
  }
  const { plan, edits, text: after } = rewrite;
  return {
    kind: 'plan',
    preview: {
      uri,
      version: analysis.document.version,
      title: planTitle(plan),
      kind: plan.kind,
      recipe: plan.recipe,
      tier: plan.tier,
      saving: plan.saving,
      basis: plan.basis,
      assumptions: plan.assumptions,
      lines: previewLines(dockerfile, after, edits, plan),
      edits: toLspEdits(dockerfile.lines, edits),
      after,
    },
  };
}
