// Where the parts of a folder stand in a drawing: an icicle (a row for each depth, as wide as heavy) or a treemap (as large
// as heavy). Numbers in, numbers out; d3-hierarchy reckons, and nothing is drawn here.
import { hierarchy, partition, treemap, treemapSquarify, type HierarchyRectangularNode } from 'd3-hierarchy';
import type { MapPart } from '../../../server/src/protocol.ts';

export interface Cell {
  readonly part: MapPart;
  /** CSS pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Places of the cells around and within, in the list of cells; -1 for the first's parent. */
  readonly parent: number;
  readonly children: readonly number[];
}

export interface Layout {
  readonly cells: readonly Cell[];
  readonly height: number;
}

/** CSS pixels. */
const rowHeight = 24;
const headHeight = 18;
const leastSide = 3;

interface Datum {
  part: MapPart;
  children: Datum[];
}

/** A folder that holds nothing but one folder is one part with it, as file lists have it. */
function joinChain(datum: Datum): void {
  for (let [only] = datum.children; only?.part.kind === 'folder'; [only] = datum.children) {
    const { part } = datum;
    if (datum.children.length > 1 || only.part.fileBytes !== part.fileBytes) return;
    datum.part = { ...only.part, name: `${part.name}/${only.part.name}` };
    datum.children = only.children;
  }
}

/** Cells that are wide and high enough to be seen, each behind the one around it. */
export function layOut(parts: readonly MapPart[], chart: 'icicle' | 'treemap', width: number, height: number): Layout {
  const data = parts.map((part): Datum => ({ part, children: [] }));
  for (const datum of data) data[datum.part.parent]?.children.push(datum);
  // Why not the first: it is the folder that a person opened, and keeps its name.
  for (const datum of data.slice(1)) joinChain(datum);
  const [first] = data;
  if (first === undefined || width <= 0) return { cells: [], height: 0 };
  const root = hierarchy(first).sum(({ part, children }) => {
    const inside = children.reduce((sum, child) => sum + child.part.fileBytes, 0);
    // Why what is left: parts too light to be drawn leave their room empty.
    return Math.max(0, part.fileBytes - inside);
  });
  if (chart === 'icicle') {
    const laid = partition<Datum>().size([width, (root.height + 1) * rowHeight])(root);
    const cells = cellsOf(laid);
    return { cells, height: cells.reduce((most, { y }) => Math.max(most, y + rowHeight), 0) };
  }
  const laid = treemap<Datum>()
    .tile(treemapSquarify)
    .size([width, height])
    .paddingOuter(2)
    .paddingTop((node) => (node.x1 - node.x0 > 36 ? headHeight : 2))
    .paddingInner(1)
    .round(true)(root);
  return { cells: cellsOf(laid), height };
}

function cellsOf(root: HierarchyRectangularNode<Datum>): readonly Cell[] {
  const cells: (Cell & { readonly children: number[] })[] = [];
  const waiting: { readonly node: HierarchyRectangularNode<Datum>; readonly parent: number }[] = [
    { node: root, parent: -1 },
  ];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { node, parent } = next;
    const [width, height] = [node.x1 - node.x0, node.y1 - node.y0];
    if (width < leastSide || height < leastSide) continue;
    const place = cells.push({ part: node.data.part, x: node.x0, y: node.y0, width, height, parent, children: [] }) - 1;
    cells[parent]?.children.push(place);
    for (const child of node.children ?? []) waiting.push({ node: child, parent: place });
  }
  return cells;
}

/** Where an arrow leads from a cell: into the heaviest part, out to the folder, or to what stands beside it. */
export function neighbour(cells: readonly Cell[], at: number, key: string): number | null {
  const cell = cells[at];
  if (cell === undefined) return null;
  const siblings = cells[cell.parent]?.children ?? [];
  const beside = siblings.indexOf(at);
  if (key === 'ArrowDown') return cell.children[0] ?? null;
  if (key === 'ArrowUp') return cell.parent < 0 ? null : cell.parent;
  if (key === 'ArrowRight') return siblings[beside + 1] ?? null;
  if (key === 'ArrowLeft') return beside > 0 ? (siblings[beside - 1] ?? null) : null;
  if (key === 'Home') return siblings[0] ?? null;
  return key === 'End' ? (siblings.at(-1) ?? null) : null;
}
