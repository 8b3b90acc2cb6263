// Draws a folder as an icicle or a treemap, each part in the colour of who wrote it, with the dead share of it hatched. The
// arrow keys walk from part to part; the table beneath says the same in words.
import type { LayerView, MapPart } from '../../../server/src/protocol.ts';
import { formatBytes } from '../../../server/src/text/format-bytes.ts';
import { layOut, neighbour, type Cell, type Layout } from './chart-layout.ts';
import { element, percent, shape } from './element.ts';
import { colourOf, writerName, writerOf, type ViewState } from './view-state.ts';

/** CSS pixels; a treemap's height, and what a letter takes. */
const treemapHeight = 320;
const letterWidth = 7;
const labelHeight = 15;

export interface ChartOptions {
  readonly view: LayerView;
  /** Path of the folder that is drawn. */
  readonly folder: string;
  readonly parts: readonly MapPart[];
  readonly chart: ViewState['chart'];
  /** Parts of other writers are dimmed; null for none. */
  readonly writer: ViewState['writer'];
  /** Enter, or a click, on a part. */
  readonly onPick: (names: readonly string[], part: MapPart) => void;
  /** Escape or Backspace. */
  readonly onUp: () => void;
}

export interface Chart {
  readonly root: HTMLElement;
  /** Puts the focus on the part that was walked to last. */
  focus(): void;
  /** Stops watching the width. */
  dispose(): void;
}

export function createChart(options: ChartOptions): Chart {
  const root = element('div', { class: 'chart-box' });
  const about = element('p', { class: 'about', 'aria-hidden': 'true' });
  const drawing = element('div', { class: 'drawing' });
  root.append(drawing, about);
  let layout: Layout = { cells: [], height: 0 };
  let active = 0;

  function draw(): void {
    layout = layOut(options.parts, options.chart, drawing.clientWidth, treemapHeight);
    active = Math.min(active, Math.max(0, layout.cells.length - 1));
    drawing.replaceChildren(
      shape(
        'svg',
        {
          role: 'group',
          width: drawing.clientWidth,
          height: layout.height,
          'aria-label': `${options.chart === 'icicle' ? 'Icicle' : 'Treemap'} of the folder by weight; the table below says the same. Arrow keys walk, Enter opens, Escape goes up.`,
        },
        hatch(),
        ...layout.cells.map((cell, at) => cellShape(cell, at)),
      ),
    );
    tell(layout.cells[active]);
  }

  function cellShape(cell: Cell, at: number): SVGElement {
    const { part, x, y, width, height } = cell;
    const writer = writerOf(options.view, part.layer);
    const isDimmed = options.writer !== null && options.writer !== writer;
    const deadShare = part.fileBytes === 0 ? 0 : part.deadBytes / part.fileBytes;
    const hasLabel = width > 3.5 * letterWidth && height >= labelHeight;
    return shape(
      'g',
      {
        class: `cell ${part.kind} ${colourOf(writer)}${isDimmed ? ' dimmed' : ''}`,
        role: 'button',
        tabindex: at === active ? 0 : -1,
        'data-cell': at,
        'aria-label': describe(options.view, part),
      },
      shape('rect', { x, y, width: Math.max(0, width - 1), height: Math.max(0, height - 1) }),
      // Why: in a treemap what is in a folder says it where it lies.
      deadShare > 0 && (options.chart === 'icicle' || cell.children.length === 0) ? deadShape(cell, deadShare) : null,
      hasLabel
        ? shape('text', { x: x + 4, y: y + (options.chart === 'icicle' ? 16 : 13) }, fitted(labelOf(part), width))
        : null,
    );
  }

  function tell(cell: Cell | undefined): void {
    about.textContent = cell === undefined ? ' ' : describe(options.view, cell.part, fullPath(cell));
  }

  function pathTo(cell: Cell): readonly string[] {
    const names: string[] = [];
    // Invariant: the first cell is the folder that is drawn, whose own name is no part of the way to it.
    for (let at: Cell | undefined = cell; at !== undefined && at.parent >= 0; at = layout.cells[at.parent]) {
      names.unshift(at.part.name);
    }
    return names;
  }

  function fullPath(cell: Cell): string {
    const folder = options.folder === '/' ? [''] : [options.folder];
    return [...folder, ...pathTo(cell)].join('/') || '/';
  }

  function cellOf(target: EventTarget | null): number | null {
    const found = target instanceof Element ? target.closest<SVGElement>('[data-cell]') : null;
    return found === null ? null : Number(found.dataset['cell']);
  }

  function focusCell(at: number): void {
    drawing.querySelector(`[data-cell="${active}"]`)?.setAttribute('tabindex', '-1');
    active = at;
    const now = drawing.querySelector<SVGElement>(`[data-cell="${at}"]`);
    now?.setAttribute('tabindex', '0');
    now?.focus();
    tell(layout.cells[at]);
  }

  function pick(at: number): void {
    const cell = layout.cells[at];
    if (cell !== undefined) options.onPick(pathTo(cell), cell.part);
  }

  drawing.addEventListener('click', ({ target }) => {
    const at = cellOf(target);
    if (at !== null) pick(at);
  });
  drawing.addEventListener('pointerover', ({ target }) => {
    const at = cellOf(target);
    if (at !== null) tell(layout.cells[at]);
  });
  drawing.addEventListener('focusin', ({ target }) => {
    const at = cellOf(target);
    if (at !== null) tell(layout.cells[at]);
  });
  drawing.addEventListener('keydown', (event) => {
    const at = cellOf(event.target);
    if (at === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = neighbour(layout.cells, at, event.key);
    if (to !== null) focusCell(to);
    else if (event.key === 'Enter' || event.key === ' ') pick(at);
    else if (event.key === 'Escape' || event.key === 'Backspace') options.onUp();
    else if (!event.key.startsWith('Arrow')) return;
    event.preventDefault();
  });

  let width = 0;
  let wantsFocus = false;
  const watch = new ResizeObserver(() => {
    if (drawing.clientWidth === width) return;
    width = drawing.clientWidth;
    const hadFocus = wantsFocus || drawing.contains(document.activeElement);
    wantsFocus = false;
    draw();
    if (hadFocus) focusCell(active);
  });
  watch.observe(drawing);
  return {
    root,
    focus: () => {
      // Why: what has no width yet is drawn, and can be stood on, a moment later.
      if (layout.cells.length === 0) wantsFocus = true;
      else focusCell(active);
    },
    dispose: () => watch.disconnect(),
  };
}

/** The pattern of what died. */
function hatch(): SVGElement {
  const pattern = shape(
    'pattern',
    { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    shape('rect', { class: 'hatch', width: 2.5, height: 6 }),
  );
  return shape('defs', {}, pattern);
}

function deadShape({ x, y, width, height }: Cell, share: number): SVGElement {
  const dead = Math.max(1, (width - 1) * share);
  return shape('rect', { class: 'dead', x: x + width - 1 - dead, y, width: dead, height: Math.max(0, height - 1) });
}

function labelOf({ name, kind, fileBytes }: MapPart): string {
  return `${name}${kind === 'folder' && name !== '/' ? '/' : ''} ${formatBytes(fileBytes)}`;
}

function fitted(text: string, width: number): string {
  const letters = Math.floor((width - 8) / letterWidth);
  return text.length <= letters ? text : `${text.slice(0, Math.max(1, letters - 1))}…`;
}

/** `usr/lib, folder, 120 MB, 12 MB of them dead, mostly line 6` */
export function describe(view: LayerView, part: MapPart, path = part.name): string {
  const { kind, fileBytes, deadBytes, layer, files } = part;
  const dead = deadBytes === 0 ? '' : deadBytes === fileBytes ? ', dead' : `, ${formatBytes(deadBytes)} of them dead`;
  const share = ` (${percent(fileBytes, view.fileBytes)} of the image)`;
  const who = writerName(view, writerOf(view, layer));
  const count = kind === 'folder' ? `, ${files.toLocaleString('en')} ${files === 1 ? 'file' : 'files'}` : '';
  return `${path}: ${formatBytes(fileBytes)}${share}${count}${dead}, ${kind === 'folder' ? 'mostly ' : ''}${who}`;
}
