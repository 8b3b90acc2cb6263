// textDocument/hover: base image figures on FROM.
import type { Hover, HoverParams } from 'vscode-languageserver/node';
import { baseAt, hoverBaseImage, platformOf } from '../../features/hover-base-image.ts';
import { formatReference } from '../../image/reference.ts';
import type { Analysis } from '../../session/analysis.ts';
import type { LocalFigure } from '../../features/base-image-sizes.ts';
import { offsetAt } from '../../text/line-index.ts';
import { toLspRange } from '../convert.ts';
import type { ServerContext } from '../server-context.ts';

export async function handle(context: ServerContext, params: HoverParams): Promise<Hover | null> {
  const { session, client } = context;
  const analysis = await session.analysis(params.textDocument.uri);
  if (analysis === undefined) return null;
  const { lines } = analysis.snapshot.dockerfile;
  const offset = offsetAt(lines, params.position);
  const local = await localFigure(context, analysis, offset);
  const hover = hoverBaseImage(analysis.snapshot, offset, (reference) =>
    reference === local?.reference ? local.figure : null,
  );
  if (hover === null || hover.markdown === '') return null;
  return {
    range: toLspRange(lines, hover.range),
    contents: {
      kind: client.markdownHover ? 'markdown' : 'plaintext',
      value: client.markdownHover ? hover.markdown : hover.markdown.replace(/[*`\\]/g, ''),
    },
  };
}

/** What the engine measured of the image under the cursor, where one is known and holds it. */
async function localFigure(
  context: ServerContext,
  { snapshot }: Analysis,
  offset: number,
): Promise<{ readonly reference: string; readonly figure: LocalFigure | null } | null> {
  const base = baseAt(snapshot, offset);
  if (!context.session.trusted || base === undefined) return null;
  const { from } = base.stage;
  if (from === null || base.baseReference === null) return null;
  const reference = formatReference(base.baseReference);
  const images = await context.localImages();
  return { reference, figure: await images.lookUp(reference, platformOf(from)) };
}
