// The long tables that need no file tree: packages, biggest files, folders and duplicates, sorted by the column a person
// presses, and what changed since the last build.
import type { LayerChange, LayerView } from '../../../server/src/protocol.ts';
import { formatBytes } from '../../../server/src/text/format-bytes.ts';
import { bar, element, type Child } from './element.ts';
import { lineButton } from './lines-panel.ts';
import { createLongTable } from './long-table.ts';
import { changeText } from './overview.ts';
import type { PageActions, Panel, PanelInputs } from './page-actions.ts';
import { colourOf, lineOf, writerName, writerOf } from './view-state.ts';

interface ListColumn<Row> {
  readonly title: string;
  readonly className?: string;
  readonly cell: (row: Row) => Child;
  /** What it sorts by: numbers from the greatest, words from A. */
  readonly key?: (row: Row) => number | string;
}

interface List<Row> {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly Row[];
  readonly columns: readonly ListColumn<Row>[];
  readonly className?: (row: Row) => string | undefined;
  /** Line (zero-based) that a row leads to; null for none. */
  readonly line: (row: Row) => number | null;
  readonly empty: string;
}

function listSection<Row>(list: List<Row>, actions: PageActions): HTMLElement {
  let rows = list.rows;
  let sort: { readonly at: number; readonly ascending: boolean } | null = null;
  const sortBy = (at: number): void => {
    const key = list.columns[at]?.key;
    if (key === undefined) return;
    const isWord = list.rows.some((row) => typeof key(row) === 'string');
    const ascending = sort?.at === at ? !sort.ascending : isWord;
    sort = { at, ascending };
    const order = (a: Row, b: Row): number => {
      const [one, other] = [key(a), key(b)];
      return one < other ? -1 : one > other ? 1 : 0;
    };
    rows = list.rows.toSorted((a, b) => (ascending ? order(a, b) : order(b, a)));
    table.refresh();
  };
  const table = createLongTable({
    label: list.title,
    empty: list.empty,
    columns: () =>
      list.columns.map(({ title, className, key }, at) => ({
        title,
        ...(className === undefined ? {} : { className }),
        ...(key === undefined ? {} : { onSort: () => sortBy(at) }),
        sorted: sort?.at === at ? (sort.ascending ? 'ascending' : 'descending') : undefined,
      })),
    count: () => rows.length,
    rowAt: (index) => {
      const row = rows[index];
      if (row === undefined) return { cells: [] };
      return { cells: list.columns.map(({ cell }) => cell(row)), className: list.className?.(row) };
    },
    onPick: (index) => {
      const row = rows[index];
      const line = row === undefined ? null : list.line(row);
      if (line !== null) actions.reveal(line);
    },
  });
  const count = list.rows.length;
  const counted = count === 0 ? '' : ` (${count.toLocaleString('en')})`;
  return element('section', { id: list.id }, element('h2', {}, `${list.title}${counted}`), table.root);
}

/** The line that wrote a layer, as a link; `base` where it came with it. */
function fromCell(view: LayerView, layer: number, actions: PageActions): Child {
  const writer = writerOf(view, layer);
  const line = lineOf(view, writer);
  return writer === 'base' || line === null ? writerName(view, writer) : lineButton(line, actions);
}

function layerColumn<Row extends { readonly layer: number }>({ view, actions }: PanelInputs): ListColumn<Row> {
  const key = ({ layer }: Row): number => -(lineOf(view, writerOf(view, layer)) ?? -1);
  return { title: 'Line', className: 'place', cell: ({ layer }) => fromCell(view, layer, actions), key };
}

function bytesColumns<Row>(bytes: (row: Row) => number, colour: (row: Row) => string, rows: readonly Row[]) {
  const largest = Math.max(
    1,
    rows.reduce((most, row) => Math.max(most, bytes(row)), 0),
  );
  return [
    { title: '', className: 'chart', cell: (row: Row) => bar(bytes(row) / largest, 0, colour(row)) },
    { title: 'File bytes', className: 'number', cell: (row: Row) => formatBytes(bytes(row)), key: bytes },
  ];
}

function code(text: string): Child {
  return element('code', { title: text }, text);
}

export function packagesPanel(inputs: PanelInputs): Panel {
  const { view, actions } = inputs;
  const rows = view.packages ?? [];
  const section = listSection(
    {
      id: 'packages',
      title: 'Packages',
      rows,
      columns: [
        layerColumn(inputs),
        {
          title: 'Package',
          className: 'text',
          cell: ({ name, version, places }) =>
            code(`${name}${version === null ? '' : ` ${version}`}${places > 1 ? ` (${places} places)` : ''}`),
          key: ({ name }) => name.toLowerCase(),
        },
        { title: 'Whose', className: 'kind', cell: ({ kind }) => kind, key: ({ kind }) => kind },
        {
          title: 'Files',
          className: 'number',
          cell: ({ files }) => files.toLocaleString('en'),
          key: ({ files }) => files,
        },
        ...bytesColumns(
          ({ fileBytes }) => fileBytes,
          ({ layer }) => colourOf(writerOf(view, layer)),
          rows,
        ),
      ],
      line: ({ layer }) => lineOf(view, writerOf(view, layer)),
      empty:
        view.packages === null ? 'Packages were not looked for: build again to see them.' : 'No package was found.',
    },
    actions,
  );
  if (view.unowned !== null && view.unowned.files > 0) {
    const { fileBytes, files } = view.unowned;
    section.append(
      element(
        'p',
        { class: 'muted' },
        `${formatBytes(fileBytes)} in ${files.toLocaleString('en')} files belong to no package.`,
      ),
    );
  }
  return { root: section };
}

export function filesPanel(inputs: PanelInputs): Panel {
  const { view, actions } = inputs;
  const rows = view.files.map(({ row, base, ...file }) => ({ ...file, writer: base ? ('base' as const) : row }));
  const list: List<(typeof rows)[number]> = {
    id: 'files',
    title: 'Biggest files',
    rows,
    className: ({ live }) => (live ? undefined : 'gone'),
    columns: [
      {
        title: 'Line',
        className: 'place',
        cell: ({ writer }) => (writer === 'base' ? 'base' : lineButton(lineOf(view, writer), actions)),
        key: ({ writer }) => -(writer === 'base' ? -1 : (lineOf(view, writer) ?? -1)),
      },
      { title: 'Path', className: 'text', cell: ({ path }) => code(path), key: ({ path }) => path },
      {
        title: 'State',
        className: 'kind',
        cell: ({ live }) => (live ? '' : element('span', { class: 'badge' }, 'dead')),
      },
      ...bytesColumns(
        ({ fileBytes }) => fileBytes,
        ({ writer }) => colourOf(writer),
        rows,
      ),
    ],
    line: ({ writer }) => lineOf(view, writer),
    empty: 'The image holds no file.',
  };
  return { root: listSection(list, actions) };
}

export function foldersPanel({ view, actions }: PanelInputs): Panel {
  const rows = view.folders ?? [];
  const list: List<(typeof rows)[number]> = {
    id: 'folders',
    title: 'Biggest folders',
    rows,
    columns: [
      {
        title: 'Folder',
        className: 'text',
        cell: ({ path }) => {
          const open = element(
            'button',
            { type: 'button', class: 'link', title: `Open ${path} in the map` },
            code(path),
          );
          open.addEventListener('click', () => actions.change({ tab: 'map', folder: path, search: '', writer: null }));
          return open;
        },
        key: ({ path }) => path,
      },
      {
        title: 'Files',
        className: 'number count',
        cell: ({ files }) => files.toLocaleString('en'),
        key: ({ files }) => files,
      },
      ...bytesColumns(
        ({ fileBytes }) => fileBytes,
        () => 'colour-base',
        rows,
      ),
    ],
    line: () => null,
    empty: view.folders === null ? 'Folders were not summed up: build again to see them.' : 'There is no folder.',
  };
  return { root: listSection(list, actions) };
}

export function duplicatesPanel({ view, actions }: PanelInputs): Panel {
  const rows = view.duplicates;
  const wasted = ({ fileBytes, count }: (typeof rows)[number]): number => fileBytes * (count - 1);
  const layerOf = ({ copies }: (typeof rows)[number]): number => copies.at(-1)?.layer ?? 0;
  const list: List<(typeof rows)[number]> = {
    id: 'duplicates',
    title: 'Files that are there several times',
    rows,
    columns: [
      { title: 'Line', className: 'place', cell: (row) => fromCell(view, layerOf(row), actions) },
      { title: 'Places', className: 'text', cell: ({ copies }) => code(copies.map(({ path }) => path).join(', ')) },
      { title: 'Copies', className: 'number', cell: ({ count }) => String(count), key: ({ count }) => count },
      { ...wastedColumn, cell: (row) => formatBytes(wasted(row)), key: wasted },
    ],
    line: (row) => lineOf(view, writerOf(view, layerOf(row))),
    empty: 'No big file is there twice.',
  };
  return { root: listSection(list, actions) };
}

const wastedColumn = { title: 'Wasted', className: 'number' } as const;

export function changePanel({ actions }: PanelInputs): Panel {
  const root = element('div', { 'aria-busy': 'true' }, element('p', { class: 'muted' }, 'Comparing …'));
  void actions.askComparison().then((comparison) => {
    root.removeAttribute('aria-busy');
    if (comparison === null) {
      root.replaceChildren(
        element('p', { class: 'muted' }, 'There is no build before this one that gave another image.'),
      );
      return;
    }
    const { before, after, lines, packages, paths } = comparison;
    const verdict = `${formatBytes(before.fileBytes)} became ${formatBytes(after.fileBytes)}: ${changeText(after.fileBytes, before.fileBytes)}, ${new Date(before.measured).toLocaleString()}.`;
    root.replaceChildren(
      element('h2', {}, 'Since the last build'),
      element('p', {}, verdict),
      listSection(changes('changed-lines', 'Lines', 'Line', lines, 'No line weighs more or less.'), actions),
      listSection(
        changes('changed-packages', 'Packages', 'Package', packages, 'No package came, went or changed.'),
        actions,
      ),
      listSection(
        changes(
          'changed-paths',
          'Paths',
          'Path',
          paths ?? [],
          paths === null
            ? 'The file tree of one of the builds is not kept.'
            : 'No file came, went or changed its size.',
        ),
        actions,
      ),
    );
  });
  return { root };
}

function changes(
  id: string,
  title: string,
  what: string,
  all: readonly LayerChange[],
  empty: string,
): List<LayerChange> {
  const delta = ({ before, after }: LayerChange): number => (after ?? 0) - (before ?? 0);
  const rows = all.filter((change) => delta(change) !== 0 || title === 'Packages');
  const bytes = (figure: number | null): string => (figure === null ? '–' : formatBytes(figure));
  return {
    id,
    title,
    rows,
    columns: [
      {
        title: what,
        className: 'text',
        cell: ({ name }) => code(name === '' ? 'a layer' : name),
        key: ({ name }) => name,
      },
      { title: 'Before', className: 'number', cell: ({ before }) => bytes(before), key: ({ before }) => before ?? 0 },
      { title: 'After', className: 'number', cell: ({ after }) => bytes(after), key: ({ after }) => after ?? 0 },
      {
        title: 'Change',
        className: 'number',
        cell: (row) => {
          const by = delta(row);
          const text = `${by > 0 ? '+' : by < 0 ? '−' : ''}${formatBytes(Math.abs(by))}`;
          return element('span', { class: by > 0 ? 'more' : 'less' }, by === 0 ? '=' : text);
        },
        key: (row) => Math.abs(delta(row)),
      },
    ],
    line: () => null,
    empty,
  };
}
