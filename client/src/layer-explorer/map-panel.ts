// All that the image stores, folder by folder: a drawing of the folder that is open, its table twin that opens lazily, and a
// search over all paths. Parts are asked for as they are needed, so half a million files cost no more than a screenful.
import { formatBytes } from '../../../server/src/text/format-bytes.ts';
import type { TreeRow } from '../../../server/src/protocol.ts';
import { createChart, type Chart } from './chart.ts';
import { button, element } from './element.ts';
import { createFoundTable, createTreeTable } from './map-tables.ts';
import type { Panel, PanelInputs } from './page-actions.ts';
import { colourOf, layersOf, rowsWithBytes, writerName, type ViewState } from './view-state.ts';

/** Milliseconds after the last letter until a search is asked for. */
const searchPause = 150;

export function mapPanel(inputs: PanelInputs): Panel {
  const { view, actions } = inputs;
  let { state } = inputs;
  let chart: Chart | undefined;
  let drawn = 0;
  /** What the table shows now. */
  let listed = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const crumbs = element('nav', { class: 'crumbs', 'aria-label': 'Folder' });
  const drawing = element('div');
  const list = element('div', { id: 'tree' });
  const summary = element('p', { class: 'muted', role: 'status' });
  const legend = element('div', { class: 'legend', role: 'group', 'aria-label': 'Show the files of one line only' });
  const search = element('input', {
    id: 'search',
    type: 'search',
    placeholder: 'Search paths',
    'aria-label': 'Search paths',
    value: state.search,
  });
  const deadOnly = element('input', { id: 'dead-only', type: 'checkbox', checked: state.deadOnly });
  const root = element(
    'section',
    { id: 'map' },
    element(
      'div',
      { class: 'tools' },
      search,
      element('label', {}, deadOnly, ' Only dead files'),
      element('span', { class: 'gap' }),
      ...(['icicle', 'treemap'] as const).map((kind) => chartButton(kind)),
    ),
    legend,
    crumbs,
    drawing,
    summary,
    list,
  );

  function chartButton(kind: ViewState['chart']): HTMLButtonElement {
    const label = kind === 'icicle' ? 'Icicle' : 'Treemap';
    const made = button(
      label,
      `Draw the folder as ${kind === 'icicle' ? 'an icicle' : 'a treemap'}`,
      () => {
        change({ chart: kind });
      },
      'toggle',
    );
    made.dataset['chart'] = kind;
    return made;
  }

  function change(by: Partial<ViewState>): void {
    state = { ...state, ...by };
    actions.keep(by);
    void draw();
  }

  function drawTools(): void {
    for (const one of root.querySelectorAll<HTMLElement>('[data-chart]'))
      one.setAttribute('aria-pressed', String(one.dataset['chart'] === state.chart));
    const focused =
      document.activeElement instanceof HTMLElement ? document.activeElement.dataset['writer'] : undefined;
    const chip = (writer: ViewState['writer'], label: string): HTMLButtonElement => {
      const swatch = writer === null ? null : element('span', { class: `swatch ${colourOf(writer)}` });
      const press = (): void => change({ writer: state.writer === writer ? null : writer });
      const made = button(
        swatch,
        writer === null ? 'Show the files of all lines' : `Show only the files of ${label}`,
        press,
        'chip',
      );
      made.append(label);
      made.dataset['writer'] = String(writer);
      made.setAttribute('aria-pressed', String(state.writer === writer));
      return made;
    };
    legend.replaceChildren(
      chip(null, 'all'),
      ...rowsWithBytes(view).map((writer) => chip(writer, writerName(view, writer))),
    );
    if (focused !== undefined) legend.querySelector<HTMLElement>(`[data-writer="${focused}"]`)?.focus();
  }

  function openFolder(path: string): void {
    change({ folder: path, search: '' });
    search.value = '';
  }

  function drawCrumbs(nodes: readonly TreeRow[]): void {
    crumbs.replaceChildren(
      ...nodes.flatMap(({ name }, at) => {
        const path = `/${nodes
          .slice(1, at + 1)
          .map((node) => node.name)
          .join('/')}`;
        const isLast = at === nodes.length - 1;
        const step = isLast
          ? element('span', { 'aria-current': 'location' }, name)
          : button(name, `Open ${path}`, () => openFolder(path));
        return at < 2 ? [step] : [element('span', { 'aria-hidden': 'true' }, '/'), step];
      }),
    );
  }

  async function draw(): Promise<void> {
    const turn = ++drawn;
    drawTools();
    const answer = await actions.askTree({ kind: 'path', path: state.folder });
    if (turn !== drawn) return;
    if (answer?.kind !== 'path') {
      root.replaceChildren(
        element('p', {}, 'The file tree of this image is not kept on this machine.'),
        button('Build again', 'Build and measure this Dockerfile again', actions.buildAgain, 'action'),
      );
      return;
    }
    if (answer.nodes === null) {
      change({ folder: '/' });
      return;
    }
    const folder = answer.nodes.at(-1);
    if (folder === undefined) return;
    drawCrumbs(answer.nodes);
    const map = await actions.askTree({ kind: 'map', node: folder.node });
    if (turn !== drawn || map?.kind !== 'map') return;
    drawChart(map.parts);
    await drawList(folder, turn);
  }

  function drawChart(parts: Parameters<typeof createChart>[0]['parts']): void {
    const hadFocus = drawing.contains(document.activeElement);
    chart?.dispose();
    const within = state.folder === '/' ? '' : state.folder;
    const made = createChart({
      view,
      folder: state.folder,
      parts,
      chart: state.chart,
      writer: state.writer,
      onPick: (names, part) => {
        if (part.kind === 'folder') openFolder(`${within}/${names.join('/')}`);
        else actions.revealLayer(part.layer);
      },
      onUp: () => openFolder(within.slice(0, within.lastIndexOf('/')) || '/'),
    });
    chart = made;
    drawing.replaceChildren(made.root);
    if (hadFocus) made.focus();
  }

  async function drawList(folder: TreeRow, turn: number): Promise<void> {
    const isFiltered = state.search !== '' || state.deadOnly || state.writer !== null;
    // Why: another drawing of the same folder closes no row.
    const wanted = JSON.stringify([folder.node, state.search, state.deadOnly, state.writer]);
    if (wanted === listed) return;
    if (!isFiltered) {
      const { fileBytes, deadBytes, files } = folder;
      const dead = deadBytes === 0 ? '' : `, ${formatBytes(deadBytes)} of them dead`;
      summary.textContent = `${formatBytes(fileBytes)} in ${files.toLocaleString('en')} files${dead}`;
      listed = wanted;
      list.replaceChildren(createTreeTable(folder, inputs, openFolder, state.folder).root);
      return;
    }
    const filter = { text: state.search, layers: layersOf(view, state.writer), deadOnly: state.deadOnly };
    const first = await actions.askTree({ kind: 'find', ...filter, from: 0, count: 200 });
    if (turn !== drawn || first?.kind !== 'find') return;
    const count = first.total.toLocaleString('en');
    summary.textContent = `${count} ${first.total === 1 ? 'file' : 'files'} found, ${formatBytes(first.fileBytes)}`;
    listed = wanted;
    list.replaceChildren(createFoundTable(first, filter, inputs).root);
  }

  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => change({ search: search.value.trim() }), searchPause);
  });
  search.addEventListener('keydown', ({ key }) => {
    if (key === 'ArrowDown') list.querySelector<HTMLElement>('tr[tabindex="0"]')?.focus();
  });
  deadOnly.addEventListener('change', () => change({ deadOnly: deadOnly.checked }));
  void draw();
  return {
    root,
    dispose: () => {
      clearTimeout(timer);
      chart?.dispose();
    },
  };
}
