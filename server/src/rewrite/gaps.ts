// What stands between two tokens of one instruction: blanks, line continuations, comment lines. Positions are counted
// from the instruction's start. It changes nothing.
import type { InstructionSyntax } from '../dockerfile/dockerfile.ts';
import type { Span } from '../text/range.ts';

/** A replacement inside one instruction; an empty span inserts. */
export interface SpanEdit {
  readonly span: Span;
  readonly newText: string;
}

function isSpace(char: string | undefined): boolean {
  return char === ' ' || char === '\t' || char === '\r' || char === '\n';
}

/** The escape character at `at - 1` continues the line: nothing but blanks follow it up to the line end. */
function endsWithContinuation(syntax: InstructionSyntax, at: number): boolean {
  const char = syntax.text[at - 1];
  if (char !== syntax.escape && char !== '\\') return false;
  const feed = syntax.text.indexOf('\n', at);
  return feed >= 0 && syntax.text.slice(at, feed).trim() === '';
}

/** The gap before a token: where it begins, and the comment lines inside it. */
export function gapBefore(
  syntax: InstructionSyntax,
  at: number,
): { readonly from: number; readonly comments: readonly Span[] } {
  const comments: Span[] = [];
  let from = at;
  while (from > 0) {
    const comment = syntax.innerComments.find((span) => span.to === from);
    if (comment !== undefined) {
      comments.unshift(comment);
      from = comment.from;
    } else if (isSpace(syntax.text[from - 1]) || endsWithContinuation(syntax, from)) from--;
    else break;
  }
  return { from, comments };
}

/** The end of the gap after a token: blanks and continuations; `pastComments` goes on over comment lines. */
export function gapAfter(syntax: InstructionSyntax, at: number, pastComments: boolean): number {
  let to = at;
  while (to < syntax.text.length) {
    const comment = syntax.innerComments.find((span) => span.from === to);
    if (comment !== undefined) {
      if (!pastComments) break;
      to = comment.to;
    } else if (isSpace(syntax.text[to]) || endsWithContinuation(syntax, to + 1)) to++;
    else break;
  }
  return to;
}

/** The start of the line that holds `at`. */
export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** The blanks that the line of `at` begins with. */
export function indentationAt(text: string, at: number): string {
  const start = lineStart(text, at);
  let end = start;
  while (text[end] === ' ' || text[end] === '\t') end++;
  return text.slice(start, end);
}

/** The line end that the instruction uses; `\n` where it has one line. */
export function lineEndOf(text: string): '\n' | '\r\n' {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** True where nothing but blanks stands before `at` on its line. */
export function opensLine(text: string, at: number): boolean {
  return text.slice(lineStart(text, at), at).trim() === '';
}

/** The start of the next line where only blanks and a continuation follow `at` on its line; null otherwise. */
export function lineEndAfter(syntax: InstructionSyntax, at: number): number | null {
  const feed = syntax.text.indexOf('\n', at);
  if (feed < 0) return null;
  const rest = syntax.text.slice(at, feed).trim();
  return rest === syntax.escape || rest === '\\' ? feed + 1 : null;
}

/** Removes `[from, to)` with the gap before it; comment lines in that gap stay, in the instruction or right after it. */
export function removeToken(syntax: InstructionSyntax, from: number, to: number): readonly SpanEdit[] {
  const { text } = syntax;
  const gap = gapBefore(syntax, from);
  const last = gap.comments.at(-1);
  if (last === undefined) return [{ span: { from: gap.from, to }, newText: '' }];
  const next = opensLine(text, from) ? lineEndAfter(syntax, to) : null;
  if (next !== null) return [{ span: { from: lineStart(text, from), to: next }, newText: '' }];
  if (gapAfter(syntax, to, true) < text.length) return [{ span: { from, to: skipSpaces(text, to) }, newText: '' }];
  // Why: nothing follows, so the line before the comments must not continue any more.
  const feed = text.indexOf('\n', gap.from);
  const stop = text[feed - 1] === '\r' ? feed - 1 : feed;
  return [
    { span: { from: gap.from, to: stop }, newText: '' },
    { span: { from: last.to, to }, newText: '' },
  ];
}

/** Past the blanks on the same line. */
export function skipSpaces(text: string, at: number): number {
  let to = at;
  while (text[to] === ' ' || text[to] === '\t') to++;
  return to;
}
