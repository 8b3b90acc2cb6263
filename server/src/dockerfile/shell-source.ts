// Cuts the shell text out of an instruction so that every character keeps its place: what the Dockerfile leaves out
// (continuations, comment and blank lines between) becomes filling of the same length.
import { isBlank } from '../text/characters.ts';
import type { Span } from '../text/range.ts';
import type { Heredoc, ShellSource } from './dockerfile.ts';
import type { LogicalLine } from './logical-line.ts';

/**
 * Fills a gap that stands inside a word or a quoted string, where a blank would change the meaning: the two sides are
 * one. A noncharacter of Unicode; whoever reads the shell text drops it from every value.
 */
export const joiner = '\uFDD0';

const metacharacters = ' \t\n;&|<>()';

/** Follows quotes through shell text; `quote` is the one that is open. */
function quoteAfter(text: string, open: string): string {
  let quote = open;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (quote === "'") {
      if (char === "'") quote = '';
    } else if (char === '\\') at++;
    else if (char === '"') quote = quote === '"' ? '' : '"';
    else if (char === "'" && quote === '') quote = "'";
  }
  return quote;
}

/** The logical line `[from, to)` with its gaps filled. */
function fillGaps(text: string, line: LogicalLine, from: number, to: number): string {
  let result = '';
  let quote = '';
  for (const span of line.segments) {
    const start = Math.max(span.from, from);
    const stop = Math.min(span.to, to);
    if (stop <= start) continue;
    const gap = start - from - result.length;
    const piece = text.slice(start, stop);
    if (gap > 0) {
      const before = result.at(-1) ?? ' ';
      const after = piece[0] ?? ' ';
      const joins = quote !== '' || !(splits(before) || splits(after));
      result += (joins && result !== '' ? joiner : ' ').repeat(gap);
    }
    result += piece;
    quote = quoteAfter(piece, quote);
  }
  return result + ' '.repeat(Math.max(0, to - from - result.length));
}

function splits(char: string): boolean {
  return metacharacters.includes(char) || isBlank(char.charCodeAt(0));
}

/** Carriage returns of line ends as blanks: a shell would take them for part of the last word. */
function calmReturns(text: string): string {
  const calmed = text.replaceAll('\r\n', ' \n');
  return calmed.endsWith('\r') ? `${calmed.slice(0, -1)} ` : calmed;
}

/** The shell text of an instruction's own line and the heredocs after it. */
export function lineSource(
  text: string,
  line: LogicalLine,
  argument: Span,
  heredocs: readonly Heredoc[],
): ShellSource | null {
  if (argument.to <= argument.from) return null;
  const own = fillGaps(text, line, argument.from, argument.to);
  const last = heredocs.at(-1);
  if (last === undefined) return { text: own, span: argument, kind: 'line', shebang: null };
  const to = last.terminatorSpan?.to ?? last.bodySpan.to;
  const rest = calmReturns(text.slice(argument.to, to));
  return { text: own + rest, span: { from: argument.from, to }, kind: 'line', shebang: null };
}

/** The body of `RUN <<EOF` as a script. */
export function bodySource(text: string, heredoc: Heredoc): ShellSource {
  const body = calmReturns(text.slice(heredoc.bodySpan.from, heredoc.bodySpan.to));
  const firstLine = /^#!([^\n]*)/.exec(heredoc.stripsTabs ? body.replace(/^\t+/, '') : body);
  return { text: body, span: heredoc.bodySpan, kind: 'body', shebang: firstLine?.[1]?.trim() ?? null };
}
