// Cuts a Dockerfile into pieces that tile it: directives, comments, blank lines and instructions, as BuildKit's parser
// reads line by line. It reads no instruction beyond what tells where it ends.
import type { Comment, Directive, Piece } from './dockerfile.ts';
import { type Escape, foldLine, lineKind, unfoldStart } from './logical-line.ts';
import { heredocsAfter } from './instruction-head.ts';
import { skipBlanks, trimBlanksEnd } from '../text/characters.ts';

/** One piece with what the rest of the parser needs of it. */
export interface SplitPiece {
  readonly kind: Piece['kind'];
  /** Start of the piece; it ends where the next one starts. */
  readonly start: number;
  readonly end: number;
  /** Instruction: its keyword. Comment: its `#`. Directive: its `#`. Blank: `start`. */
  readonly from: number;
  /** End without the last line end. */
  readonly to: number;
  readonly directive: Directive | null;
}

/** Where splitting stands between two pieces. */
export interface SplitState {
  readonly at: number;
  readonly escape: Escape;
  /** Names of the directives read so far; null when directives are over. */
  readonly directives: ReadonlySet<string> | null;
  /** After a `#!` line only `syntax` and `check` count (BuildKit `discardShebang`). */
  readonly shebang: boolean;
}

export const startState: SplitState = { at: 0, escape: '\\', directives: new Set(), shebang: false };

const directiveLine = /^#\s*([a-z][a-z0-9]*)\s*=\s*(\S[^\n]*)$/i;
const directiveNames: ReadonlySet<string> = new Set(['syntax', 'escape', 'check']);

/** The directive that a comment line `[from, to)` is, or null. */
function readDirective(text: string, from: number, to: number, state: SplitState): Directive | null {
  if (state.directives === null) return null;
  const match = directiveLine.exec(text.slice(from, to));
  const name = match?.[1]?.toLowerCase() ?? '';
  const written = match?.[2];
  if (written === undefined || !directiveNames.has(name) || (state.shebang && name === 'escape')) return null;
  const valueTo = trimBlanksEnd(text, from, to);
  const valueFrom = to - written.length;
  return {
    name,
    value: text.slice(valueFrom, valueTo),
    range: { start: from, end: to },
    valueRange: { start: valueFrom, end: valueTo },
    duplicate: state.directives.has(name),
  };
}

function after(state: SplitState, piece: SplitPiece, isShebang: boolean): SplitState {
  const { directive, end } = piece;
  if (directive !== null) {
    const { name, value, duplicate } = directive;
    const changes = name === 'escape' && !duplicate && (value === '`' || value === '\\');
    return {
      ...state,
      at: end,
      escape: changes ? value : state.escape,
      directives: new Set([...(state.directives ?? []), name]),
    };
  }
  if (isShebang) return { ...state, at: end, shebang: true };
  return state.directives === null ? { ...state, at: end } : { ...state, at: end, directives: null };
}

/** Reads the piece that begins at `state.at`, which must be before the end of the text. */
export function nextPiece(text: string, state: SplitState): { piece: SplitPiece; state: SplitState } {
  const start = state.at;
  const first = start === 0 && text.charCodeAt(0) === 0xfeff ? 1 : start;
  const feed = text.indexOf('\n', first);
  const lineEnd = feed < 0 ? text.length : feed;
  let to = lineEnd;
  while (to > first && text.charCodeAt(to - 1) === 13) to--;
  const kind = lineKind(text, first, to);
  if (kind === 'instruction') {
    const line = foldLine(text, first, state.escape);
    const last = heredocsAfter(text, line).at(-1);
    const shift = skipBlanks(line.folded, 0, line.folded.length);
    const from = shift < line.folded.length ? unfoldStart(line, shift) : skipBlanks(text, first, line.end);
    let end = line.next;
    let stop = line.end;
    if (last !== undefined) {
      stop = last.terminatorSpan?.to ?? trimLineEnds(text, last.bodySpan.to, line.end);
      end = last.terminatorSpan === null ? text.length : lineAfter(text, stop);
    }
    const piece: SplitPiece = { kind, start, end, from, to: stop, directive: null };
    return { piece, state: after(state, piece, false) };
  }
  const from = kind === 'blank' ? start : skipBlanks(text, first, to);
  const directive = kind === 'comment' ? readDirective(text, from, to, state) : null;
  const end = feed < 0 ? text.length : feed + 1;
  const piece: SplitPiece = { kind: directive === null ? kind : 'directive', start, end, from, to, directive };
  const isShebang = first === from && start === 0 && text.startsWith('#!', from);
  return { piece, state: after(state, piece, isShebang) };
}

function lineAfter(text: string, at: number): number {
  const feed = text.indexOf('\n', at);
  return feed < 0 ? text.length : feed + 1;
}

/** Where `[least, to)` ends without the line ends at its end. */
function trimLineEnds(text: string, to: number, least: number): number {
  let at = to;
  while (at > least && (text.charCodeAt(at - 1) === 10 || text.charCodeAt(at - 1) === 13)) at--;
  return at;
}

/** The comment that a comment piece is. */
export function commentOf(text: string, piece: SplitPiece): Comment {
  return { range: { start: piece.from, end: piece.to }, text: text.slice(piece.from + 1, piece.to).trim() };
}
