// The layer view of a document: its last measured build, or another kept one, brought to the text as it is now.
import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import { layerView } from '../features/layer-view.ts';
import { readRecordBeforeNamed, readRecordNamed, recordName, type MeasuredRecord } from '../operations/keep-record.ts';
import { placesNow } from '../operations/measured-record.ts';
import { findTarget, stageChain } from '../operations/stage-chain.ts';
import type { LayerComparison, LayersParams, LayerView } from '../protocol.ts';
import { baseNameOf, pathOfUri } from '../session/file-uri.ts';
import type { Session } from '../session/session.ts';
import { restoreRecord } from './project-files.ts';
import type { ServerContext } from './server-context.ts';

/** The record that is meant; null where there is none, or it is of another Dockerfile. */
export async function recordOf(
  { session, refresher }: ServerContext,
  { uri, record }: LayersParams,
): Promise<MeasuredRecord | null> {
  if (record === undefined) {
    if (await restoreRecord(session, uri)) {
      refresher.changed(uri);
      refresher.figuresChanged();
    }
    return session.record(uri);
  }
  const kept = await readRecordNamed(session.host, record);
  return kept !== null && kept.result.dockerfile === pathOfUri(uri) ? kept : null;
}

/** The record of the last build before it that gave another image; null where there is none. `name` where it was opened by one. */
export async function recordBefore(
  session: Session,
  { result }: MeasuredRecord,
  name: string | null,
): Promise<MeasuredRecord | null> {
  const { dockerfile, target } = result;
  // Why the name: it alone knows the platform that a build asked for.
  const kept = name ?? recordName({ dockerfile, target, platform: null });
  const before = await readRecordBeforeNamed(session.host, kept);
  return before?.result.imageId === result.imageId ? null : before;
}

/** When a build was measured, and what its image weighed. */
export function pointOf({ measured, result: { image } }: MeasuredRecord): LayerComparison['before'] {
  return { measured, fileBytes: image.total.fileBytes, deadBytes: image.deadBytes };
}

/** While the document is closed, lines are those of the text that was built. */
export async function layerViewOf(
  session: Session,
  { uri, record: name = null }: { readonly uri: string; readonly record?: string | null },
  record: MeasuredRecord,
): Promise<LayerView> {
  const { result } = record;
  const analysis = await session.analysis(uri);
  const built = parseDockerfile(result.text);
  const places = placesNow(record, analysis?.snapshot.dockerfile ?? built);
  const target = findTarget(built, result.target);
  const root = target === null ? undefined : stageChain(built, target)[0];
  const before = await recordBefore(session, record, name);
  return layerView({
    uri,
    record: name,
    dockerfile: baseNameOf(result.dockerfile),
    image: result.image,
    imageId: result.imageId,
    measured: record.measured,
    before: before === null ? null : pointOf(before),
    base: {
      reference: root?.base.kind === 'image' ? root.base.text : null,
      line: root?.from === null || root === undefined ? null : (places.get(root.from.index)?.startLine ?? null),
    },
    placeOf: (instruction) => places.get(instruction),
  });
}
