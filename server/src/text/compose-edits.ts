// Two rounds of edits as one: what a second round did to the result of the first, told on the first text.
// It knows nothing of what the texts mean.
import { sortEdits, type TextEdit } from './edit.ts';

type Segment =
  | { readonly kind: 'kept'; readonly start: number; readonly end: number }
  | { readonly kind: 'new'; readonly text: string };

function segmentLength(segment: Segment): number {
  return segment.kind === 'kept' ? segment.end - segment.start : segment.text.length;
}

function cutSegment(segment: Segment, from: number, to: number): Segment {
  return segment.kind === 'kept'
    ? { kind: 'kept', start: segment.start + from, end: segment.start + to }
    : { kind: 'new', text: segment.text.slice(from, to) };
}

/** Replaces pieces of a sequence of segments; `edits` count in the text that the segments spell. */
function editSegments(segments: readonly Segment[], edits: readonly TextEdit[]): Segment[] {
  const result: Segment[] = [];
  const queue = [...segments];
  let next = 0;
  let inside = 0;
  let at = 0;
  const take = (until: number, keep: boolean): void => {
    while (at < until) {
      const segment = queue[next];
      if (segment === undefined) return;
      const length = segmentLength(segment);
      const step = Math.min(length - inside, until - at);
      if (keep && step > 0) result.push(cutSegment(segment, inside, inside + step));
      inside += step;
      at += step;
      if (inside === length) {
        next++;
        inside = 0;
      }
    }
  };
  for (const { range, newText } of sortEdits(edits)) {
    if (range.start < at) continue;
    take(range.start, true);
    take(range.end, false);
    if (newText !== '') result.push({ kind: 'new', text: newText });
  }
  take(Number.POSITIVE_INFINITY, true);
  return result;
}

function toEdits(segments: readonly Segment[], length: number): TextEdit[] {
  const edits: TextEdit[] = [];
  let at = 0;
  let text = '';
  for (const segment of [...segments, { kind: 'kept', start: length, end: length } as const]) {
    if (segment.kind === 'new') {
      text += segment.text;
      continue;
    }
    if (text !== '' || segment.start > at) edits.push({ range: { start: at, end: segment.start }, newText: text });
    at = segment.end;
    text = '';
  }
  return edits;
}

/** The edits on `text` that give what `first`, then `second` on its result, give. Each list must be free of conflicts. */
export function composeEdits(
  text: string,
  first: readonly TextEdit[],
  second: readonly TextEdit[],
): readonly TextEdit[] {
  const whole: readonly Segment[] = [{ kind: 'kept', start: 0, end: text.length }];
  return toEdits(editSegments(editSegments(whole, first), second), text.length).flatMap((edit) => {
    const short = shortenEdit(text, edit);
    return short === null ? [] : [short];
  });
}

/** The edit without what its old and new text have in common at both ends; null where nothing is left. */
export function shortenEdit(text: string, { range, newText }: TextEdit): TextEdit | null {
  const old = text.slice(range.start, range.end);
  const most = Math.min(old.length, newText.length);
  let head = 0;
  while (head < most && old[head] === newText[head]) head++;
  let tail = 0;
  while (tail < most - head && old[old.length - 1 - tail] === newText[newText.length - 1 - tail]) tail++;
  if (head + tail === old.length && head + tail === newText.length) return null;
  return {
    range: { start: range.start + head, end: range.end - tail },
    newText: newText.slice(head, newText.length - tail),
  };
}
