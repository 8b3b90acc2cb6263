// What each line weighs, in file order or heaviest first, and the dead bytes by who wrote and who killed them. Short tables:
// a Dockerfile has no more lines than a page can hold.
import type { LayerRow, LayerView } from '../../../server/src/protocol.ts';
import { formatBytes } from '../../../server/src/text/format-bytes.ts';
import { bar, button, element, percent, type Child } from './element.ts';
import type { PageActions, Panel, PanelInputs } from './page-actions.ts';
import { colourOf } from './view-state.ts';

export function linesPanel(inputs: PanelInputs): Panel {
  const root = element('div', {}, lineTable(inputs), ...deadTable(inputs), ...notes(inputs.view));
  root.addEventListener('keydown', walk);
  return { root };
}

function table(titles: readonly string[], rows: readonly Node[]): HTMLElement {
  const heads = titles.map((title, place) => {
    const className = title === 'Of own' ? 'number share' : place > 2 ? 'number' : title === '' ? 'chart' : undefined;
    return element('th', { scope: 'col', class: className }, title);
  });
  return element('table', {}, element('thead', {}, element('tr', {}, ...heads)), element('tbody', {}, ...rows));
}

export function lineButton(line: number | null, { reveal }: PageActions): Child {
  return line === null ? '' : button(String(line + 1), `Show line ${line + 1} in the editor`, () => reveal(line));
}

function lineTable({ view, state, actions }: PanelInputs): HTMLElement {
  const largest = Math.max(1, ...view.rows.map(({ fileBytes }) => fileBytes));
  const places = view.rows.map((_, place) => place);
  if (state.order === 'weight') places.sort((a, b) => (view.rows[b]?.fileBytes ?? 0) - (view.rows[a]?.fileBytes ?? 0));
  const rows = places.flatMap((place) => {
    const row = view.rows[place];
    return row === undefined ? [] : [lineRow(view, row, place, largest, actions)];
  });
  const other = state.order === 'file' ? 'weight' : 'file';
  return element(
    'section',
    { id: 'lines' },
    element(
      'div',
      { class: 'title' },
      element('h2', {}, 'What each line weighs'),
      button(other === 'weight' ? 'Biggest first' : 'In file order', 'Change the order of the lines', () =>
        actions.change({ order: other }),
      ),
    ),
    table(['Line', 'Instruction', '', 'File bytes', 'Of own', 'Dead', 'Time'], [...baseRow(view, actions), ...rows]),
    ...(view.attribution === 'exact' || view.attribution === 'none'
      ? []
      : [
          element(
            'p',
            { class: 'muted' },
            `Layers were brought to lines by ${view.attribution === 'aligned' ? 'the history of the image' : 'likeness of text'}.`,
          ),
        ]),
  );
}

function baseRow({ base, fileBytes }: LayerView, actions: PageActions): readonly Node[] {
  if (base === null) return [];
  const layers = base.layers.map(({ command, fileBytes: bytes }) =>
    element(
      'li',
      {},
      element('code', {}, command === '' ? 'layer' : command),
      ' ',
      element('span', { class: 'muted' }, formatBytes(bytes)),
    ),
  );
  const count = `${base.layers.length} ${base.layers.length === 1 ? 'layer' : 'layers'}`;
  const details = element(
    'details',
    {},
    element('summary', {}, `Base ${base.reference ?? 'image'}, ${count}`),
    element('ul', {}, ...layers),
  );
  return [
    element(
      'tr',
      { class: 'base' },
      element('td', { class: 'place' }, lineButton(base.line, actions)),
      element('td', { class: 'text' }, details),
      element('td', { class: 'chart' }),
      element('td', { class: 'number' }, formatBytes(base.fileBytes)),
      element(
        'td',
        { class: 'number muted share' },
        fileBytes === 0 ? '' : `${percent(base.fileBytes, fileBytes)} of all`,
      ),
      element('td', { class: 'number' }, base.deadBytes === 0 ? '' : formatBytes(base.deadBytes)),
      element('td', { class: 'number' }),
    ),
  ];
}

function lineRow(view: LayerView, row: LayerRow, place: number, largest: number, actions: PageActions): HTMLElement {
  const own = view.rows.reduce((sum, { fileBytes }) => sum + fileBytes, 0);
  const { startLine } = row;
  const pick = (): void => {
    if (startLine !== null) actions.reveal(startLine);
  };
  const code = element('code', {}, row.text);
  const stale = element(
    'span',
    { class: 'badge', title: 'This line, or one that it rests on, was changed since it was measured' },
    'changed since',
  );
  const weight = bar(row.fileBytes / largest, row.deadBytes / largest, colourOf(place));
  const name = startLine === null ? row.text : `line ${startLine + 1}`;
  const showFiles = (): void => actions.change({ tab: 'map', writer: place, folder: '/', search: '' });
  const files = button(weight, `Show the files of ${name}`, showFiles, 'files');
  files.setAttribute('aria-label', files.title);
  const made = element(
    'tr',
    { class: row.current ? undefined : 'stale', 'data-line': startLine === null ? undefined : startLine + 1 },
    element('td', { class: 'place' }, lineButton(startLine, actions)),
    element(
      'td',
      { class: 'text' },
      startLine === null ? code : button(code, `Show line ${startLine + 1} in the editor`, pick),
      row.current ? null : stale,
    ),
    element('td', { class: 'chart' }, row.fileBytes > 0 ? files : null),
    element('td', { class: 'number' }, `${row.current ? '' : '≈ '}${formatBytes(row.fileBytes)}`),
    element('td', { class: 'number muted share' }, row.fileBytes === 0 ? '' : percent(row.fileBytes, own)),
    element(
      'td',
      { class: row.deadBytes > 0 ? 'number warn' : 'number' },
      row.deadBytes === 0 ? '' : formatBytes(row.deadBytes),
    ),
    element('td', { class: 'number muted' }, timeText(row)),
  );
  // Why: a click anywhere on the row is meant for its line; buttons speak for themselves, and are the way for the keyboard.
  made.addEventListener('click', (event) => {
    if (event.target instanceof Element && event.target.closest('button') === null) pick();
  });
  return made;
}

/** `41 s`, `41 s, cached`, `cached`. */
export function timeText({ cached, seconds }: Pick<LayerRow, 'cached' | 'seconds'>): string {
  const time = seconds === null ? [] : [`${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`];
  return [...time, ...(cached === true ? ['cached'] : [])].join(', ');
}

function deadTable({ view: { dead, rows, base }, actions }: PanelInputs): readonly Node[] {
  if (dead.length === 0) return [];
  const name = (place: number | null): Child => {
    const row = place === null ? undefined : rows[place];
    if (row === undefined) return base === null ? 'not known' : 'base';
    return row.startLine === null ? row.text : element('span', {}, 'line ', lineButton(row.startLine, actions));
  };
  const body = dead.map(({ writer, killer, deletedBytes, shadowedBytes, files, examples }) =>
    element(
      'tr',
      {},
      element('td', {}, name(writer)),
      element('td', {}, name(killer)),
      element(
        'td',
        { class: 'text' },
        element('code', {}, examples.map(({ path }) => path).join(', ')),
        files > examples.length ? ` and ${files - examples.length} more` : '',
      ),
      element('td', { class: 'number' }, formatBytes(deletedBytes + shadowedBytes)),
      element(
        'td',
        { class: 'number muted' },
        deletedBytes === 0 ? 'overwritten' : shadowedBytes === 0 ? 'removed' : 'removed, overwritten',
      ),
    ),
  );
  return [
    element(
      'section',
      { id: 'dead' },
      element('h2', {}, 'Dead bytes: still downloaded, never seen'),
      table(['Written by', 'Killed by', 'Files', 'File bytes', 'How'], body),
    ),
  ];
}

function notes({ notes: all }: LayerView): readonly Node[] {
  if (all.length === 0) return [];
  const items = all.map((note) => element('li', {}, note));
  return [element('section', { id: 'notes' }, element('ul', { class: 'muted' }, ...items))];
}

/** Up and down walk through the buttons of a column, as they do in a list. */
function walk(event: KeyboardEvent): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const cell = document.activeElement?.closest('td');
  if (step === 0 || cell === null || cell === undefined) return;
  let row: Element | null = cell.parentElement;
  do {
    row = (step > 0 ? row?.nextElementSibling : row?.previousElementSibling) ?? null;
    const next = row?.children[cell.cellIndex]?.querySelector('button') ?? row?.querySelector('button');
    if (next !== null && next !== undefined) {
      next.focus();
      event.preventDefault();
      return;
    }
  } while (row !== null);
}
