// Follows lines of a file back through the patches that made it, and counts the patches that changed them. Text alone; where
// the patches come from is not its business.
import { diffLines } from '../planner/line-diff.ts';
import { indexLines, lineAt } from '../text/line-index.ts';

/** A run of lines, counted from 1, both inclusive. */
export interface LineSpan {
  readonly from: number;
  readonly to: number;
}

/** One hunk of a patch without context lines. */
export interface Hunk {
  /** First line and number of lines on the older side; of none, the line that it stands behind. */
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
}

/** The hunks of a unified diff (POSIX diff, "Diff -u Output Format"), in order. */
export function readHunks(patch: string): readonly Hunk[] {
  return [...patch.matchAll(/^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@/gm)].map(
    ([, oldStart = '0', oldCount = '1', newStart = '0', newCount = '1']) => ({
      oldStart: Number(oldStart),
      oldCount: Number(oldCount),
      newStart: Number(newStart),
      newCount: Number(newCount),
    }),
  );
}

/** The hunks between two texts. */
export function hunksBetween(before: string, after: string): readonly Hunk[] {
  const lines = indexLines(before);
  let shift = 0;
  return diffLines(before, after).map(({ range, newText }) => {
    const oldStart = lineAt(lines, range.start) + 1;
    const oldCount = countLines(before.slice(range.start, range.end));
    const newCount = countLines(newText);
    const newStart = oldStart + shift - (newCount === 0 ? 1 : 0);
    shift += newCount - oldCount;
    return { oldStart, oldCount, newStart, newCount };
  });
}

function countLines(text: string): number {
  return text.split('\n').length - (text === '' || text.endsWith('\n') ? 1 : 0);
}

/**
 * By place in `spans`: how many of the patches, newest first, changed a line of it. `first` leads from the text that the spans
 * are of to the newest patch and is not counted.
 */
export function countEdits(
  spans: readonly LineSpan[],
  first: readonly Hunk[],
  patches: readonly (readonly Hunk[])[],
): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const [index, span] of spans.entries()) {
    let at = stepBack(span, first).span;
    for (const hunks of patches) {
      if (at === null) break;
      // Why: what made the file changed nothing of it.
      if (hunks.some(({ oldStart, oldCount }) => oldStart === 0 && oldCount === 0)) break;
      const { span: older, changed } = stepBack(at, hunks);
      if (changed) counts.set(index, (counts.get(index) ?? 0) + 1);
      at = older;
    }
  }
  return counts;
}

/** Most that a span may grow on the way back; what was rewritten with much around it is not followed further. */
const mostGrowth = 3;

/** Where the lines were before the patch; null where it made them, or cannot be told from what was around them. */
function stepBack({ from, to }: LineSpan, hunks: readonly Hunk[]): { span: LineSpan | null; changed: boolean } {
  const older: number[] = [];
  for (let line = from; line <= to; line++) {
    if (hunks.some(({ newStart, newCount }) => newStart <= line && line < newStart + newCount)) continue;
    const above = hunks.filter(({ newStart }) => newStart < line);
    older.push(above.reduce((at, { oldCount, newCount }) => at + oldCount - newCount, line));
  }
  // Why: lines taken out stand between the one they are told to stand behind and the next.
  const touching = hunks.filter(({ newStart, newCount }) =>
    newCount === 0 ? from <= newStart && newStart < to : newStart <= to && from < newStart + newCount,
  );
  for (const { oldStart, oldCount } of touching) if (oldCount > 0) older.push(oldStart, oldStart + oldCount - 1);
  const span = older.length === 0 ? null : { from: Math.min(...older), to: Math.max(...older) };
  const isFollowed = span !== null && span.to - span.from < mostGrowth * (to - from + 1);
  return { span: isFollowed ? span : null, changed: touching.length > 0 };
}
