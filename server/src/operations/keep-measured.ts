// Keeps an image that was built elsewhere as the last measurement of its Dockerfile, as a build here does: figures for the
// lines, and the file tree for the layer explorer.
import { createHash } from 'node:crypto';
import { storeTree } from '../file-tree/store-tree.ts';
import type { Host } from '../host/host.ts';
import type { MeasuredImage } from '../image/measured-image.ts';
import { keepRecord, readRecord, type RecordKey } from './keep-record.ts';
import { keepTree } from './keep-tree.ts';
import { pruneTrees } from './kept-files.ts';
import type { MeasuredStack } from './measure-image.ts';

/** What a measurement is kept for: `text` is that of the Dockerfile. */
export interface KeepRequest extends RecordKey {
  readonly text: string;
}

/** Null where it is kept; else why not, in words that end a sentence. */
export async function keepMeasured(
  host: Host,
  { image, tree, live }: MeasuredStack,
  { text, ...key }: KeepRequest,
  measureSeconds: number,
): Promise<string | null> {
  if (image.attribution === 'guessed' || image.attribution === 'none')
    return `its layers are not those of ${key.dockerfile} as it is now`;
  const last = await readRecord(host, key);
  // Why: an engine names an image by its configuration, others by its manifest; what tells images apart are the layers.
  const isLast = last !== null && layersOf(last.result.image) === layersOf(image);
  const imageId = isLast ? last.result.imageId : `sha256:${createHash('sha256').update(layersOf(image)).digest('hex')}`;
  const { dockerfile, target, platform } = key;
  const result = { image, imageId, dockerfile, text, target, buildSeconds: 0, measureSeconds };
  const kept = await keepTree(host, imageId, storeTree(tree.nodes, live));
  const { failed = kept } = await keepRecord(host, result, platform);
  await pruneTrees(host);
  return failed === undefined ? null : failed.why;
}

function layersOf({ layers }: MeasuredImage): string {
  return JSON.stringify(layers.map(({ diffId }) => diffId));
}
