// The JSON of `plimsoll order` (docs/cli.md): the order with odds, seconds and reasons, or the refusals; keys in a fixed order,
// places as zero-based line and UTF-16 character.
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { Ordering } from '../features/layer-order.ts';
import type { Verification } from '../operations/verify/verification.ts';
import type { LayerOrder, OrderedLine } from '../planner/layer-order/layer-order.ts';
import { type LineIndex, lineAt } from '../text/line-index.ts';
import { jsonEdit, jsonRange, type JsonEdit } from './check-json.ts';
import type { JsonRefusal } from './split-json.ts';

interface JsonOrder {
  /** Expected seconds of work of a rebuild. */
  readonly before: number;
  readonly after: number;
  readonly basis: LayerOrder['basis'];
  readonly stages: readonly {
    readonly stage: number;
    readonly before: number;
    readonly after: number;
    readonly lines: readonly JsonOrderedLine[];
  }[];
  readonly assumptions: readonly string[];
}

interface JsonOrderedLine extends Omit<OrderedLine, 'origin'> {
  /** Zero-based line in the original; null where it is added. */
  readonly line: number | null;
}

export type JsonOrderFile =
  | {
      readonly path: string;
      readonly text: string;
      readonly edits: readonly JsonEdit[];
      readonly order: JsonOrder | null;
      readonly refusals: readonly JsonRefusal[];
      /** Null without `--verify`. */
      readonly verification: Verification | null;
    }
  | { readonly path: string; readonly error: string; readonly refusals: readonly [] };

/** A file's entry: the whole resulting text (as it stands where nothing is reordered), edits, order and refusals. */
export function jsonOrderFile(
  path: string,
  dockerfile: Dockerfile,
  ordering: Ordering,
  verification: Verification | null,
): JsonOrderFile {
  const { lines, text } = dockerfile;
  if ('refusals' in ordering) {
    const refusals = ordering.refusals.map(({ code, message, range }) => ({
      code,
      message,
      range: jsonRange(lines, range),
    }));
    return { path, text, edits: [], order: null, refusals, verification };
  }
  const edits = ordering.edits.map((edit) => jsonEdit(lines, edit));
  return { path, text: ordering.text, edits, order: jsonOrder(dockerfile, ordering.order), refusals: [], verification };
}

function jsonOrder({ lines, instructions }: Dockerfile, order: LayerOrder): JsonOrder {
  const { before, after, basis, stages, assumptions } = order;
  return {
    before: rounded(before),
    after: rounded(after),
    basis,
    stages: stages.map((stage) => ({
      stage: stage.stage,
      before: rounded(stage.before),
      after: rounded(stage.after),
      lines: stage.lines.map(({ origin, odds, seconds, ...line }) => ({
        line: origin === null ? null : lineOf(lines, instructions[origin]),
        odds: rounded(odds),
        seconds: rounded(seconds),
        ...line,
      })),
    })),
    assumptions,
  };
}

function lineOf(lines: LineIndex, instruction: Dockerfile['instructions'][number] | undefined): number {
  return lineAt(lines, instruction?.range.start ?? 0);
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
