// What a measured image weighs as a few sentences, the same in every kind of report.
import type { MeasuredImage } from '../image/measured-image.ts';
import { formatBytes } from '../text/format-bytes.ts';

/** Dead bytes below this are not worth a word. */
export const worthBytes = 100_000;

/** How layers came to lines, for people. */
export const attributionNames: Readonly<Record<MeasuredImage['attribution'], string>> = {
  exact: 'lines are exact (from the build itself)',
  aligned: 'lines are aligned with the image history',
  guessed: 'lines are guessed from the image history',
  none: 'by layer',
};

export function imageFacts({
  total,
  base,
  liveBytes,
  deadBytes,
  layers,
  attribution,
}: MeasuredImage): readonly string[] {
  const weights = [
    `${formatBytes(total.fileBytes)} of files in ${countOfLayers(layers.length)}`,
    `${formatBytes(total.tarBytes)} as tar`,
    ...(total.downloadBytes === null ? [] : [`${formatBytes(total.downloadBytes)} to download`]),
  ];
  const own = base === null ? 0 : total.fileBytes - base.fileBytes;
  const dead = `${formatBytes(deadBytes)} are dead (overwritten or deleted later), ${formatBytes(liveBytes)} are seen`;
  return [
    weights.join(', '),
    ...(base === null ? [] : [`base ${formatBytes(base.fileBytes)}, own lines ${formatBytes(own)}`]),
    ...(deadBytes >= worthBytes ? [dead] : []),
    attributionNames[attribution],
  ];
}

export function countOfLayers(count: number): string {
  return count === 1 ? '1 layer' : `${String(count)} layers`;
}
