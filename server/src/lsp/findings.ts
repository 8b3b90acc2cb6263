// All diagnostics of an analysis, made once and remembered with it: actions and lenses ask for them again and again.
import { diagnose, type Diagnostic } from '../features/diagnostics.ts';
import type { Analysis } from '../session/analysis.ts';
import type { Range } from '../text/range.ts';

const remembered = new WeakMap<Analysis, readonly Diagnostic[]>();

/** Diagnostics of every kind that the analysis can answer, in document order. Faults of rules were told when publishing. */
export function diagnosticsOf(analysis: Analysis): readonly Diagnostic[] {
  let known = remembered.get(analysis);
  if (known === undefined) {
    known = (['source', 'context', 'image'] as const)
      .flatMap((need) => diagnose(analysis.snapshot, analysis.settings, need))
      .sort((a, b) => a.range.start - b.range.start);
    remembered.set(analysis, known);
  }
  return known;
}

/** True where the ranges share a character or touch: a cursor at the end of an underlined word counts. */
export function touches(a: Range, b: Range): boolean {
  return a.start <= b.end && b.start <= a.end;
}
