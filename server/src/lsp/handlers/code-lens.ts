// textDocument/codeLens: only for clients that carry out our commands; a lens without a command would be noise.
import type { CodeLens, CodeLensParams } from 'vscode-languageserver/node';
import { lensesOf, type Lens, type VerifiedRewrite } from '../../features/code-lens.ts';
import { clientCommands } from '../../protocol.ts';
import type { Analysis } from '../../session/analysis.ts';
import { toLspRange } from '../convert.ts';
import { diagnosticsOf } from '../findings.ts';
import { currentRewrite } from '../current-rewrite.ts';
import type { ServerContext } from '../server-context.ts';

const commands: Readonly<Record<Lens['action'], string>> = {
  'build-and-measure': clientCommands.buildAndMeasure,
  'show-layers': clientCommands.showLayers,
  'convert-to-multi-stage': clientCommands.convertToMultiStage,
};

export async function handle(context: ServerContext, params: CodeLensParams): Promise<CodeLens[]> {
  const { session, client } = context;
  if (!client.ownCommands) return [];
  const { uri } = params.textDocument;
  const analysis = await session.analysis(uri);
  if (analysis === undefined || !analysis.settings.codeLens) return [];
  const { snapshot } = analysis;
  const verified = await verifiedOf(context, analysis);
  return lensesOf(snapshot, diagnosticsOf(analysis), verified).map(({ range, title, action }) => ({
    range: toLspRange(snapshot.dockerfile.lines, { start: range.start, end: range.start }),
    command: { title, command: commands[action], arguments: [uri] },
  }));
}

/** What verifying the rewrite of this text showed. Nothing is planned where no rewrite of it was verified. */
async function verifiedOf(context: ServerContext, analysis: Analysis): Promise<VerifiedRewrite | null> {
  const { uri, text } = analysis.document;
  if (!(await (await context.verifiedRewrites()).knows(uri, text))) return null;
  // Why: what was verified may rest on the measured image, as it was read then.
  await (await context.measuredEvidence()).restore(analysis);
  const current = await currentRewrite(context, analysis);
  return 'refusals' in current ? null : (current.kept?.verification ?? null);
}
