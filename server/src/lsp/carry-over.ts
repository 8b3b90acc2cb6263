// Moves ranges from one version of a text to the next, by the one stretch in which the two differ. It knows nothing of
// what the ranges mean.
import type { Range } from '../text/range.ts';
import type { TextDifference } from '../text/text-change.ts';

/** The range in the text after; null where the change reached into it. */
export function carryRange(range: Range, { start, oldEnd, newEnd }: TextDifference): Range | null {
  if (range.end <= start) return range;
  if (range.start < oldEnd) return null;
  const shift = newEnd - oldEnd;
  return { start: range.start + shift, end: range.end + shift };
}
