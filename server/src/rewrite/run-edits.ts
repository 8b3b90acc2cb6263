// Edits inside one instruction that keep its look: a command more at the end of a RUN, a word or a flag more or less.
// Outside the intended change every byte stays. What to add and whether it is right is for rules to know.
import type { InstructionSyntax } from '../dockerfile/dockerfile.ts';
import type { ShellCommand, ShellScript } from '../shell/shell.ts';
import type { TextEdit } from '../text/edit.ts';
import { type Span, toRange } from '../text/range.ts';
import { indentationAt, lineEndOf, removeToken, type SpanEdit } from './gaps.ts';

/** The edits of an instruction that begins at `origin`, as edits of its document. */
export function toTextEdits(origin: number, edits: readonly SpanEdit[]): readonly TextEdit[] {
  return edits.map(({ span, newText }) => ({ range: toRange(origin, span), newText }));
}

function mainSequence(script: ShellScript): readonly ShellCommand[] {
  return script.commands.filter((command) => command.list === 0 && command.parent === null);
}

/** After these nothing runs any more. */
function endsHere(command: ShellCommand | undefined): boolean {
  return command !== undefined && (command.name === 'exit' || command.name === 'exec') && !command.guard.conditional;
}

function appendToBody(syntax: InstructionSyntax, script: ShellScript, commandText: string): SpanEdit | null {
  const { text, shell, heredocs } = syntax;
  const [heredoc] = heredocs;
  if (shell === null || heredoc?.terminatorSpan == null) return null;
  if (shell.shebang !== null && !/\b(?:ba|da|[azk])?sh\b/.test(shell.shebang)) return null;
  const last = mainSequence(script).at(-1);
  const at = shell.span.to;
  const indentation = last === undefined ? '' : indentationAt(text, Math.max(last.span.from, shell.span.from));
  const lineEnd = lineEndOf(text);
  return { span: { from: at, to: at }, newText: indentation + commandText + lineEnd };
}

/** Where the commands of a RUN line end: before a comment of the shell, a closing `;` and blanks. Null after `&` and its kin. */
function endOfCommands(syntax: InstructionSyntax, script: ShellScript): number | null {
  const { shell, argumentSpan } = syntax;
  if (shell === null) return null;
  const within = script.commands.flatMap((command) => [command.span.to, ...command.redirections.map((r) => r.span.to)]);
  const last = Math.max(shell.span.from, ...within.filter((to) => to <= argumentSpan.to));
  const tail = shell.text.slice(last - shell.span.from, argumentSpan.to - shell.span.from);
  const comment = /(?:^|[\s;&|()])#/.exec(tail);
  const code = (comment === null ? tail : tail.slice(0, comment.index)).trimEnd();
  if (code.endsWith('&') || code.endsWith('|')) return null;
  const closed = code.endsWith(';') && !code.endsWith(';;') ? code.slice(0, -1).trimEnd() : code;
  return last + closed.length;
}

interface Joint {
  /** The operator opens the line (`\` before it) or closes it (`\` after it). */
  readonly leads: boolean;
  readonly operator: '&&' | ';';
  readonly indentation: string;
}

function hasContinuation(syntax: InstructionSyntax, from: number, to: number): boolean {
  return syntax.continuations.some((span) => span.from >= from && span.to <= to);
}

/** How the file's own author joins commands over lines: the last such joint of the main sequence. */
function lastJoint(syntax: InstructionSyntax, script: ShellScript): Joint | null {
  const main = mainSequence(script);
  for (const command of main.toReversed()) {
    const { joinSpan, span, joinedBy } = command;
    if (joinedBy !== '&&' && joinedBy !== ';') continue;
    const before = main[main.indexOf(command) - 1];
    const since = before === undefined ? 0 : before.span.to;
    const leads = hasContinuation(syntax, since, joinSpan.from);
    if (!leads && !hasContinuation(syntax, joinSpan.to, span.from)) continue;
    const indentation = indentationAt(syntax.text, leads ? joinSpan.from : span.from);
    return { leads, operator: joinedBy === ';' && script.options.has('e') ? ';' : '&&', indentation };
  }
  return null;
}

/**
 * Adds `&& command` after the last command of a RUN's main sequence, in the instruction's own style of joining and
 * indentation; to a heredoc body it adds a line. Null for the exec form, for text the shell parser stumbled over, and
 * where the new command would never run (`exec`, `exit`, `… &`).
 */
export function appendToRun(syntax: InstructionSyntax, script: ShellScript, commandText: string): SpanEdit | null {
  const { shell, text, escape, continuations } = syntax;
  if (shell === null || script.errors.length > 0 || endsHere(mainSequence(script).at(-1))) return null;
  if (shell.kind === 'body') return appendToBody(syntax, script, commandText);
  const at = endOfCommands(syntax, script);
  if (at === null) return null;
  const span = { from: at, to: at };
  const lastBreak = continuations.findLast((one) => one.to <= at);
  if (lastBreak === undefined) return { span, newText: ` && ${commandText}` };
  const lineEnd = text.slice(lastBreak.from, lastBreak.to).endsWith('\r\n') ? '\r\n' : '\n';
  const joint = lastJoint(syntax, script);
  if (joint === null) {
    const indentation = indentationAt(text, lastBreak.to);
    return { span, newText: ` ${escape}${lineEnd}${indentation}&& ${commandText}` };
  }
  const { operator, indentation } = joint;
  const glue = operator === ';' ? ';' : ' &&';
  const newText = joint.leads
    ? ` ${escape}${lineEnd}${indentation}${operator} ${commandText}`
    : `${glue} ${escape}${lineEnd}${indentation}${commandText}`;
  return { span, newText };
}

/** Adds a word after another, on its line. */
export function insertWord(after: Span, text: string): SpanEdit {
  return { span: { from: after.to, to: after.to }, newText: ` ${text}` };
}

/** Takes a word (or flag) out together with the blanks and the continuation before it; comment lines stay. */
export function removeWord(syntax: InstructionSyntax, word: Span): readonly SpanEdit[] {
  return removeToken(syntax, word.from, word.to);
}

/** Adds a flag such as `--mount=type=cache,target=/root/.cache` after the flags there are, in their style. */
export function addFlag(syntax: InstructionSyntax, flag: string): SpanEdit {
  const { flags, keywordSpan, text, escape } = syntax;
  const last = flags.at(-1);
  const at = last?.span.to ?? keywordSpan.to;
  const span = { from: at, to: at };
  const before = flags.at(-2)?.span.to ?? keywordSpan.to;
  if (last === undefined || !hasContinuation(syntax, before, last.span.from)) return { span, newText: ` ${flag}` };
  const indentation = indentationAt(text, last.span.from);
  return { span, newText: ` ${escape}${lineEndOf(text)}${indentation}${flag}` };
}
