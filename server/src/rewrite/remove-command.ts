// Takes one command out of a script together with the operator that joined it, so that the others run as before.
import type { InstructionSyntax } from '../dockerfile/dockerfile.ts';
import type { ShellCommand, ShellScript } from '../shell/shell.ts';
import {
  gapAfter,
  gapBefore,
  lineEndAfter,
  lineStart,
  opensLine,
  removeToken,
  skipSpaces,
  type SpanEdit,
} from './gaps.ts';

interface Follower {
  readonly operator: '&&' | '||' | ';' | '|' | '&' | 'line end' | 'end';
  readonly from: number;
  readonly to: number;
}

/** What follows a command on its logical line. */
function followerOf(syntax: InstructionSyntax, script: ShellScript, at: number): Follower {
  const { text } = syntax;
  let from = skipSpaces(text, at);
  for (;;) {
    const next = lineEndAfter(syntax, from);
    if (next === null || text.slice(from, next).trim().length !== 1) break;
    from = gapAfter(syntax, from, true);
  }
  const stop = script.span.to;
  if (from >= stop) return { operator: 'end', from: stop, to: stop };
  for (const operator of ['&&', '||', ';;', '|', '&', ';'] as const) {
    if (!text.startsWith(operator, from)) continue;
    return { operator: operator === ';;' ? 'end' : operator, from, to: from + operator.length };
  }
  const feed = text.indexOf('\n', from);
  const isLineEnd = feed >= 0 && text.slice(from, feed).trim() === '';
  return isLineEnd ? { operator: 'line end', from: feed, to: feed + 1 } : { operator: 'end', from, to: from };
}

/** True for blanks, continuations and whole comment lines, of the Dockerfile or of the shell. */
function isGap(text: string, escape: string): boolean {
  return text.split('\n').every((line) => {
    const written = line.trim();
    return written === '' || written === escape || written === '\\' || written.startsWith('#');
  });
}

/** True where nothing but its operator and a gap stands before the command: no `!`, no `time`, no keyword. */
function standsAlone(syntax: InstructionSyntax, command: ShellCommand): boolean {
  const { text, escape } = syntax;
  const { joinSpan, span } = command;
  if (command.joinedBy !== 'start') return isGap(text.slice(joinSpan.to, span.from), escape);
  return !/(?:^|\s)(?:!|time|coproc)$/.test(text.slice(0, gapBefore(syntax, span.from).from));
}

/**
 * The edits that remove a command, or null where its list would be left empty or the meaning of others would change:
 * members of pipelines, commands followed by `||` or `&`, commands with a heredoc of their own, inexact places.
 */
export function removeCommand(
  syntax: InstructionSyntax,
  script: ShellScript,
  command: ShellCommand,
): readonly SpanEdit[] | null {
  const { text } = syntax;
  const { span, joinSpan, joinedBy } = command;
  if (!command.exact || command.pipeline !== null || script.errors.length > 0) return null;
  if (command.redirections.some((one) => one.body !== null) || !standsAlone(syntax, command)) return null;
  const next = followerOf(syntax, script, span.to);
  if (next.operator === '||' || next.operator === '|' || next.operator === '&') return null;
  // Why: a comment between a command and the operator behind it belongs to neither; nothing of it may be lost.
  if (syntax.innerComments.some(({ from, to }) => from >= span.to && to <= next.from)) return null;
  const siblings = script.commands.filter((one) => one.list === command.list);
  const isFirst = joinedBy === 'start';
  if (isFirst && siblings.length < 2) return null;
  if (isFirst && next.operator === 'end') return null;
  // Why: at the head of a RUN it would be read as a flag of the instruction.
  if (isFirst && siblings[1]?.words[0]?.raw.startsWith('--') === true) return null;

  const joinsByLine = isFirst || (joinedBy === ';' && text.slice(joinSpan.from, joinSpan.to) === '\n');
  if (joinsByLine && opensLine(text, span.from) && next.operator === 'line end') {
    return [{ span: { from: lineStart(text, span.from), to: next.to }, newText: '' }];
  }
  const sameOperator = next.operator === joinedBy;
  const lineAfter = opensLine(text, span.from) ? lineEndAfter(syntax, next.to) : null;
  const nextIsJoin = next.operator === '&&' || next.operator === ';';
  if (nextIsJoin && (isFirst || (joinedBy === ';' && next.operator === '&&') || (sameOperator && lineAfter !== null))) {
    if (lineAfter !== null) return [{ span: { from: lineStart(text, span.from), to: lineAfter }, newText: '' }];
    const after = gapAfter(syntax, next.to, false);
    const reachesComment = syntax.innerComments.some((comment) => comment.from === after);
    return [{ span: { from: span.from, to: reachesComment ? skipSpaces(text, next.to) : after }, newText: '' }];
  }
  if (isFirst) return null;
  const between = gapBefore(syntax, span.from);
  const comment = between.comments.at(-1);
  if (comment === undefined) return removeToken(syntax, joinSpan.from, span.to);
  if (gapAfter(syntax, span.to, true) < text.length) return null;
  const feed = text.indexOf('\n', joinSpan.to);
  return [
    {
      span: { from: gapBefore(syntax, joinSpan.from).from, to: text[feed - 1] === '\r' ? feed - 1 : feed },
      newText: '',
    },
    { span: { from: comment.to, to: span.to }, newText: '' },
  ];
}
