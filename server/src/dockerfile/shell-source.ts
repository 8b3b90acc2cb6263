// Cuts the shell text out of an instruction so that every character keeps its place: what the Dockerfile leaves out
// (continuations, comment and blank lines between) becomes filling of the same length.
import { joiner, settleJoiners } from '../text/joiner.ts';
import type { Span } from '../text/range.ts';
import type { Heredoc, ShellSource } from './dockerfile.ts';
import { fillBetween, type LogicalLine } from './logical-line.ts';

/** Carriage returns of line ends as blanks: a shell would take them for part of the last word. */
function calmReturns(text: string): string {
  const calmed = text.replaceAll('\r\n', ' \n');
  return calmed.endsWith('\r') ? `${calmed.slice(0, -1)} ` : calmed;
}

/** The shell text of an instruction's own line and the heredocs after it; null where there is none. */
export function lineSource(
  text: string,
  line: LogicalLine,
  argument: Span,
  heredocs: readonly Heredoc[],
): ShellSource | null {
  if (argument.to <= argument.from) return null;
  const own = settleJoiners(fillBetween(text, line, argument.from, argument.to, joiner));
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
