// Budgets that a measurement must keep: what each allows, what there is, and whether that is within. dive's thresholds are
// judged by dive's own figures and say so. A pure function.
import type { DiveScore } from '../file-tree/dive-score.ts';
import type { ImageComparison } from '../image/comparison.ts';
import type { MeasuredImage } from '../image/measured-image.ts';
import { formatBytes } from '../text/format-bytes.ts';
import type { DiveThresholds } from './read-dive-ci.ts';

/** Null stands for no such budget. */
export interface Budgets {
  /** File bytes of all layers. */
  readonly maxBytes: number | null;
  /** File bytes that a later layer overwrote or deleted. */
  readonly maxDeadBytes: number | null;
  /** File bytes more than the image it is compared with: in bytes, or as a share of that image (0.05 is 5 %). */
  readonly maxGrowth: { readonly unit: 'bytes' | 'share'; readonly value: number } | null;
  readonly dive: DiveThresholds | null;
}

/** What is judged. */
interface Judged {
  readonly image: MeasuredImage;
  /** With what it is compared; null where that is nothing, so that no growth is judged. */
  readonly comparison: Pick<ImageComparison, 'fileBytes'> | null;
  readonly dive: DiveScore | null;
}

export interface Verdict {
  readonly budget: string;
  readonly kept: boolean;
  /** One sentence with both figures. */
  readonly text: string;
}

/** A verdict for each budget there is. */
export function judgeBudgets(
  { image, comparison, dive }: Judged,
  { maxBytes, maxDeadBytes, maxGrowth, dive: thresholds }: Budgets,
): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  const judge = (budget: string, kept: boolean, text: string): void => {
    verdicts.push({ budget, kept, text });
  };
  const { fileBytes } = image.total;
  if (maxBytes !== null) {
    const limit = formatBytes(maxBytes);
    judge('max-size', fileBytes <= maxBytes, `files of all layers: ${formatBytes(fileBytes)}, allowed ${limit}`);
  }
  if (maxDeadBytes !== null) {
    const limit = formatBytes(maxDeadBytes);
    judge('max-dead', image.deadBytes <= maxDeadBytes, `dead bytes: ${formatBytes(image.deadBytes)}, allowed ${limit}`);
  }
  if (maxGrowth !== null && comparison !== null) {
    const { before, after } = comparison.fileBytes;
    const allowed = maxGrowth.unit === 'bytes' ? maxGrowth.value : before * maxGrowth.value;
    const limit =
      maxGrowth.unit === 'bytes' ? formatBytes(allowed) : `${String(+(maxGrowth.value * 100).toFixed(2))} %`;
    const share = before === 0 ? '' : ` (${(((after - before) * 100) / before).toFixed(1)} %)`;
    judge('max-growth', after - before <= allowed, `growth: ${formatBytes(after - before)}${share}, allowed ${limit}`);
  }
  if (thresholds !== null && dive !== null) verdicts.push(...judgeAsDive(dive, thresholds));
  return verdicts;
}

function judgeAsDive(score: DiveScore, thresholds: DiveThresholds): readonly Verdict[] {
  const { lowestEfficiency, highestWastedBytes, highestUserWastedPercent } = thresholds;
  const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
  const verdicts: Verdict[] = [];
  if (lowestEfficiency !== null) {
    verdicts.push({
      budget: 'lowestEfficiency',
      kept: score.efficiency >= lowestEfficiency,
      text: `as dive counts, efficiency: ${percent(score.efficiency)}, at least ${percent(lowestEfficiency)}`,
    });
  }
  if (highestWastedBytes !== null) {
    verdicts.push({
      budget: 'highestWastedBytes',
      kept: score.wastedBytes <= highestWastedBytes,
      text: `as dive counts, wasted: ${formatBytes(score.wastedBytes)}, allowed ${formatBytes(highestWastedBytes)}`,
    });
  }
  if (highestUserWastedPercent !== null) {
    const wasted = score.userWastedPercent;
    verdicts.push({
      budget: 'highestUserWastedPercent',
      // Why: an image of one layer has no share, and dive lets it pass.
      kept: Number.isNaN(wasted) || wasted <= highestUserWastedPercent,
      text: `as dive counts, wasted above the lowest layer: ${Number.isNaN(wasted) ? 'nothing to count' : percent(wasted)}, allowed ${percent(highestUserWastedPercent)}`,
    });
  }
  return verdicts;
}
