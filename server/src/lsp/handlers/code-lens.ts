// textDocument/codeLens: only for clients that carry out our commands; a lens without a command would be noise.
import type { CodeLens, CodeLensParams } from 'vscode-languageserver/node';
import { lensesOf, type Lens } from '../../features/code-lens.ts';
import { clientCommands } from '../../protocol.ts';
import { toLspRange } from '../convert.ts';
import { diagnosticsOf } from '../findings.ts';
import type { ServerContext } from '../server-context.ts';

const commands: Readonly<Record<Lens['action'], string>> = {
  'build-and-measure': clientCommands.buildAndMeasure,
  'show-layers': clientCommands.showLayers,
  'convert-to-multi-stage': clientCommands.convertToMultiStage,
};

export async function handle({ session, client }: ServerContext, params: CodeLensParams): Promise<CodeLens[]> {
  if (!client.ownCommands) return [];
  const { uri } = params.textDocument;
  const analysis = await session.analysis(uri);
  if (analysis === undefined || !analysis.settings.codeLens) return [];
  const { snapshot } = analysis;
  return lensesOf(snapshot, diagnosticsOf(analysis)).map(({ range, title, action }) => ({
    range: toLspRange(snapshot.dockerfile.lines, { start: range.start, end: range.start }),
    command: { title, command: commands[action], arguments: [uri] },
  }));
}
