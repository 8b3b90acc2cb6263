// Two kept measurements against each other: lines and packages from the records, paths from the file trees where both are
// still kept. It builds and measures nothing.
import { diffStored } from '../file-tree/diff-stored.ts';
import type { Host } from '../host/host.ts';
import type { ImageComparison, PathChange } from '../image/comparison.ts';
import { compareFigures } from './compare-images.ts';
import type { MeasuredRecord } from './keep-record.ts';
import { readTree } from './keep-tree.ts';

const mostPaths = 500;

/** The figures under the images' own names. `paths` is null where a file tree is missing. */
export async function compareRecords(
  host: Host,
  { result: before }: MeasuredRecord,
  { result: after }: MeasuredRecord,
): Promise<Omit<ImageComparison, 'paths'> & { readonly paths: readonly PathChange[] | null }> {
  const [old, now] = await Promise.all([readTree(host, before.imageId), readTree(host, after.imageId)]);
  return {
    ...compareFigures(before.image, after.image),
    paths: old === null || now === null ? null : diffStored(old, now, mostPaths),
  };
}
