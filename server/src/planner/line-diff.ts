// The smallest set of whole-line replacements between two texts (longest common subsequence of lines). It knows nothing
// of Dockerfiles.
import type { TextEdit } from '../text/edit.ts';

/** Edits in document order that turn `before` into `after`. Quadratic in the number of differing lines. */
export function diffLines(before: string, after: string): readonly TextEdit[] {
  if (before === after) return [];
  const a = linesOf(before);
  const b = linesOf(after);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const pairs = commonLines(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const starts = startsOf(a);
  const edits: TextEdit[] = [];
  let atA = head;
  let atB = head;
  for (const [i, j] of [
    ...pairs.map(([i, j]) => [i + head, j + head] as const),
    [a.length - tail, b.length - tail] as const,
  ]) {
    if (i > atA || j > atB) {
      const newText = b.slice(atB, j).join('');
      edits.push({ range: { start: starts[atA] ?? before.length, end: starts[i] ?? before.length }, newText });
    }
    atA = i + 1;
    atB = j + 1;
  }
  return edits;
}

/** Lines with their line ends. */
function linesOf(text: string): readonly string[] {
  const lines: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at);
    const next = end < 0 ? text.length : end + 1;
    lines.push(text.slice(at, next));
    at = next;
  }
  return lines;
}

function startsOf(lines: readonly string[]): readonly number[] {
  const starts = [0];
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length);
  return starts;
}

function commonLines(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  const width = b.length + 1;
  const length = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const down = length[(i + 1) * width + j] ?? 0;
      const right = length[i * width + j + 1] ?? 0;
      length[i * width + j] = a[i] === b[j] ? (length[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(down, right);
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if ((length[(i + 1) * width + j] ?? 0) >= (length[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return pairs;
}
