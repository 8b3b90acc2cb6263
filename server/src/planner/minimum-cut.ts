// The cheapest way to part a small graph in two: exact maximum flow by shortest augmenting paths (Edmonds and Karp 1972).
// It knows nothing of builders and bytes; place.ts says what nodes and capacities mean.

export interface CutEdge {
  readonly from: number;
  readonly to: number;
  /** Zero or more; `Infinity` for what must never be cut. */
  readonly capacity: number;
}

export interface Cut {
  /** Nodes that stay on the source's side; the source is one of them, the sink never. */
  readonly sourceSide: ReadonlySet<number>;
  /** Sum of the capacities cut; `Infinity` where an endless path joins source and sink. */
  readonly cost: number;
}

/**
 * Minimum cut between two nodes of a graph with `nodes` nodes (0 to nodes - 1). Of several minimum cuts it gives the one
 * with the smallest source side. Time is bounded by nodes × edges², fine for the some hundred edges of one file.
 */
export function minimumCut(nodes: number, edges: readonly CutEdge[], source: number, sink: number): Cut {
  const residual = Array.from({ length: nodes }, () => new Map<number, number>());
  for (const { from, to, capacity } of edges) {
    if (from === to || capacity <= 0) continue;
    residual[from]?.set(to, (residual[from].get(to) ?? 0) + capacity);
    if (residual[to]?.has(from) === false) residual[to].set(from, 0);
  }
  let cost = 0;
  for (;;) {
    const previous = shortestPath(residual, source, sink);
    if (previous === null) break;
    const flow = bottleneck(residual, previous, source, sink);
    cost += flow;
    if (flow === Infinity) break;
    for (let node = sink; node !== source;) {
      const before = previous.get(node) ?? source;
      add(residual, before, node, -flow);
      add(residual, node, before, flow);
      node = before;
    }
  }
  return { sourceSide: reachable(residual, source, cost === Infinity ? sink : -1), cost };
}

function add(residual: readonly Map<number, number>[], from: number, to: number, flow: number): void {
  const capacity = residual[from]?.get(to) ?? 0;
  if (capacity !== Infinity) residual[from]?.set(to, capacity + flow);
}

/** Breadth-first search: each reached node with the node before it; null where the sink is out of reach. */
function shortestPath(
  residual: readonly Map<number, number>[],
  source: number,
  sink: number,
): ReadonlyMap<number, number> | null {
  const previous = new Map<number, number>([[source, source]]);
  const queue = [source];
  for (const node of queue) {
    for (const [next, capacity] of residual[node] ?? []) {
      if (capacity <= 0 || previous.has(next)) continue;
      previous.set(next, node);
      if (next === sink) return previous;
      queue.push(next);
    }
  }
  return null;
}

function bottleneck(
  residual: readonly Map<number, number>[],
  previous: ReadonlyMap<number, number>,
  source: number,
  sink: number,
): number {
  let flow = Infinity;
  for (let node = sink; node !== source;) {
    const before = previous.get(node) ?? source;
    flow = Math.min(flow, residual[before]?.get(node) ?? 0);
    node = before;
  }
  return flow;
}

function reachable(residual: readonly Map<number, number>[], source: number, except: number): ReadonlySet<number> {
  const seen = new Set([source]);
  for (const node of seen) {
    for (const [next, capacity] of residual[node] ?? []) if (capacity > 0 && next !== except) seen.add(next);
  }
  return seen;
}
