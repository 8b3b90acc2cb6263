// The one stretch in which two versions of a text differ. It knows nothing of what the texts mean.

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
