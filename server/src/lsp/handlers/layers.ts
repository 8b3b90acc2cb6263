// plimsoll/layers: the last measured build of a document, or null before the first.
import type { DocumentParams, LayerView } from '../../protocol.ts';
import { layerViewOf } from '../layer-views.ts';
import type { ServerContext } from '../server-context.ts';

export async function handle({ session }: ServerContext, { uri }: DocumentParams): Promise<LayerView | null> {
  const record = session.record(uri);
  return record === null ? null : layerViewOf(uri, record, await session.analysis(uri));
}
