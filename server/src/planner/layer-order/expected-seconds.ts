// The cache model: what a build is expected to take when any step whose own key changed runs again with all below it, and by
// which index steps are best ordered. Numbers alone; it knows no instruction.
// Source: exchange argument for expected completion with chances of failure (sequential testing, Smith's rule); precedence by
// Sidney's decomposition (Operations Research 23, 1975).

export interface TimedStep {
  /** Probability that its own key changes between two builds; 0 to 1. */
  readonly odds: number;
  /** Seconds that it takes to run. */
  readonly seconds: number;
}

/** Expected seconds of a build: E[T] = Σ tᵢ (1 − Πⱼ≤ᵢ (1 − pⱼ)). `first` is the chance that the ground below them changed. */
export function expectedSeconds(steps: readonly TimedStep[], first = 0): number {
  let unchanged = 1 - first;
  let sum = 0;
  for (const { odds, seconds } of steps) {
    unchanged *= 1 - odds;
    sum += seconds * (1 - unchanged);
  }
  return sum;
}

/**
 * The exchange index of a block of steps: of two blocks that may stand in either order, the one with the smaller index goes
 * first. For one step it is p / ((1 − p) t).
 */
export function exchangeIndex(block: readonly TimedStep[]): number {
  let unchanged = 1;
  let kept = 0;
  for (const { odds, seconds } of block) {
    unchanged *= 1 - odds;
    kept += seconds * unchanged;
  }
  return kept === 0 ? Number.POSITIVE_INFINITY : (1 - unchanged) / kept;
}

/**
 * An order of small expected time in which each step follows those that it must: again and again the step whose block of all
 * that it still waits for has the smallest index. `before` holds, by step, the earlier steps it must follow.
 */
export function sortByIndex(
  steps: readonly TimedStep[],
  before: readonly (readonly number[])[],
  first = 0,
): readonly number[] {
  const blocks = steps.map((_, at) => closure(at, before));
  const placed = new Set<number>();
  const order: number[] = [];
  while (order.length < steps.length) {
    let best: readonly number[] = [];
    let bestIndex = Number.POSITIVE_INFINITY;
    for (const [at, whole] of blocks.entries()) {
      if (placed.has(at)) continue;
      const block = whole.filter((each) => !placed.has(each));
      const index = exchangeIndex(block.flatMap((each) => steps[each] ?? []));
      if (best.length > 0 && index >= bestIndex) continue;
      best = block;
      bestIndex = index;
    }
    for (const each of best) placed.add(each);
    order.push(...best);
  }
  return nearOriginal(steps, order, first);
}

/** The step with all that it waits for, in their order. */
function closure(at: number, before: readonly (readonly number[])[]): readonly number[] {
  const found = new Set([at]);
  for (const each of found) for (const earlier of before[each] ?? []) found.add(earlier);
  return [...found].sort((a, b) => a - b);
}

/** Most that is given up for an order that is nearer to the author's: seconds, and part of the whole. */
const mostGivenUp = { seconds: 0.3, part: 0.005 };

/** Neighbours go back to the author's order where that costs next to nothing. */
function nearOriginal(steps: readonly TimedStep[], sorted: readonly number[], first: number): readonly number[] {
  const order = [...sorted];
  const secondsNow = (): number =>
    expectedSeconds(
      order.flatMap((each) => steps[each] ?? []),
      first,
    );
  const best = secondsNow();
  const bound = best + Math.min(mostGivenUp.seconds, best * mostGivenUp.part);
  for (let changed = true; changed;) {
    changed = false;
    for (let at = 0; at + 1 < order.length; at++) {
      const [one = 0, next = 0] = [order[at], order[at + 1]];
      if (one < next) continue;
      order.splice(at, 2, next, one);
      if (secondsNow() <= bound) changed = true;
      else order.splice(at, 2, one, next);
    }
  }
  return order;
}
