// plimsoll/layers: the last measured build of a document or another kept one, or null where there is none.
import type { LayersParams, LayerView } from '../../protocol.ts';
import { layerViewOf, recordOf } from '../layer-views.ts';
import type { ServerContext } from '../server-context.ts';

export async function handle(context: ServerContext, params: LayersParams): Promise<LayerView | null> {
  const record = await recordOf(context, params);
  return record === null ? null : layerViewOf(context.session, params, record);
}
