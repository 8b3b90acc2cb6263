// Whole instructions taken out or put in, line by line. It keeps the comments above them, and judges nothing.
import { instructionOf } from './triggers.ts';
import type { InstructionSyntax } from '../../dockerfile/dockerfile.ts';
import type { InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import type { TextEdit } from '../../text/edit.ts';

const metadata: ReadonlySet<string> = new Set([
  'LABEL',
  'EXPOSE',
  'CMD',
  'ENTRYPOINT',
  'STOPSIGNAL',
  'HEALTHCHECK',
  'MAINTAINER',
]);

/** True for what writes no file and changes nothing that a later build step sees: steps may be moved across it. */
export function isMetadata({ keyword }: InstructionSyntax): boolean {
  return metadata.has(keyword);
}

/** Takes out the instruction with its line ends; comments above it stay. Null for facts of another snapshot. */
export function removeInstruction(snapshot: Snapshot, facts: InstructionFacts): TextEdit | null {
  const index = instructionOf(snapshot, facts)?.index;
  const piece = snapshot.dockerfile.pieces.find(({ instruction }) => instruction !== null && instruction === index);
  return piece === undefined ? null : { range: piece.range, newText: '' };
}

/**
 * With this instruction gone a comment would stand at the head of the file and be read as a directive (`# escape=…`). Only
 * the first instruction keeps comments from that.
 */
export function uncoversDirective(snapshot: Snapshot, facts: InstructionFacts): boolean {
  const isFirst = snapshot.facts[0] === facts;
  return isFirst && snapshot.dockerfile.comments.some(({ text }) => /^\w+[ \t]*=/.test(text));
}

/** Puts lines in front of an instruction, in the file's own line ends. Null for facts of another snapshot. */
export function insertBefore(snapshot: Snapshot, facts: InstructionFacts, lines: readonly string[]): TextEdit | null {
  const start = instructionOf(snapshot, facts)?.range.start;
  if (start === undefined) return null;
  const { lineEnd } = snapshot.dockerfile;
  return { range: { start, end: start }, newText: lines.map((line) => `${line}${lineEnd}`).join('') };
}

/**
 * Puts lines in front of an instruction and of the comments above it, which speak of it or silence a rule for it, blank
 * lines between them or not. Null for facts of another snapshot.
 */
export function insertAbove(snapshot: Snapshot, facts: InstructionFacts, lines: readonly string[]): TextEdit | null {
  const { pieces, lineEnd } = snapshot.dockerfile;
  const index = instructionOf(snapshot, facts)?.index;
  let at = pieces.findIndex(({ instruction }) => instruction !== null && instruction === index);
  if (at < 0) return null;
  for (let above = at - 1; above >= 0; above--) {
    const kind = pieces[above]?.kind;
    if (kind !== 'comment' && kind !== 'blank') break;
    if (kind === 'comment') at = above;
  }
  const start = pieces[at]?.range.start ?? 0;
  return { range: { start, end: start }, newText: lines.map((line) => `${line}${lineEnd}`).join('') };
}
