// Lines that a person put into a stage, as the instructions that stand on them. The planner judges whether they may stand
// there.
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { ChosenPlaces, Side } from '../planner/chosen-places.ts';
import type { ChosenPlace } from '../protocol.ts';
import { lineAt } from '../text/line-index.ts';

/** The stages by the names that people know them by. */
export const stageSides: Readonly<Record<ChosenPlace['side'], Side>> = { builder: 'builder', final: 'shipped' };

/** The choices by instruction; the first line (zero-based) on which none stands instead. The last word on a line counts. */
export function placesOnLines(
  { instructions, lines }: Dockerfile,
  chosen: readonly ChosenPlace[],
): ChosenPlaces | { readonly emptyLine: number } {
  const places = new Map<number, Side>();
  for (const { line, side } of chosen) {
    const instruction = instructions.find(
      ({ range }) => lineAt(lines, range.start) <= line && line <= lineAt(lines, Math.max(range.start, range.end - 1)),
    );
    if (instruction === undefined) return { emptyLine: line };
    places.set(instruction.index, stageSides[side]);
  }
  return places;
}
