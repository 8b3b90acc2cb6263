// A Dockerfile's text as a Dockerfile. With the previous version at hand it reads only what changed between the common
// beginning and the common end; everything else is taken over, the syntax of unchanged instructions as the same objects.
import { indexLines } from '../text/line-index.ts';
import type { Comment, Directive, Dockerfile, Instruction, InstructionSyntax, Piece } from './dockerfile.ts';
import { parseInstruction } from './parse-instruction.ts';
import { commentOf, nextPiece, type SplitPiece, startState } from './split-text.ts';
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

/** Reads a whole text. Never throws; a text without FROM is one implicit stage. */
export function parseDockerfile(text: string, previous?: Dockerfile): Dockerfile {
  if (previous?.text === text) return previous;
  const pieces: Piece[] = [];
  const directives: Directive[] = [];
  const comments: Comment[] = [];
  const syntaxes: InstructionSyntax[] = [];
  const starts: SplitPiece[] = [];
  let state = startState;
  while (state.at < text.length) {
    const step = nextPiece(text, state);
    const { piece } = step;
    const range = { start: piece.start, end: piece.end };
    pieces.push({ kind: piece.kind, range, instruction: piece.kind === 'instruction' ? syntaxes.length : null });
    if (piece.directive !== null) directives.push(piece.directive);
    else if (piece.kind === 'comment') comments.push(commentOf(text, piece));
    else if (piece.kind === 'instruction') {
      syntaxes.push(parseInstruction(text.slice(piece.from, piece.to), step.state.escape));
      starts.push(piece);
    }
    state = step.state;
  }
  const stageNumbers = numberStages(syntaxes);
  const instructions = syntaxes.map((syntax, index): Instruction => {
    const { from, to } = starts[index] ?? { from: 0, to: 0 };
    const range = { start: from, end: to };
    return { index, range, keyword: syntax.keyword, syntax, stage: stageNumbers[index] ?? null };
  });
  return {
    text,
    lines: indexLines(text),
    escape: state.escape,
    pieces,
    directives,
    comments,
    instructions,
    stages: buildStages(instructions, state.escape),
    lineEnd: commonestLineEnd(text),
  };
}
