// The text of a new order. Each instruction goes with the comments and blank lines above it, its heredocs and its line end;
// every other byte stays where it is.
import type { Dockerfile, Piece } from '../../dockerfile/dockerfile.ts';
import type { LayerOrder, OrderedStage } from './layer-order.ts';

/** Text of an instruction with what stands above it, by `Instruction.index`, and where it stands. */
interface Segment {
  readonly start: number;
  readonly end: number;
  /** The blank lines that it begins with; what is added goes between them and the rest. */
  readonly blank: string;
  readonly rest: string;
}

/** The whole Dockerfile in its new order. */
export function renderOrder(dockerfile: Dockerfile, order: LayerOrder): string {
  const segments = segmentsOf(dockerfile);
  let text = '';
  let at = 0;
  for (const stage of order.stages) {
    const places = stage.lines.flatMap(({ origin }) => (origin === null ? [] : [segments.get(origin)]));
    const known = places.filter((place) => place !== undefined);
    const start = Math.min(...known.map((each) => each.start));
    const end = Math.max(...known.map((each) => each.end));
    text += dockerfile.text.slice(at, start) + stageText(dockerfile, stage, segments, end);
    at = end;
  }
  return text + dockerfile.text.slice(at);
}

function stageText(
  { text: original, lineEnd }: Dockerfile,
  { lines }: OrderedStage,
  segments: ReadonlyMap<number, Segment>,
  end: number,
): string {
  let text = '';
  let added = '';
  const put = (piece: string): void => {
    text += piece === '' || /[\r\n]$/.test(piece) ? piece : `${piece}${lineEnd}`;
  };
  for (const line of lines) {
    if (line.origin === null) {
      added += `${line.text ?? ''}${lineEnd}`;
      continue;
    }
    const segment = segments.get(line.origin);
    if (segment === undefined) continue;
    put(segment.blank);
    put(added);
    put(segment.rest);
    added = '';
  }
  const endsBare = end === original.length && !/[\r\n]$/.test(original);
  return endsBare && text.endsWith(lineEnd) ? text.slice(0, -lineEnd.length) : text;
}

function segmentsOf({ pieces, text }: Dockerfile): ReadonlyMap<number, Segment> {
  const segments = new Map<number, Segment>();
  let above: Piece[] = [];
  for (const piece of pieces) {
    if (piece.kind !== 'instruction' || piece.instruction === null) {
      above.push(piece);
      continue;
    }
    const blanks = above.findIndex(({ kind }) => kind !== 'blank');
    const first = above[0] ?? piece;
    const body = (blanks < 0 ? undefined : above[blanks]) ?? piece;
    const { start } = first.range;
    segments.set(piece.instruction, {
      start,
      end: piece.range.end,
      blank: text.slice(start, body.range.start),
      rest: text.slice(body.range.start, piece.range.end),
    });
    above = [];
  }
  return segments;
}
