// textDocument/inlayHint: what each line weighs.
import type { InlayHint, InlayHintParams } from 'vscode-languageserver/node';
import { sizeHints, type Estimates } from '../../features/inlay-hints.ts';
import { positionAt } from '../../text/line-index.ts';
import { fromLspRange } from '../convert.ts';
import type { ServerContext } from '../server-context.ts';

export async function handle({ session }: ServerContext, params: InlayHintParams): Promise<InlayHint[]> {
  const analysis = await session.analysis(params.textDocument.uri);
  const mode = analysis?.settings.lineSizes;
  if (analysis === undefined || mode === 'off') return [];
  const { snapshot } = analysis;
  const { lines } = snapshot.dockerfile;
  const estimates: Estimates | null = null;
  return sizeHints(snapshot, fromLspRange(lines, params.range), estimates).map(({ at, label, tooltip }) => ({
    position: positionAt(lines, at),
    label,
    tooltip: { kind: 'markdown', value: tooltip },
    paddingLeft: true,
  }));
}
