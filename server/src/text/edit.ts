// Text edits: a list of replacements in one document, applied at once. It knows nothing of what the text means.
import type { Range } from './range.ts';

/** Replaces `range` by `newText`; an empty range inserts. */
export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

/** Edits in document order; insertions at one place keep their given order. */
export function sortEdits(edits: readonly TextEdit[]): readonly TextEdit[] {
  return edits
    .map((edit, order) => ({ edit, order }))
    .sort((a, b) => a.edit.range.start - b.edit.range.start || a.edit.range.end - b.edit.range.end || a.order - b.order)
    .map(({ edit }) => edit);
}

/** True where two edits touch the same character, or one inserts strictly inside the other. */
export function editsConflict(edits: readonly TextEdit[]): boolean {
  const sorted = sortEdits(edits);
  return sorted.some((edit, i) => {
    const previous = sorted[i - 1];
    return previous !== undefined && edit.range.start < previous.range.end;
  });
}

/**
 * The text after all edits. Edits must not conflict (`editsConflict`); a conflicting edit is left out, so that no
 * character is ever lost.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const { range, newText } of sortEdits(edits)) {
    if (range.start < at) continue;
    result += text.slice(at, range.start) + newText;
    at = range.end;
  }
  return result + text.slice(at);
}
