// New text for RUN instructions out of their own pieces: package words taken out or replaced, single commands lifted into
// a RUN of their own, with the author's separators, casing and continuations. It decides nothing.
import type { ShellWord } from '../shell/shell.ts';
import type { Span } from '../text/range.ts';
import type { Step, Unit } from './stage-view.ts';

/** A change inside one instruction's text, in its own offsets. */
export interface TextChange {
  readonly span: Span;
  readonly text: string;
}

/** The text with changes applied; overlapping ones are left out. */
export function applyChanges(text: string, changes: readonly TextChange[], from = 0, to = text.length): string {
  let result = '';
  let at = from;
  for (const change of [...changes].sort((a, b) => a.span.from - b.span.from || a.span.to - b.span.to)) {
    if (change.span.from < at || change.span.to > to) continue;
    result += text.slice(at, change.span.from) + change.text;
    at = change.span.to;
  }
  return result + text.slice(at, to);
}

/** Replaces words of a command: no names take the word out with the blanks before it. Extra names come after the last. */
export function changeWords(
  unit: Unit,
  step: Step,
  replacements: ReadonlyMap<ShellWord, readonly string[]>,
  packages: ReadonlySet<ShellWord>,
  extra: readonly string[],
): readonly TextChange[] {
  const { words } = step.facts.command;
  const text = unit.instruction.syntax.text;
  const changes: TextChange[] = [];
  let separator = ' ';
  let lastKept: ShellWord | null = null;
  for (const [index, word] of words.entries()) {
    const previous = words[index - 1];
    const gap = previous === undefined ? '' : text.slice(previous.span.to, word.span.from);
    const names = replacements.get(word);
    if (names === undefined) {
      if (packages.has(word)) {
        separator = plainSeparator(gap, unit);
        lastKept = word;
      }
      continue;
    }
    if (names.length === 0) {
      // Why: comments between the words stay where a later word of the list still stands below them.
      changes.push({ span: { from: previous?.span.to ?? word.span.from, to: word.span.to }, text: '' });
      continue;
    }
    separator = plainSeparator(gap, unit);
    changes.push({ span: word.span, text: names.join(separator) });
    lastKept = word;
  }
  if (extra.length > 0 && lastKept !== null) {
    const at = lastKept.span.to;
    const own = changes.findIndex(({ span }) => span.to === at && span.from === lastKept.span.from);
    const added = extra.map((name) => `${separator}${name}`).join('');
    const change = changes[own];
    if (change === undefined) changes.push({ span: { from: at, to: at }, text: added });
    else changes[own] = { ...change, text: change.text + added };
  }
  return changes;
}

/** The author's way to part two words: a blank, or a continuation with the same indentation; comments left out. */
function plainSeparator(gap: string, unit: Unit): string {
  const newline = gap.lastIndexOf('\n');
  if (newline < 0) return ' ';
  const end = gap[newline - 1] === '\r' ? '\r\n' : '\n';
  return unit.instruction.syntax.heredocs.length > 0 && !/[\\`]/.test(gap)
    ? ' '
    : ` ${unit.instruction.syntax.escape}${end}${gap.slice(newline + 1)}`;
}

/** The command's own text, changed. */
export function commandText(unit: Unit, step: Step, changes: readonly TextChange[] = []): string {
  const { span } = step.facts.command;
  return applyChanges(unit.instruction.syntax.text, changes, span.from, span.to);
}

/** RUN with its flags (mounts, network) as written, in the author's casing. */
export function runHead(unit: Unit): string {
  const { syntax } = unit.instruction;
  const flags = syntax.flags.map(({ span }) => syntax.text.slice(span.from, span.to));
  return [syntax.keywordText, ...flags].join(' ');
}

/** Commands joined by `&&`, each on a line of its own. */
export function joinCommands(unit: Unit, commands: readonly string[]): string {
  const end = unit.instruction.syntax.text.includes('\r\n') ? '\r\n' : '\n';
  return commands.join(` ${unit.instruction.syntax.escape}${end}    && `);
}
