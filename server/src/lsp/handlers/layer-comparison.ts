// plimsoll/layerComparison: a measured image against the last build before that gave another one.
import { compareRecords } from '../../operations/compare-records.ts';
import type { LayerChange, LayerComparison, LayersParams } from '../../protocol.ts';
import { pointOf, recordBefore, recordOf } from '../layer-views.ts';
import type { ServerContext } from '../server-context.ts';

export async function handle(context: ServerContext, params: LayersParams): Promise<LayerComparison | null> {
  const record = await recordOf(context, params);
  const before = record === null ? null : await recordBefore(context.session, record, params.record ?? null);
  if (record === null || before === null) return null;
  const { instructions, packages, paths } = await compareRecords(context.session.host, before, record);
  return {
    before: pointOf(before),
    after: pointOf(record),
    lines: instructions.map(({ text, ...bytes }) => change(text, bytes)),
    packages: packages.map(({ name, versionsBefore, versionsAfter, ...bytes }) =>
      change(`${name}${versions(versionsBefore.join(', '), versionsAfter.join(', '))}`, bytes),
    ),
    paths: paths?.map(({ path, ...bytes }) => change(path, bytes)) ?? null,
  };
}

function change(name: string, { before, after }: Omit<LayerChange, 'name'>): LayerChange {
  return { name, before, after };
}

function versions(was: string, is: string): string {
  if (was === is || was === '' || is === '') return was === '' && is === '' ? '' : ` ${is === '' ? was : is}`;
  return ` ${was} → ${is}`;
}
