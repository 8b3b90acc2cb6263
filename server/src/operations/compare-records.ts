// Two kept measurements against each other: lines and packages from the records, paths from the file trees where both are
// still kept. It builds and measures nothing.
import { diffStored } from '../file-tree/diff-stored.ts';
import type { Host } from '../host/host.ts';
import type { ImageComparison, PathChange } from '../image/comparison.ts';
import { alignLayers, comparePackages } from './compare-images.ts';
import type { MeasuredRecord } from './keep-record.ts';
import { readTree } from './keep-tree.ts';

const mostPaths = 500;

/** The whole comparison, named by what people call the two; no paths where a file tree is missing. */
export async function compareBuilds(
  host: Host,
  before: { readonly name: string; readonly record: MeasuredRecord },
  after: { readonly name: string; readonly record: MeasuredRecord },
): Promise<ImageComparison> {
  const [was, is] = [before.record.result.image, after.record.result.image];
  const [oldDownload, newDownload] = [was.total.downloadBytes, is.total.downloadBytes];
  const compared = await compareRecords(host, before.record, after.record);
  return {
    before: before.name,
    after: after.name,
    fileBytes: { before: was.total.fileBytes, after: is.total.fileBytes },
    deadBytes: { before: was.deadBytes, after: is.deadBytes },
    downloadBytes: oldDownload === null || newDownload === null ? null : { before: oldDownload, after: newDownload },
    ...compared,
    paths: compared.paths ?? [],
  };
}

/** `paths` is null where a file tree is missing. */
export async function compareRecords(
  host: Host,
  { result: before }: MeasuredRecord,
  { result: after }: MeasuredRecord,
): Promise<Pick<ImageComparison, 'instructions' | 'packages'> & { readonly paths: readonly PathChange[] | null }> {
  const [old, now] = await Promise.all([readTree(host, before.imageId), readTree(host, after.imageId)]);
  return {
    instructions: alignLayers(before.image.layers, after.image.layers),
    packages: comparePackages(before.image, after.image),
    paths: old === null || now === null ? null : diffStored(old, now, mostPaths),
  };
}
