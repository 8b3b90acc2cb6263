// Refusals: what stops a rewrite, at the place that stops it. Each code is explained in docs/refusals.md.
import type { Range } from '../text/range.ts';
import type { Refusal, RefusalCode } from './plan.ts';
import type { Step, Unit } from './stage-view.ts';

/** A refusal at any range. */
export function refuse(code: RefusalCode, range: Range, message: string): Refusal {
  return { code, range, message };
}

/** The whole instruction, without its line end. */
export function instructionRange(unit: Unit): Range {
  return unit.instruction.range;
}

/** The command inside its RUN. */
export function stepRange(unit: Unit, step: Step): Range {
  const { start } = unit.instruction.range;
  return { start: start + step.facts.command.span.from, end: start + step.facts.command.span.to };
}

/** One refusal per code and place. */
export function uniqueRefusals(refusals: readonly Refusal[]): readonly Refusal[] {
  const seen = new Set<string>();
  return refusals.filter(({ code, range }) => {
    const key = `${code} ${range.start}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
