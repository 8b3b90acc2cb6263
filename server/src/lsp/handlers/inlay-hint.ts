// textDocument/inlayHint: what each line weighs.
import type { InlayHint, InlayHintParams } from 'vscode-languageserver/node';
import { estimateImage } from '../../features/estimate-image.ts';
import { sizeHints, type Estimates } from '../../features/inlay-hints.ts';
import type { Snapshot } from '../../facts/snapshot.ts';
import { positionAt } from '../../text/line-index.ts';
import { fromLspRange } from '../convert.ts';
import type { ServerContext } from '../server-context.ts';

export async function handle({ session }: ServerContext, params: InlayHintParams): Promise<InlayHint[]> {
  const analysis = await session.analysis(params.textDocument.uri);
  const mode = analysis?.settings.lineSizes;
  if (analysis === undefined || mode === 'off') return [];
  const { snapshot } = analysis;
  const { lines } = snapshot.dockerfile;
  const estimates = mode === 'estimated' ? estimatesOf(snapshot) : null;
  return sizeHints(snapshot, fromLspRange(lines, params.range), estimates).map(({ at, label, tooltip }) => ({
    position: positionAt(lines, at),
    label,
    tooltip: { kind: 'markdown', value: tooltip },
    paddingLeft: true,
  }));
}

const remembered = new WeakMap<Snapshot, Estimates>();

function estimatesOf(snapshot: Snapshot): Estimates {
  let known = remembered.get(snapshot);
  if (known === undefined) {
    const byIndex = new Map(estimateImage(snapshot).map(({ instruction, estimate }) => [instruction, estimate]));
    known = (instruction) => byIndex.get(instruction) ?? null;
    remembered.set(snapshot, known);
  }
  return known;
}
