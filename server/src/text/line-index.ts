// Offsets to line and character and back. It knows the three line ends of LSP (\n, \r\n, \r) and nothing of Dockerfiles.

/** A place as LSP counts it: zero-based line, zero-based UTF-16 character. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** The starts of all lines of a text; the first is 0. */
export interface LineIndex {
  readonly starts: readonly number[];
  readonly length: number;
}

/** Indexes a text in one pass. */
export function indexLines(text: string): LineIndex {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10) starts.push(i + 1);
    else if (code === 13) {
      if (text.charCodeAt(i + 1) === 10) i++;
      starts.push(i + 1);
    }
  }
  return { starts, length: text.length };
}

/** The line that holds an offset; offsets outside the text are clamped to it. */
export function lineAt(index: LineIndex, offset: number): number {
  let low = 0;
  let high = index.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((index.starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The position of an offset; offsets outside the text are clamped to it. */
export function positionAt(index: LineIndex, offset: number): Position {
  const clamped = Math.max(0, Math.min(offset, index.length));
  const line = lineAt(index, clamped);
  return { line, character: clamped - (index.starts[line] ?? 0) };
}

/** The offset of a position, clamped to its line and to the text. */
export function offsetAt(index: LineIndex, position: Position): number {
  if (position.line < 0) return 0;
  const start = index.starts[position.line];
  if (start === undefined) return index.length;
  const next = index.starts[position.line + 1] ?? index.length;
  return Math.min(start + Math.max(0, position.character), next);
}

/**
 * The index of a text that differs from an indexed one only between `from` and `oldTo`, which is now `newTo`. Both ends
 * are line starts (or ends of the text), so that no line end is cut in two.
 */
export function reindexLines(previous: LineIndex, text: string, from: number, oldTo: number, newTo: number): LineIndex {
  const kept = lineAt(previous, from) + 1;
  const starts = previous.starts.slice(0, kept);
  for (const start of indexLines(text.slice(from, newTo)).starts) if (start > 0) starts.push(from + start);
  const shift = newTo - oldTo;
  const rest = oldTo >= previous.length ? previous.starts.length : lineAt(previous, oldTo) + 1;
  for (let i = rest; i < previous.starts.length; i++) starts.push((previous.starts[i] ?? 0) + shift);
  return { starts, length: text.length };
}
