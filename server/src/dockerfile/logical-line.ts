// One logical line: a line and those that continue it, with the comment and blank lines between left out, as
// BuildKit's parser folds them. Keeps where each folded character stood. It knows no instruction.
import { skipBlanks } from '../text/characters.ts';
import type { Span } from '../text/range.ts';

export type Escape = '\\' | '`';

/** A logical line that begins at `start` of some text; all offsets are that text's. */
export interface LogicalLine {
  /** Folded: what BuildKit's instruction parsers see. */
  readonly folded: string;
  /** The stretches of the text that `folded` is made of, in order; none is empty unless it is the only one. */
  readonly segments: readonly Span[];
  /** Where each segment begins in `folded`. */
  readonly offsets: readonly number[];
  /** Escape character through line end. */
  readonly continuations: readonly Span[];
  /** Comment lines between, from `#`, without line end. */
  readonly comments: readonly Span[];
  /** End of the last contributing line, without line end. */
  readonly end: number;
  /** Start of the line after `end`. */
  readonly next: number;
  /** The text ends where a continuing line is still awaited. */
  readonly open: boolean;
}

/** The end of the line that holds `at`, before its `\n`. */
function lineFeedAt(text: string, at: number): number {
  const found = text.indexOf('\n', at);
  return found < 0 ? text.length : found;
}

function trimReturns(text: string, from: number, to: number): number {
  let at = to;
  while (at > from && text.charCodeAt(at - 1) === 13) at--;
  return at;
}

/**
 * Where the escape character stands that continues the line `[from, to)`, or -1. An escape character that follows
 * another one does not continue (BuildKit, `lineContinuationRegex`).
 */
function continuationAt(text: string, from: number, to: number, escape: Escape): number {
  let at = to;
  while (at > from && (text[at - 1] === ' ' || text[at - 1] === '\t')) at--;
  if (at === from || text[at - 1] !== escape) return -1;
  if (at - 1 > from && text[at - 2] === escape) return -1;
  return at - 1;
}

/** Folds the logical line whose first line begins at `start` (blanks before the first character are skipped). */
export function foldLine(text: string, start: number, escape: Escape): LogicalLine {
  const segments: Span[] = [];
  const continuations: Span[] = [];
  const comments: Span[] = [];
  let pendingComments: Span[] = [];
  let from = start;
  let end = start;
  let next = start;
  let open = false;
  let first = true;
  for (;;) {
    const feed = lineFeedAt(text, from);
    const to = trimReturns(text, from, feed);
    const after = Math.min(feed + 1, text.length);
    const begin = skipBlanks(text, from, to);
    if (!first && (begin === to || text[begin] === '#')) {
      if (begin < to) pendingComments.push({ from: begin, to });
    } else {
      comments.push(...pendingComments);
      pendingComments = [];
      const lineStart = first ? begin : from;
      const escapeAt = continuationAt(text, lineStart, to, escape);
      const stop = escapeAt < 0 ? to : escapeAt;
      if (stop > lineStart) segments.push({ from: lineStart, to: stop });
      end = to;
      next = after;
      if (escapeAt < 0) break;
      continuations.push({ from: escapeAt, to: after });
    }
    first = false;
    if (after >= text.length) {
      open = true;
      break;
    }
    from = after;
  }
  if (segments.length === 0) segments.push({ from: end, to: end });
  const folded = segments.map((span) => text.slice(span.from, span.to)).join('');
  let offset = 0;
  const offsets = segments.map((span) => {
    offset += span.to - span.from;
    return offset - (span.to - span.from);
  });
  return { folded, segments, offsets, continuations, comments, end, next, open };
}

/** Where the folded character at `at` stands in the text; the end of the last segment for `at === folded.length`. */
export function unfoldStart(line: LogicalLine, at: number): number {
  const { segments, offsets } = line;
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  const segment = segments[low] ?? { from: 0, to: 0 };
  return Math.min(segment.from + at - (offsets[low] ?? 0), segment.to);
}

/** Where a stretch of folded text that ends before `at` ends in the text. */
export function unfoldEnd(line: LogicalLine, at: number): number {
  return at <= 0 ? unfoldStart(line, 0) : unfoldStart(line, at - 1) + 1;
}

/** The span in the text of folded `[from, to)`. */
export function unfold(line: LogicalLine, from: number, to: number): Span {
  const start = unfoldStart(line, from);
  return { from: start, to: to > from ? unfoldEnd(line, to) : start };
}

/** True for a line that is a comment or blank: no instruction begins there. */
export function lineKind(text: string, start: number, to: number): 'blank' | 'comment' | 'instruction' {
  const at = skipBlanks(text, start, to);
  if (at === to) return 'blank';
  return text[at] === '#' ? 'comment' : 'instruction';
}

/** The text of `[from, to)` with everything between the segments filled, equally long. `filling` is one code unit. */
export function fillBetween(text: string, line: LogicalLine, from: number, to: number, filling: string): string {
  let result = '';
  let at = from;
  for (const span of line.segments) {
    const start = Math.max(span.from, from);
    const stop = Math.min(span.to, to);
    if (stop <= start) continue;
    result += filling.repeat(start - at) + text.slice(start, stop);
    at = stop;
  }
  return result + filling.repeat(Math.max(0, to - at));
}
