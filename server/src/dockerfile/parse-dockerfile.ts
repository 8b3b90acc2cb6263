// A Dockerfile's text as a Dockerfile. With the previous version at hand it reads only what changed between the common
// beginning and the common end; everything else is taken over, the syntax of unchanged instructions as the same objects.
import { indexLines, reindexLines } from '../text/line-index.ts';
import type { Comment, Directive, Dockerfile, Instruction, InstructionSyntax, Piece } from './dockerfile.ts';
import { parseInstruction } from './parse-instruction.ts';
import { type Reuse, planReuse } from './reuse.ts';
import { commentOf, nextPiece, startState } from './split-text.ts';
import { buildStages, numberStages } from './stages.ts';

function commonestLineEnd(text: string): '\n' | '\r\n' {
  let all = 0;
  let withReturn = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    all++;
    if (text.charCodeAt(at - 1) === 13) withReturn++;
  }
  return withReturn * 2 > all ? '\r\n' : '\n';
}

/** What is known of an instruction before its stage is. */
interface Placed {
  readonly start: number;
  readonly end: number;
  readonly syntax: InstructionSyntax;
  /** The same instruction in the previous version. */
  readonly before: Instruction | null;
}

interface Drafts {
  readonly pieces: Piece[];
  readonly directives: Directive[];
  readonly comments: Comment[];
  readonly placed: Placed[];
}

function readPieces(text: string, drafts: Drafts, reuse: Reuse | null): { escape: '\\' | '`'; stop: number } {
  let state = reuse?.state ?? startState;
  while (state.at < text.length && reuse?.resumesAt(state) !== true) {
    const step = nextPiece(text, state);
    const { piece } = step;
    const range = { start: piece.start, end: piece.end };
    const isInstruction = piece.kind === 'instruction';
    drafts.pieces.push({ kind: piece.kind, range, instruction: isInstruction ? drafts.placed.length : null });
    if (piece.directive !== null) drafts.directives.push(piece.directive);
    else if (piece.kind === 'comment') drafts.comments.push(commentOf(text, piece));
    else if (isInstruction) {
      const syntax = parseInstruction(text.slice(piece.from, piece.to), step.state.escape);
      drafts.placed.push({ start: piece.from, end: piece.to, syntax, before: null });
    }
    state = step.state;
  }
  return { escape: state.escape, stop: state.at };
}

function keep(instruction: Instruction, shift: number): Placed {
  const { start, end } = instruction.range;
  return { start: start + shift, end: end + shift, syntax: instruction.syntax, before: instruction };
}

function moved<T extends { readonly range: { readonly start: number; readonly end: number } }>(one: T, by: number): T {
  return by === 0 ? one : { ...one, range: { start: one.range.start + by, end: one.range.end + by } };
}

/** The pieces of the previous version before the changed ones. */
function takeFront(previous: Dockerfile, reuse: Reuse, drafts: Drafts): void {
  for (const piece of previous.pieces.slice(0, reuse.front)) drafts.pieces.push(piece);
  for (const directive of previous.directives) drafts.directives.push(directive);
  for (const comment of previous.comments) {
    if (comment.range.start >= reuse.state.at) break;
    drafts.comments.push(comment);
  }
  for (const instruction of previous.instructions) {
    if (instruction.range.start >= reuse.state.at) break;
    drafts.placed.push(keep(instruction, 0));
  }
}

/** The pieces of the previous version from the one that begins where reading stopped. */
function takeBack(previous: Dockerfile, reuse: Reuse, stop: number, drafts: Drafts): void {
  const { shift } = reuse;
  const oldStop = stop - shift;
  const firstInstruction = previous.instructions.findIndex((one) => one.range.start >= oldStop);
  const renumber = drafts.placed.length - firstInstruction;
  for (const piece of previous.pieces.slice(reuse.pieceAt(stop))) {
    const instruction = piece.instruction === null ? null : piece.instruction + renumber;
    if (shift === 0 && instruction === piece.instruction) drafts.pieces.push(piece);
    else drafts.pieces.push({ ...moved(piece, shift), instruction });
  }
  for (const comment of previous.comments) {
    if (comment.range.start >= oldStop) drafts.comments.push(moved(comment, shift));
  }
  if (firstInstruction < 0) return;
  for (const instruction of previous.instructions.slice(firstInstruction)) drafts.placed.push(keep(instruction, shift));
}

function settle(placed: Placed, index: number, stage: number | null): Instruction {
  const { start, end, syntax, before } = placed;
  if (before?.index === index && before.range.start === start && before.stage === stage) return before;
  return { index, range: { start, end }, keyword: syntax.keyword, syntax, stage };
}

/**
 * Reads a whole text. Never throws; a text without FROM is one implicit stage. `previous` may be any other version of
 * the document: it saves work and keeps the identity of what is the same, and changes nothing in the result.
 */
export function parseDockerfile(text: string, previous?: Dockerfile): Dockerfile {
  if (previous?.text === text) return previous;
  const drafts: Drafts = { pieces: [], directives: [], comments: [], placed: [] };
  const reuse = previous === undefined ? null : planReuse(previous, text);
  if (previous !== undefined && reuse !== null) takeFront(previous, reuse, drafts);
  const { escape, stop } = readPieces(text, drafts, reuse);
  if (previous !== undefined && reuse !== null && stop < text.length) takeBack(previous, reuse, stop, drafts);
  const stages = numberStages(drafts.placed.map((one) => one.syntax));
  const instructions = drafts.placed.map((one, index) => settle(one, index, stages[index] ?? null));
  const lines =
    previous === undefined || reuse === null
      ? indexLines(text)
      : reindexLines(previous.lines, text, reuse.state.at, stop - reuse.shift, stop);
  return {
    text,
    lines,
    escape,
    pieces: drafts.pieces,
    directives: drafts.directives,
    comments: drafts.comments,
    instructions,
    stages: buildStages(instructions, escape),
    lineEnd: commonestLineEnd(text),
  };
}
