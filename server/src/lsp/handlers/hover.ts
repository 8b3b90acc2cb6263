// textDocument/hover: base image figures on FROM.
import type { Hover, HoverParams } from 'vscode-languageserver/node';
import { hoverBaseImage } from '../../features/hover-base-image.ts';
import { offsetAt } from '../../text/line-index.ts';
import { toLspRange } from '../convert.ts';
import type { ServerContext } from '../server-context.ts';

export async function handle({ session, client }: ServerContext, params: HoverParams): Promise<Hover | null> {
  const analysis = await session.analysis(params.textDocument.uri);
  if (analysis === undefined) return null;
  const { lines } = analysis.snapshot.dockerfile;
  const hover = hoverBaseImage(analysis.snapshot, offsetAt(lines, params.position));
  if (hover === null || hover.markdown === '') return null;
  return {
    range: toLspRange(lines, hover.range),
    contents: {
      kind: client.markdownHover ? 'markdown' : 'plaintext',
      value: client.markdownHover ? hover.markdown : hover.markdown.replace(/[*`\\]/g, ''),
    },
  };
}
