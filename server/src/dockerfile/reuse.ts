// Which pieces of a previous version still hold for a new text: those that end before the first difference and those
// that begin after the last one, once reading is at a place where one of them began.
import { commonEnds } from '../text/common-ends.ts';
import type { Dockerfile, InstructionSyntax, Piece } from './dockerfile.ts';
import type { SplitState } from './split-text.ts';

/** How to read a new text with the help of the previous one. */
export interface Reuse {
  /** So many pieces at the front are taken over. */
  readonly front: number;
  /** Where reading begins. */
  readonly state: SplitState;
  /** How far the pieces after the change moved. */
  readonly shift: number;
  /** True where a piece of the previous version begins and all that follows is the same. */
  readonly resumesAt: (state: SplitState) => boolean;
  /** The place in the previous `pieces` of the piece that begins at this offset of the new text. */
  readonly pieceAt: (offset: number) => number;
}

/** The first piece that begins at `offset` or after it. */
function firstFrom(pieces: readonly Piece[], offset: number): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pieces[middle]?.range.start ?? offset) >= offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** An instruction that the end of the text cut short: text after it would belong to it. */
function isOpen(syntax: InstructionSyntax): boolean {
  const unterminated = syntax.heredocs.some((heredoc) => heredoc.terminatorSpan === null);
  return unterminated || syntax.continuations.at(-1)?.to === syntax.text.length || syntax.keywordText === '';
}

/**
 * How much of `previous` holds for `text`; null where all must be read again: a change among the directives, or nothing
 * in common at the front.
 */
export function planReuse(previous: Dockerfile, text: string): Reuse | null {
  const { pieces } = previous;
  const { prefix, suffix } = commonEnds(previous.text, text);
  let front = firstFrom(pieces, prefix + 1) - 1;
  // Invariant: pieces before `front` end with a line end inside the common beginning.
  while (front > 0) {
    const end = pieces[front - 1]?.range.end ?? 0;
    if (end <= prefix && previous.text[end - 1] === '\n') break;
    front--;
  }
  const last = previous.instructions.at(-1);
  if (last !== undefined && isOpen(last.syntax)) {
    front = Math.min(front, firstFrom(pieces, last.range.start + 1) - 1);
  }
  // Why from 1: after a `#!` line, which is a comment, directives may still follow.
  const settled = pieces.findIndex((piece, i) => i > 0 && piece.kind !== 'directive');
  if (settled < 0 || front <= settled) return null;
  const at = pieces[front]?.range.start ?? previous.text.length;
  const shift = text.length - previous.text.length;
  const firstSame = text.length - suffix;
  const pieceAt = (offset: number): number => firstFrom(pieces, offset - shift);
  return {
    front,
    state: { at, escape: previous.escape, directives: null, shebang: false },
    shift,
    resumesAt: (state) => state.at >= firstSame && pieces[pieceAt(state.at)]?.range.start === state.at - shift,
    pieceAt,
  };
}
