// textDocument/hover: in an ignore file what a pattern leaves out; in a Dockerfile base image figures on FROM, from the catalogue, the engine on this machine and the image's registry.
import type { Hover, HoverParams } from 'vscode-languageserver/node';
import type { LocalFigure, RegistrySizes } from '../../features/base-image-sizes.ts';
import { baseAt, hoverBaseImage, platformOf } from '../../features/hover-base-image.ts';
import { formatReference, type Reference } from '../../image/reference.ts';
import { leanerTwins } from '../../knowledge/leaner-twins.ts';
import type { Analysis } from '../../session/analysis.ts';
import { offsetAt } from '../../text/line-index.ts';
import { toLspRange } from '../convert.ts';
import { ignoreFileHover } from '../ignore-file-requests.ts';
import type { ServerContext } from '../server-context.ts';

export async function handle(context: ServerContext, params: HoverParams): Promise<Hover | null> {
  const { session, client } = context;
  const analysis = await session.analysis(params.textDocument.uri);
  if (analysis === undefined) return ignoreFileHover(context, params);
  const { lines } = analysis.snapshot.dockerfile;
  const offset = offsetAt(lines, params.position);
  const base = baseUnder(analysis, offset);
  // Why: the name under the cursor may be anybody's; nothing is run or asked for it before the workspace is trusted.
  const known = base === null || !session.trusted ? noFigures : await figuresOf(context, analysis, base);
  const hover = hoverBaseImage(analysis.snapshot, offset, {
    local: (reference) => known.local.get(reference) ?? null,
    registry: (reference) => known.registry.get(reference) ?? null,
    ...(known.remark === null ? {} : { remark: known.remark }),
  });
  if (hover === null || hover.markdown === '') return null;
  return {
    range: toLspRange(lines, hover.range),
    contents: {
      kind: client.markdownHover ? 'markdown' : 'plaintext',
      value: client.markdownHover ? hover.markdown : hover.markdown.replace(/[*`\\]/g, ''),
    },
  };
}

interface Base {
  readonly reference: Reference;
  readonly platform: string;
}

function baseUnder({ snapshot }: Analysis, offset: number): Base | null {
  const base = baseAt(snapshot, offset);
  if (base === undefined || base.baseReference === null || base.stage.from === null) return null;
  return { reference: base.baseReference, platform: platformOf(base.stage.from) };
}

interface Figures {
  readonly local: ReadonlyMap<string, LocalFigure>;
  readonly registry: ReadonlyMap<string, RegistrySizes>;
  readonly remark: string | null;
}

const noFigures: Figures = { local: new Map(), registry: new Map(), remark: null };

/** What the engine holds of the image, and what registries said of it and of its leaner twins. */
async function figuresOf(
  context: ServerContext,
  { settings }: Analysis,
  { reference, platform }: Base,
): Promise<Figures> {
  const name = formatReference(reference);
  const held = await (await context.localImages()).lookUp(name, platform);
  const local = new Map(held === null ? [] : [[name, held]]);
  if (!settings.askRegistries) return { ...noFigures, local };
  const answers = await context.registryAnswers();
  const { figure, remark } = await answers.lookUp(reference, platform);
  const registry = new Map<string, RegistrySizes>(figure === null ? [] : [[name, figure]]);
  for (const twin of leanerTwins(reference)) {
    const known = await answers.remembered({ ...twin, text: '', digest: null }, platform);
    if (known !== null) registry.set(formatReference({ ...twin, digest: null }), known);
  }
  return { local, registry, remark };
}
