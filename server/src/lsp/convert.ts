// The one door between offsets of the core and positions of LSP. It decides nothing: no kind, no severity, no wording.
import type { Position, Range as LspRange, TextEdit as LspTextEdit } from 'vscode-languageserver/node';
import type { TextEdit } from '../text/edit.ts';
import { offsetAt, positionAt, type LineIndex } from '../text/line-index.ts';
import type { Range } from '../text/range.ts';

export function toLspRange(lines: LineIndex, range: Range): LspRange {
  return { start: positionAt(lines, range.start), end: positionAt(lines, range.end) };
}

export function toLspEdits(lines: LineIndex, edits: readonly TextEdit[]): LspTextEdit[] {
  return edits.map(({ range, newText }) => ({ range: toLspRange(lines, range), newText }));
}

/** The offsets of an LSP range; reversed ones are put right, ones outside the text clamped. */
export function fromLspRange(lines: LineIndex, range: LspRange): Range {
  const start = offsetAt(lines, range.start);
  const end = offsetAt(lines, range.end);
  return { start: Math.min(start, end), end: Math.max(start, end) };
}

export function sameLspRange(a: LspRange, b: LspRange): boolean {
  return samePosition(a.start, b.start) && samePosition(a.end, b.end);
}

function samePosition(a: Position, b: Position): boolean {
  return a.line === b.line && a.character === b.character;
}
