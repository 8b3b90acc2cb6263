// Moves ranges from one version of a text to the next, by the one stretch in which the two differ. It knows nothing of
// what the ranges mean.
import type { Range } from '../text/range.ts';

/** `[start, oldEnd)` of the text before became `[start, newEnd)` of the text after; all else is equal. */
export interface TextDifference {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

export function textChange(before: string, after: string): TextDifference {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (
    tail < shortest - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail++;
  return { start, oldEnd: before.length - tail, newEnd: after.length - tail };
}

/** The range in the text after; null where the change reached into it. */
export function carryRange(range: Range, { start, oldEnd, newEnd }: TextDifference): Range | null {
  if (range.end <= start) return range;
  if (range.start < oldEnd) return null;
  const shift = newEnd - oldEnd;
  return { start: range.start + shift, end: range.end + shift };
}
