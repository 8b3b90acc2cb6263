// The layer order of a snapshot with the edits that bring its text to it. Nothing is read here: the history is given.
import type { Snapshot } from '../facts/snapshot.ts';
import { type ChangeHistory } from '../planner/layer-order/change-history.ts';
import type { LayerOrder, OrderRefusal } from '../planner/layer-order/layer-order.ts';
import { orderLayers } from '../planner/layer-order/order-layers.ts';
import { diffLines } from '../planner/line-diff.ts';
import type { TextEdit } from '../text/edit.ts';

/** An order with the text that it makes. */
export interface Ordered {
  readonly order: LayerOrder;
  /** The whole text in its new order. */
  readonly text: string;
  /** What brings the snapshot's text to it. */
  readonly edits: readonly TextEdit[];
}

export type Ordering = Ordered | { readonly refusals: readonly OrderRefusal[] };

/** The order of a snapshot's layers by its project's history. Deterministic; never throws. */
export function orderSnapshot(snapshot: Snapshot, history: ChangeHistory): Ordering {
  const result = orderLayers(snapshot, history);
  if ('refusals' in result) return result;
  return { ...result, edits: diffLines(snapshot.dockerfile.text, result.text) };
}

/** `about 12 s instead of 95 s`, by what is known. */
export function gainSentence({ before, after }: LayerOrder): string {
  return `a rebuild takes about ${seconds(after)} instead of ${seconds(before)}`;
}

/** What the figures rest on: `changes from 40 commits, times measured`. */
export function basisSentence({ basis: { commits, measuredSteps, timedSteps } }: LayerOrder): string {
  const changes =
    commits === 0 ? 'typical changes' : `changes from ${String(commits)} ${commits === 1 ? 'commit' : 'commits'}`;
  const times =
    measuredSteps === 0
      ? 'times estimated'
      : measuredSteps === timedSteps
        ? 'times measured'
        : `times of ${String(measuredSteps)} of ${String(timedSteps)} lines measured, the others estimated`;
  return `${changes}, ${times}`;
}

function seconds(value: number): string {
  if (value >= 90) return `${(value / 60).toFixed(1)} min`;
  return `${value >= 10 ? value.toFixed(0) : value.toFixed(1)} s`;
}
