// The table twins of the map: a folder as a tree that is opened row by row, and what a search found. Both ask for pages as
// they are scrolled to.
import { formatBytes } from '../../../server/src/text/format-bytes.ts';
import type { FileFilter, TreeAnswer, TreeRow } from '../../../server/src/protocol.ts';
import { bar, button, element, type Child } from './element.ts';
import { createLongTable, type Column, type LongTable } from './long-table.ts';
import type { PageActions, PanelInputs } from './page-actions.ts';
import { createTreeModel, pageRows, type ShownRow } from './tree-model.ts';
import { colourOf, lineOf, writerName, writerOf } from './view-state.ts';

const columns: readonly Column[] = [
  { title: 'Line', className: 'place' },
  { title: 'Path', className: 'text' },
  { title: 'Files', className: 'number count' },
  { title: '', className: 'chart' },
  { title: 'File bytes', className: 'number' },
  { title: 'Dead', className: 'number' },
];

/** The cells of a row; `largest` is what fills the bar. */
function cellsOf(row: TreeRow, name: Child, largest: number, { view, actions }: PanelInputs): readonly Child[] {
  const { fileBytes, deadBytes, layer, kind, files } = row;
  const writer = writerOf(view, layer);
  const line = lineOf(view, writer);
  const label = writer === 'base' || line === null ? writerName(view, writer) : String(line + 1);
  const from =
    line === null || writer === 'base'
      ? label
      : button(label, `Show line ${line + 1} in the editor`, () => actions.reveal(line));
  const share = fileBytes / Math.max(1, largest);
  const deadShare = deadBytes / Math.max(1, largest);
  return [
    from,
    name,
    kind === 'folder' ? files.toLocaleString('en') : '',
    bar(share, deadShare, colourOf(writer)),
    formatBytes(fileBytes),
    deadBytes === 0
      ? ''
      : deadBytes === fileBytes
        ? element('span', { class: 'badge' }, 'dead')
        : formatBytes(deadBytes),
  ];
}

function isGone({ fileBytes, deadBytes }: TreeRow): boolean {
  return deadBytes > 0 && deadBytes === fileBytes;
}

/** What is in a folder. Right opens and left closes a row, as in every tree; Enter shows a file's line. */
export function createTreeTable(
  folder: TreeRow,
  inputs: PanelInputs,
  openFolder: (path: string) => void,
  path: string,
): LongTable {
  const { actions } = inputs;
  const model = createTreeModel(folder);

  async function fetch(pages: ReturnType<typeof model.wanted>): Promise<void> {
    for (const page of pages) {
      const answer = await actions.askTree({ kind: 'children', ...page, count: pageRows });
      if (answer?.kind === 'children') model.take(page, answer.rows);
    }
    if (pages.length > 0) table.refresh();
  }

  function toggle(index: number): void {
    if (model.toggle(index)) table.refresh();
  }

  function pathOf(index: number): string {
    const names: string[] = [];
    for (let at = index; at >= 0; at = model.parentOf(at)) names.unshift(model.rowAt(at)?.row?.name ?? '');
    return `${path === '/' ? '' : path}/${names.join('/')}`;
  }

  function nameCell({ row, level, isOpen }: ShownRow, index: number): Child {
    if (row === undefined) return element('span', { class: 'muted' }, '…');
    const twist = element(
      'span',
      { class: 'twist', 'aria-hidden': 'true' },
      row.children === 0 ? '' : isOpen ? '▾' : '▸',
    );
    const full = pathOf(index);
    const name = element(
      'span',
      { class: 'name', title: full },
      twist,
      element('code', {}, `${row.name}${row.kind === 'folder' ? '/' : ''}`),
    );
    name.style.paddingInlineStart = `${(level - 1) * 1.1}em`;
    if (row.kind === 'folder' && row.children > 0)
      name.append(button('open', `Draw ${full}`, () => openFolder(full), 'link quiet'));
    return name;
  }

  const table = createLongTable({
    label: `What is in ${path}`,
    isTree: true,
    empty: 'Nothing is stored here.',
    columns: () => columns,
    count: () => model.count(),
    want: (from, to) => void fetch(model.wanted(from, to)),
    rowAt: (index) => {
      const shown = model.rowAt(index);
      if (shown?.row === undefined) return { cells: ['', '…', '', '', '', ''] };
      const { row, level, place, of } = shown;
      return {
        cells: cellsOf(row, nameCell(shown, index), folder.fileBytes, inputs),
        className: isGone(row) ? 'gone' : undefined,
        level,
        isOpen: row.kind === 'folder' && row.children > 0 ? shown.isOpen : null,
        place,
        of,
      };
    },
    onPick: (index) => {
      const row = model.rowAt(index)?.row;
      if (row === undefined) return;
      if (row.kind === 'folder') toggle(index);
      else actions.revealLayer(row.layer);
    },
    onKey: (key, index) => {
      const shown = model.rowAt(index);
      const canOpen = shown?.row?.kind === 'folder' && shown.row.children > 0;
      if (key === 'ArrowRight') {
        if (canOpen && !shown.isOpen) toggle(index);
        else if (canOpen) table.focusRow(index + 1);
        return true;
      }
      if (key !== 'ArrowLeft') return false;
      if (shown?.isOpen === true) toggle(index);
      else if (model.parentOf(index) >= 0) table.focusRow(model.parentOf(index));
      return true;
    },
  });
  return table;
}

/** What a search found, heaviest first. */
export function createFoundTable(
  first: Extract<TreeAnswer, { kind: 'find' }>,
  filter: FileFilter,
  inputs: PanelInputs,
): LongTable {
  const { actions } = inputs;
  const rows = new Map(first.rows.map((row, at) => [at, row]));
  const asked = new Set([0]);

  async function fetch(from: number, to: number, ask: PageActions['askTree']): Promise<void> {
    for (let page = Math.floor(from / pageRows); page * pageRows < to; page++) {
      if (asked.has(page)) continue;
      asked.add(page);
      const answer = await ask({ kind: 'find', ...filter, from: page * pageRows, count: pageRows });
      if (answer?.kind !== 'find') continue;
      answer.rows.forEach((row, at) => rows.set(page * pageRows + at, row));
      table.refresh();
    }
  }

  const largest = first.rows[0]?.fileBytes ?? 1;
  const table = createLongTable({
    label: 'Files that were found',
    empty: 'No file is called so.',
    columns: () => columns,
    count: () => first.total,
    want: (from, to) => void fetch(from, to, actions.askTree),
    rowAt: (index) => {
      const row = rows.get(index);
      if (row === undefined) return { cells: ['', '…', '', '', '', ''] };
      const name = element('code', { title: row.name }, row.name);
      return { cells: cellsOf(row, name, largest, inputs), className: isGone(row) ? 'gone' : undefined };
    },
    onPick: (index) => {
      const row = rows.get(index);
      if (row !== undefined) actions.revealLayer(row.layer);
    },
  });
  return table;
}
