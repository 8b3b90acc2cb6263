// Where in a command a finding stands, and how spans of an instruction become edits of the file. It judges nothing.
import { actingFacts, instructionOf } from './triggers.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import type { SpanEdit } from '../../rewrite/gaps.ts';
import type { ShellWord } from '../../shell/shell.ts';
import { lineAt } from '../../text/line-index.ts';
import { toRange, type Span } from '../../text/range.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { Finding } from '../rule.ts';

/**
 * The word that says what the tool is to do: `install` of `sudo apt-get -y install`, the last of `uv pip install`. Undefined
 * behind a `--`, where no flag is read any more.
 */
export function verbWord({ command, effect }: CommandFacts): ShellWord | undefined {
  if (effect.verb === null) return undefined;
  let found: ShellWord | undefined;
  let from = 0;
  for (const part of effect.verb.split(' ')) {
    const at = command.words.findIndex(({ value }, index) => index >= from && value === part);
    if (at < 0) return undefined;
    if (command.words.slice(from, at).some(({ value }) => value === '--')) return undefined;
    found = command.words[at];
    from = at + 1;
  }
  return found;
}

/** From the command's name through its verb: `apt-get -y install`; through the name where there is no verb. */
export function headSpan(facts: CommandFacts): Span {
  const first = facts.command.words[0]?.span ?? facts.command.span;
  return { from: first.from, to: verbWord(facts)?.span.to ?? first.to };
}

/** Edits of one instruction as edits of the file; none where the facts are not of this snapshot. */
export function editsAt(snapshot: Snapshot, facts: InstructionFacts, edits: readonly SpanEdit[]): readonly TextEdit[] {
  const instruction = instructionOf(snapshot, facts);
  if (instruction === undefined) return [];
  return edits.map(({ span, newText }) => ({ range: toRange(instruction.range.start, span), newText }));
}

/** The facts of the instruction that a finding stands in; of an ONBUILD's trigger. */
export function factsOf(snapshot: Snapshot, finding: Finding): InstructionFacts | undefined {
  const facts = finding.instruction === null ? undefined : snapshot.facts[finding.instruction];
  return facts === undefined ? undefined : actingFacts(facts);
}

/** The command that a finding stands in: the innermost one that holds the finding's start. */
export function commandOf(snapshot: Snapshot, finding: Finding): CommandFacts | undefined {
  const facts = factsOf(snapshot, finding);
  const origin = facts === undefined ? undefined : instructionOf(snapshot, facts)?.range.start;
  if (facts === undefined || origin === undefined) return undefined;
  const at = finding.range.start - origin;
  return facts.commands.findLast(({ command: { span } }) => span.from <= at && at < span.to);
}

/** One-based line of an instruction, as people count; null for facts of another snapshot. */
export function lineOf(snapshot: Snapshot, facts: InstructionFacts): number | null {
  const instruction = instructionOf(snapshot, facts);
  return instruction === undefined ? null : lineAt(snapshot.dockerfile.lines, instruction.range.start) + 1;
}
