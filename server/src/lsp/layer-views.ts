// The layer view of a document: its last measured build brought to the text as it is now.
import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import { layerView } from '../features/layer-view.ts';
import type { MeasuredRecord } from '../operations/keep-record.ts';
import { placesNow } from '../operations/measured-record.ts';
import { findTarget, stageChain } from '../operations/stage-chain.ts';
import type { LayerView } from '../protocol.ts';
import type { Analysis } from '../session/analysis.ts';
import { baseNameOf } from '../session/file-uri.ts';

/** `analysis` undefined: the document is closed, and lines are those of the text that was built. */
export function layerViewOf(uri: string, record: MeasuredRecord, analysis: Analysis | undefined): LayerView {
  const { result } = record;
  const built = parseDockerfile(result.text);
  const places = placesNow(record, analysis?.snapshot.dockerfile ?? built);
  const target = findTarget(built, result.target);
  const root = target === null ? undefined : stageChain(built, target)[0];
  return layerView({
    uri,
    dockerfile: baseNameOf(result.dockerfile),
    image: result.image,
    measured: record.measured,
    base: {
      reference: root?.base.kind === 'image' ? root.base.text : null,
      line: root?.from === null || root === undefined ? null : (places.get(root.from.index)?.startLine ?? null),
    },
    placeOf: (instruction) => places.get(instruction),
  });
}
