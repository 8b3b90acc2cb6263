// Packages of ours that a line of the shipped stage calls before the author's own installation could bring them: the tools
// that a full base has, called to set up a package repository. It names packages; shipped-stage.ts writes the line.
import { type Decisions, runsShipped, shippedPackages } from './decisions.ts';
import { packageOfProgram } from './programs.ts';
import type { Unit } from './stage-view.ts';

export interface EarlyPackages {
  /** The first instruction of the shipped stage that calls one of them. */
  readonly before: Unit;
  readonly names: readonly string[];
}

/** What must be there before the first RUN of the author's that could install it; null where nothing must. */
export function earlyPackages(decisions: Decisions): EarlyPackages | null {
  const extra = new Set(decisions.extra.map(({ name }) => name));
  const names = new Set<string>();
  let before: Unit | null = null;
  for (const unit of decisions.view.units) {
    for (const step of unit.steps) {
      if (step.kind === 'install' && shippedPackages(decisions, step).length > 0)
        return before === null ? null : { before, names: [...names] };
      if (step.kind === 'check' || !runsShipped(decisions, unit, step)) continue;
      for (const program of [step.facts.effect.tool, ...step.facts.effect.needs]) {
        const name = packageOfProgram(program);
        if (!extra.has(name)) continue;
        names.add(name);
        before ??= unit;
      }
    }
  }
  return null;
}
