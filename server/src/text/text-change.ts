// The one stretch in which two versions of a text differ. It knows nothing of what the texts mean.
import { commonEnds } from './common-ends.ts';

/** `[start, oldEnd)` of the text before became `[start, newEnd)` of the text after; all else is equal. */
export interface TextDifference {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

export function textChange(before: string, after: string): TextDifference {
  const { prefix, suffix } = commonEnds(before, after);
  return { start: prefix, oldEnd: before.length - suffix, newEnd: after.length - suffix };
}
