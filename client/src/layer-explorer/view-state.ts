// What a person has chosen on the page of the layer explorer: kept while the page is hidden and when figures change. Plain
// data; nothing is drawn here.
import type { LayerView } from '../../../server/src/protocol.ts';

export const tabNames = ['lines', 'map', 'packages', 'files', 'folders', 'duplicates', 'change'] as const;
export type TabName = (typeof tabNames)[number];

export interface ViewState {
  readonly tab: TabName;
  readonly order: 'file' | 'weight';
  readonly chart: 'icicle' | 'treemap';
  /** Path of the folder that is drawn and listed. */
  readonly folder: string;
  readonly search: string;
  readonly deadOnly: boolean;
  /** Place in `view.rows` whose files are shown, `base` for those of the base; null for all. */
  readonly writer: number | 'base' | null;
}

export const initialState: ViewState = {
  tab: 'lines',
  order: 'file',
  chart: 'icicle',
  folder: '/',
  search: '',
  deadOnly: false,
  writer: null,
};

/** Who wrote a layer: a place in `view.rows`, the base, or null where it is not known. */
export function writerOf(view: LayerView, layer: number): number | 'base' | null {
  return layer < view.baseLayers ? 'base' : (view.layerRows[layer] ?? null);
}

/** The layers of a writer; null for everybody's. */
export function layersOf(view: LayerView, writer: ViewState['writer']): readonly number[] | null {
  if (writer === null) return null;
  return view.layerRows.flatMap((_, layer) => (writerOf(view, layer) === writer ? [layer] : []));
}

/** `base`, `line 6`, or the command of a layer that no line is known for. */
export function writerName(view: LayerView, writer: number | 'base' | null): string {
  if (writer === 'base') return 'base';
  const row = writer === null ? undefined : view.rows[writer];
  if (row === undefined) return 'not known';
  return row.startLine === null ? row.text : `line ${row.startLine + 1}`;
}

/** The line (zero-based) that a writer stands at; null where there is none. */
export function lineOf(view: LayerView, writer: number | 'base' | null): number | null {
  if (writer === 'base') return view.base?.line ?? null;
  return writer === null ? null : (view.rows[writer]?.startLine ?? null);
}

/** Who wrote something that has bytes, from the bottom up. */
export function rowsWithBytes(view: LayerView): readonly (number | 'base')[] {
  const rows = view.rows.flatMap(({ fileBytes }, place) => (fileBytes > 0 ? [place] : []));
  return view.base === null ? rows : ['base', ...rows];
}

/** How many colours there are before they come again. */
const colours = 12;

/** The class that colours what a writer wrote. */
export function colourOf(writer: number | 'base' | null): string {
  return writer === 'base' || writer === null ? 'colour-base' : `colour-${writer % colours}`;
}
