// A slice corrected by a built image: what a command was predicted to leave gives way to what its layer holds. Commands
// whose effect was known keep their outputs, which the image confirms or denies.
import { isWithin } from '../effects/path-set.ts';
import { type Evidence, observedPaths } from './evidence.ts';
import type { Output } from './recipes/recipe.ts';
import type { Outcome, Slice } from './slice.ts';
import type { StageView, Step, Unit } from './stage-view.ts';

/** The slice with every instruction of the image's own layers corrected; the others as they were. */
export function observeSlice(slice: Slice, view: StageView, evidence: Evidence): Slice {
  const outcomes = new Map(slice.outcomes);
  for (const unit of view.units) {
    if (!evidence.wrote.has(unit.instruction.index)) continue;
    for (const [step, outcome] of observeUnit(unit, outcomes, evidence)) outcomes.set(step, outcome);
  }
  return { ...slice, outcomes };
}

function observeUnit(
  unit: Unit,
  outcomes: ReadonlyMap<Step, Outcome>,
  evidence: Evidence,
): readonly (readonly [Step, Outcome])[] {
  const all = unit.steps.flatMap((step) => {
    const outcome = outcomes.get(step);
    return outcome === undefined ? [] : [[step, outcome] as const];
  });
  const guessed = all.filter(([, outcome]) => isGuessed(outcome));
  const known = all.filter(([, outcome]) => !isGuessed(outcome));
  const predicted = (path: string): boolean =>
    known.some(
      ([{ facts }, { outputs, left }]) =>
        [...outputs, ...left].some((one) => isWithin(one.path, path)) ||
        facts.effect.writes.some(({ path: written }) => written.kind !== 'unknown' && isWithin(written.path, path)),
    );
  const confirmed = known.map(([step, outcome]) => [step, confirm(outcome, evidence)] as const);
  const last = guessed.at(-1);
  if (last === undefined) return confirmed;
  const found = observedPaths(evidence, unit.instruction.index, predicted);
  if (found === null) return confirmed;
  const outputs = found.map(({ path, kind }): Output => {
    const reason = `it lies in the layer that this line left in ${evidence.image}`;
    return { path, kind, certain: true, observed: true, reason };
  });
  // Why: which of several commands wrote what is not in the layer; the last one stands for them.
  const seen = guessed.map(([step, outcome]) => {
    const own = step === last[0] ? outputs : [];
    return [step, { ...outcome, outputs: own, unknownBelow: [] }] as const;
  });
  return [...confirmed, ...seen];
}

/** Its outputs are a conservative guess. */
function isGuessed({ step, unknownBelow }: Outcome): boolean {
  return unknownBelow.length > 0 || step.kind === 'unknown';
}

/** A path that may not be there is there, or is not. */
function confirm(outcome: Outcome, { tree }: Evidence): Outcome {
  if (outcome.outputs.every(({ certain }) => certain)) return outcome;
  const outputs = outcome.outputs.flatMap((output): readonly Output[] => {
    if (output.certain || output.staged === true) return [output];
    return tree.files.has(output.path) ? [{ ...output, certain: true, observed: true }] : [];
  });
  return { ...outcome, outputs };
}
