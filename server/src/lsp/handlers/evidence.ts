// plimsoll/evidence: reads the measured image of a document's text, so that plans rest on what it shows. Asks an engine only
// in a folder that is trusted.
import type { CancellationToken } from 'vscode-languageserver/node';
import type { EvidenceParams } from '../../protocol.ts';
import { configuredEngine } from '../configured-engine.ts';
import type { ServerContext } from '../server-context.ts';
import { progressTeller } from '../tell-progress.ts';

export async function handle(
  context: ServerContext,
  { uri, workDoneToken }: EvidenceParams,
  token: CancellationToken,
): Promise<boolean> {
  const { session, refresher } = context;
  const analysis = await session.analysis(uri);
  if (analysis === undefined) return false;
  const evidence = await context.measuredEvidence();
  if (evidence.atHand(analysis) !== null) return true;
  const abort = new AbortController();
  const listener = token.onCancellationRequested(() => abort.abort());
  const tell = progressTeller(context, workDoneToken);
  try {
    const found = session.trusted
      ? await evidence.read(analysis, configuredEngine(session.settings.of(uri)), tell, abort.signal)
      : await evidence.restore(analysis);
    if (found !== null) refresher.figuresChanged();
    return found !== null;
  } finally {
    listener.dispose();
  }
}
