// Draws a measured image: the whole as one bar, the base apart, our lines with what they weigh, the dead bytes and the
// biggest files. Every drawing has its table; nothing is fetched and nothing is stored here.
import type { LayerRow, LayerView } from '../../../server/src/protocol.ts';
import { formatBytes } from '../../../server/src/text/format-bytes.ts';
import { bar, button, colourOf, element, type Child } from './element.ts';

export interface ViewActions {
  readonly reveal: (line: number) => void;
  readonly buildAgain: () => void;
  /** Draws anew with another state. */
  readonly change: (state: ViewState) => void;
}

export interface ViewState {
  readonly order: 'file' | 'weight';
  /** Place in `view.rows` whose files are shown; null for all. */
  readonly row: number | null;
}

export const initialState: ViewState = { order: 'file', row: null };

export function drawView(view: LayerView, state: ViewState, actions: ViewActions): readonly Node[] {
  return [
    header(view, actions),
    wholeBar(view, state, actions),
    lineTable(view, state, actions),
    ...deadTable(view, actions),
    ...fileTable(view, state, actions),
    ...notes(view),
  ];
}

function header(view: LayerView, { buildAgain }: ViewActions): Node {
  const day = new Date(view.measured);
  // Why: an image that was built without a tag goes by its id, whole or as the engine shortens it.
  const isId = /^(?:sha256:)?[0-9a-f]{12,64}$/.test(view.image);
  const name = isId ? view.image.replace(/^sha256:/, '').slice(0, 12) : view.dockerfile;
  const facts = [name, view.engine, view.platform, `measured ${day.toLocaleString()}`];
  const own = view.rows.reduce((sum, { fileBytes }) => sum + fileBytes, 0);
  return element(
    'header',
    {},
    element(
      'div',
      {},
      element('h1', {}, isId ? view.dockerfile : view.image),
      element('p', { class: 'muted' }, facts.filter((fact) => fact !== null).join(' · ')),
    ),
    button('Build again', 'Build and measure this Dockerfile again', buildAgain, 'action'),
    element(
      'dl',
      { class: 'figures' },
      ...figure('Whole image', formatBytes(view.fileBytes), 'file bytes, all layers'),
      ...figure(
        'Base',
        view.base === null ? 'unknown' : formatBytes(view.base.fileBytes),
        view.base?.reference ?? 'no base found',
      ),
      ...figure(
        'Own lines',
        formatBytes(own),
        `${view.rows.length} ${view.rows.length === 1 ? 'line writes' : 'lines write'}`,
      ),
      ...figure('Dead', formatBytes(view.deadBytes), 'written, then hidden or removed', view.deadBytes > 0),
      ...(view.downloadBytes === null ? [] : figure('Download', formatBytes(view.downloadBytes), 'compressed')),
    ),
  );
}

function figure(name: string, value: string, detail: string, warn = false): readonly Node[] {
  return [
    element(
      'div',
      { class: warn ? 'warn' : undefined },
      element('dt', {}, name),
      element('dd', {}, element('strong', {}, value), ' ', element('span', { class: 'muted' }, detail)),
    ),
  ];
}

/** One bar of the whole image; its table twin is the one of the lines. */
function wholeBar(view: LayerView, state: ViewState, { change }: ViewActions): Node {
  const whole = Math.max(1, view.fileBytes);
  const segments: Node[] = [];
  if (view.base !== null && view.base.fileBytes > 0) {
    const segment = element(
      'span',
      { class: `segment ${colourOf(null)}`, title: `Base: ${formatBytes(view.base.fileBytes)}` },
      'base',
    );
    segment.style.flexGrow = String(view.base.fileBytes / whole);
    segments.push(segment);
  }
  view.rows.forEach((row, place) => {
    if (row.fileBytes === 0) return;
    const label = `${rowName(row)}: ${formatBytes(row.fileBytes)}`;
    const segment = button(
      null,
      label,
      () => change({ ...state, row: state.row === place ? null : place }),
      `segment ${colourOf(place)}`,
    );
    segment.setAttribute('aria-label', label);
    segment.setAttribute('aria-pressed', String(state.row === place));
    segment.style.flexGrow = String(row.fileBytes / whole);
    if (row.deadBytes > 0) {
      const dead = element('span', { class: 'gone' });
      dead.style.width = `${(row.deadBytes / row.fileBytes) * 100}%`;
      segment.append(dead);
    }
    segments.push(segment);
  });
  return element('div', { class: 'whole', role: 'group', 'aria-label': 'The image by weight' }, ...segments);
}

function rowName({ startLine, text }: LayerRow): string {
  return startLine === null ? text : `Line ${startLine + 1}, ${text}`;
}

function lineTable(view: LayerView, state: ViewState, actions: ViewActions): Node {
  const largest = Math.max(1, ...view.rows.map(({ fileBytes }) => fileBytes));
  const places = view.rows.map((_, place) => place);
  if (state.order === 'weight') places.sort((a, b) => (view.rows[b]?.fileBytes ?? 0) - (view.rows[a]?.fileBytes ?? 0));
  const rows = places.flatMap((place) => {
    const row = view.rows[place];
    return row === undefined ? [] : [lineRow(view, row, place, largest, state, actions)];
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
        actions.change({ ...state, order: other }),
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

function table(titles: readonly string[], rows: readonly Node[]): Node {
  const heads = titles.map((title, place) =>
    element('th', { scope: 'col', class: place > 2 ? 'number' : undefined }, title),
  );
  return element('table', {}, element('thead', {}, element('tr', {}, ...heads)), element('tbody', {}, ...rows));
}

function lineButton(line: number | null, { reveal }: ViewActions): Child {
  return line === null ? '' : button(String(line + 1), `Show line ${line + 1} in the editor`, () => reveal(line));
}

function baseRow({ base, fileBytes }: LayerView, actions: ViewActions): readonly Node[] {
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
  const details = element(
    'details',
    {},
    element(
      'summary',
      {},
      `Base ${base.reference ?? 'image'}, ${base.layers.length} ${base.layers.length === 1 ? 'layer' : 'layers'}`,
    ),
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
      element('td', { class: 'number muted' }, fileBytes === 0 ? '' : `${percent(base.fileBytes, fileBytes)} of all`),
      element('td', { class: 'number' }, base.deadBytes === 0 ? '' : formatBytes(base.deadBytes)),
      element('td', { class: 'number' }),
    ),
  ];
}

function lineRow(
  view: LayerView,
  row: LayerRow,
  place: number,
  largest: number,
  state: ViewState,
  actions: ViewActions,
): Node {
  const own = Math.max(
    1,
    view.rows.reduce((sum, { fileBytes }) => sum + fileBytes, 0),
  );
  const selected = state.row === place;
  const pick = (): void => {
    if (row.startLine !== null) actions.reveal(row.startLine);
    actions.change({ ...state, row: selected ? null : place });
  };
  const text = button(
    element('code', {}, row.text),
    row.startLine === null ? 'Show its files' : `Show line ${row.startLine + 1} and its files`,
    pick,
  );
  text.setAttribute('aria-pressed', String(selected));
  const made = element(
    'tr',
    {
      class: [selected ? 'selected' : '', row.current ? '' : 'stale'].join(' ').trim() || undefined,
      'data-line': row.startLine === null ? undefined : row.startLine + 1,
    },
    element('td', { class: 'place' }, lineButton(row.startLine, actions)),
    element(
      'td',
      { class: 'text' },
      text,
      row.current
        ? null
        : element(
            'span',
            { class: 'badge', title: 'This line, or one that it rests on, was changed since it was measured' },
            'changed since',
          ),
    ),
    element('td', { class: 'chart' }, bar(row.fileBytes / largest, row.deadBytes / largest, place)),
    element('td', { class: 'number' }, `${row.current ? '' : '≈ '}${formatBytes(row.fileBytes)}`),
    element('td', { class: 'number muted' }, percent(row.fileBytes, own)),
    element(
      'td',
      { class: row.deadBytes > 0 ? 'number warn' : 'number' },
      row.deadBytes === 0 ? '' : formatBytes(row.deadBytes),
    ),
    element('td', { class: 'number muted' }, timeText(row)),
  );
  // Why: a click anywhere on the row is meant for its line; buttons speak for themselves, and are the way for the keyboard.
  made.addEventListener('click', (event) => {
    if (!(event.target as Element).closest('button')) pick();
  });
  return made;
}

function timeText({ cached, seconds }: LayerRow): string {
  if (cached === true) return 'cached';
  return seconds === null ? '' : `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

function percent(part: number, whole: number): string {
  const share = (part / Math.max(1, whole)) * 100;
  return share > 0 && share < 1 ? '< 1 %' : `${Math.round(share)} %`;
}

function deadTable({ dead, rows }: LayerView, actions: ViewActions): readonly Node[] {
  if (dead.length === 0) return [];
  const name = (place: number | null): Child => {
    const row = place === null ? undefined : rows[place];
    if (row === undefined) return 'base';
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

function fileTable(view: LayerView, state: ViewState, actions: ViewActions): readonly Node[] {
  const files = view.files.filter(({ row }) => state.row === null || row === state.row);
  if (view.files.length === 0) return [];
  const largest = Math.max(1, ...files.map(({ fileBytes }) => fileBytes));
  const body = files.map(({ path, fileBytes, row, base, live }) =>
    element(
      'tr',
      { class: live ? undefined : 'gone' },
      element(
        'td',
        { class: 'place' },
        base ? 'base' : lineButton(row === null ? null : (view.rows[row]?.startLine ?? null), actions),
      ),
      element(
        'td',
        { class: 'text' },
        element('code', {}, path),
        live ? null : element('span', { class: 'badge' }, 'dead'),
      ),
      element('td', { class: 'chart' }, bar(fileBytes / largest, live ? 0 : fileBytes / largest, row)),
      element('td', { class: 'number' }, formatBytes(fileBytes)),
    ),
  );
  const chosen = state.row === null ? undefined : view.rows[state.row];
  return [
    element(
      'section',
      { id: 'files' },
      element(
        'div',
        { class: 'title' },
        element('h2', {}, chosen === undefined ? 'Biggest files' : `Biggest files of ${rowName(chosen)}`),
        chosen === undefined
          ? null
          : button('All lines', 'Show the files of all lines', () => actions.change({ ...state, row: null })),
      ),
      files.length === 0
        ? element('p', { class: 'muted' }, 'None of the biggest files of the image comes from this line.')
        : table(['Line', 'Path', '', 'File bytes'], body),
    ),
  ];
}

function notes({ notes: all }: LayerView): readonly Node[] {
  return all.length === 0
    ? []
    : [
        element(
          'section',
          { id: 'notes' },
          element('ul', { class: 'muted' }, ...all.map((note) => element('li', {}, note))),
        ),
      ];
}
