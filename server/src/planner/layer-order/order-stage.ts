// The order of one stage: sorted by the exchange index under what must follow what, taken where it pays.
import type { InstructionFacts, Snapshot, StageFacts } from '../../facts/snapshot.ts';
import type { Odds } from './change-history.ts';
import { expectedSeconds, sortByIndex } from './expected-seconds.ts';
import type { OrderedLine, OrderedStage } from './layer-order.ts';
import { isWiderThan, lineOf, type StageStep, stageSteps, type Unproven } from './stage-steps.ts';

/** What a new order has to save at least: seconds of a build, and part of them. */
const leastGain = { seconds: 1, part: 0.02 };
/** Most instructions of a stage; sorting is cubic. */
const mostSteps = 250;

export interface StageResult {
  /** Seconds as the stage stands. */
  readonly before: number;
  /** Null where it stays as it is. */
  readonly ordered: OrderedStage | null;
  readonly steps: readonly StageStep[];
  /** Installs that stay below a copy of more than they read, and why; the costliest first. */
  readonly held: readonly Unproven[];
}

/** The order of a stage. */
export function orderStage(snapshot: Snapshot, stage: StageFacts, odds: Odds): StageResult {
  const { steps, before: mustFollow, unproven } = stageSteps(snapshot, stage, odds);
  const own = steps.filter(({ added }) => added === null);
  const [from] = stage.instructions;
  const ground = from?.syntax.keyword === 'FROM' ? odds.of(from) : 0;
  const before = expectedSeconds(own, ground);
  const stays = (held: readonly Unproven[]): StageResult => ({ before, ordered: null, steps: own, held });
  if (steps.length > mostSteps) return stays([]);
  const sorted = sortByIndex(steps, mustFollow, ground).flatMap((at) => steps[at] ?? []);
  const order = sorted.filter((step) => step.added === null || isNeeded(step, sorted));
  const after = expectedSeconds(order, ground);
  const gain = before - after;
  const held = heldBack(own, unproven, order);
  if (gain < leastGain.seconds || gain < before * leastGain.part) return stays(held);
  const lines = order.map((step, place) => asLine(snapshot, step, order, place));
  return { before, ordered: { stage: stage.stage.index, lines, before, after }, steps: own, held };
}

/** An install stands above the copy that would bring the same files. */
function isNeeded({ added, readers }: StageStep, sorted: readonly StageStep[]): boolean {
  const placeOf = (facts: InstructionFacts | undefined): number =>
    sorted.findIndex((step) => step.added === null && step.facts === facts);
  return readers.some((reader) => placeOf(added?.copy) > placeOf(reader));
}

/** Installs whose reading is not proven, where a copy above them is likelier to change than they are. */
function heldBack(
  own: readonly StageStep[],
  unproven: readonly Unproven[],
  order: readonly StageStep[],
): readonly Unproven[] {
  const isHeld = ({ step }: Unproven): boolean => own.some((each) => each.at < step.at && isWiderThan(each, step));
  return unproven
    .filter((each) => isHeld(each) && order.includes(each.step))
    .sort((a, b) => b.step.seconds - a.step.seconds);
}

function asLine(snapshot: Snapshot, step: StageStep, order: readonly StageStep[], place: number): OrderedLine {
  const { odds, seconds, measured, added } = step;
  const figures = { odds, seconds, measured };
  const line = (facts: InstructionFacts): string => String(lineOf(snapshot, facts) ?? '?');
  if (added !== null) {
    const lines = step.readers.map(line).join(' and ');
    const reason = `line ${lines} reads nothing else of what line ${line(added.copy)} copies`;
    return { origin: null, text: added.text, move: 'add', ...figures, reason };
  }
  const origin = snapshot.instructionOf(step.facts)?.index ?? null;
  const overtaken = order.slice(place + 1).filter((other) => other.added === null && other.at < step.at);
  const overtakes = overtaken.length > 0 && step.kind !== 'setting';
  const isBehind = order.slice(0, place).some((other) => other.added === null && other.at > step.at);
  const named = overtaken.filter(({ kind }) => kind !== 'setting').map(({ facts }) => line(facts));
  const reason =
    overtakes && named.length > 0
      ? `reads and writes nothing of ${named.length === 1 ? 'line' : 'lines'} ${named.join(', ')}, which ${named.length === 1 ? 'changes' : 'change'} more often for the time saved`
      : '';
  return { origin, text: null, move: overtaken.length > 0 || isBehind ? 'move' : 'keep', ...figures, reason };
}
