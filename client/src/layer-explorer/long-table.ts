// A table of any length: only the rows that are seen are on the page, the arrow keys walk from row to row, and a screen
// reader is told which of how many it stands on. What the rows say is the caller's.
import { element, type Child } from './element.ts';
import { rowAfterKey, rowHeight, scrollFor, visibleRows } from './visible-rows.ts';

export interface Column {
  readonly title: string;
  readonly className?: string;
  /** Sorts by this column. */
  readonly onSort?: () => void;
  readonly sorted?: 'ascending' | 'descending' | undefined;
}

export interface RowView {
  readonly cells: readonly Child[];
  readonly className?: string | undefined;
  /** For a tree: 1 at the top, and whether it is open (null where there is nothing in it). */
  readonly level?: number;
  readonly isOpen?: boolean | null;
  readonly place?: number;
  readonly of?: number;
}

export interface LongTable {
  readonly root: HTMLElement;
  /** Draws anew: rows have come, gone or changed. */
  refresh(): void;
  /** Puts the focus on a row. */
  focusRow(index: number): void;
}

export interface LongTableOptions {
  readonly label: string;
  readonly columns: () => readonly Column[];
  readonly count: () => number;
  readonly rowAt: (index: number) => RowView;
  /** Told which rows are about to be drawn. */
  readonly want?: (from: number, to: number) => void;
  /** Enter or a click on a row. */
  readonly onPick: (index: number) => void;
  /** Any other key on a row; true where it was one of the caller's. */
  readonly onKey?: (key: string, index: number) => boolean;
  readonly isTree?: boolean;
  /** Said where there is no row. */
  readonly empty: string;
}

export function createLongTable(options: LongTableOptions): LongTable {
  const { label, isTree = false } = options;
  const head = element('tr', { 'aria-rowindex': 1 });
  const body = element('tbody');
  const table = element(
    'table',
    { role: isTree ? 'treegrid' : 'grid', 'aria-label': label },
    element('thead', {}, head),
    body,
  );
  const nothing = element('p', { class: 'muted', hidden: true }, options.empty);
  const scroller = element('div', { class: 'long' }, table);
  const root = element('div', {}, scroller, nothing);
  let active = 0;
  let drawn: readonly [number, number] = [0, 0];

  function viewHeight(): number {
    return Math.max(rowHeight, scroller.clientHeight - head.offsetHeight);
  }

  function space(rows: number): HTMLElement {
    const made = element('tr', { class: 'space', 'aria-hidden': 'true' }, element('td'));
    made.style.height = `${rows * rowHeight}px`;
    return made;
  }

  function rowElement(index: number): HTMLElement {
    const { cells, className, level, isOpen, place, of } = options.rowAt(index);
    const columns = options.columns();
    const row = element(
      'tr',
      {
        class: className,
        'data-row': index,
        'aria-rowindex': index + 2,
        'aria-level': level,
        'aria-expanded': isOpen === null || isOpen === undefined ? undefined : String(isOpen),
        'aria-posinset': place === undefined ? undefined : place + 1,
        'aria-setsize': of,
        tabindex: index === active ? 0 : -1,
      },
      ...cells.map((cell, at) => element('td', { class: columns[at]?.className }, cell)),
    );
    // Why: one stop of the tab key for the whole table; what is in the active row comes after it.
    if (index !== active) for (const inner of row.querySelectorAll('button')) inner.tabIndex = -1;
    return row;
  }

  function draw(keepFocus: boolean): void {
    const count = options.count();
    active = Math.min(active, Math.max(0, count - 1));
    table.setAttribute('aria-rowcount', String(count + 1));
    nothing.hidden = count > 0;
    scroller.hidden = count === 0;
    const [from, to] = visibleRows(count, scroller.scrollTop, viewHeight());
    drawn = [from, to];
    options.want?.(from, to);
    const rows: HTMLElement[] = [];
    // Why: the active row stays on the page, so that the focus and the tab key find it.
    if (active < from) rows.push(space(active), rowElement(active), space(from - active - 1));
    else rows.push(space(from));
    for (let index = from; index < to; index++) rows.push(rowElement(index));
    if (active >= to && count > 0) rows.push(space(active - to), rowElement(active), space(count - active - 1));
    else rows.push(space(count - to));
    const hadFocus = keepFocus && body.contains(document.activeElement);
    body.replaceChildren(...rows);
    if (hadFocus) rowOf(active)?.focus({ preventScroll: true });
  }

  function rowOf(index: number): HTMLElement | null {
    return body.querySelector(`tr[data-row="${index}"]`);
  }

  function drawHead(): void {
    head.replaceChildren(
      ...options.columns().map(({ title, className, onSort, sorted }) => {
        const cell = element('th', { scope: 'col', class: className, 'aria-sort': sorted }, onSort ? null : title);
        if (onSort) {
          const mark = sorted === undefined ? '' : sorted === 'ascending' ? ' ↑' : ' ↓';
          const sort = element('button', { type: 'button', class: 'sort' }, `${title}${mark}`);
          sort.addEventListener('click', onSort);
          cell.append(sort);
        }
        return cell;
      }),
    );
  }

  function focusRow(index: number): void {
    active = index;
    const top = scrollFor(index, scroller.scrollTop, viewHeight());
    if (top !== null) scroller.scrollTop = top;
    draw(false);
    rowOf(index)?.focus({ preventScroll: true });
  }

  function indexOf(target: EventTarget | null): number | null {
    const row = target instanceof Element ? target.closest<HTMLElement>('tr[data-row]') : null;
    return row === null ? null : Number(row.dataset['row']);
  }

  scroller.addEventListener('scroll', () => {
    const [from, to] = visibleRows(options.count(), scroller.scrollTop, viewHeight());
    if (from !== drawn[0] || to !== drawn[1]) draw(true);
  });
  body.addEventListener('focusin', ({ target }) => {
    const index = indexOf(target);
    if (index === null || index === active) return;
    const before = rowOf(active);
    active = index;
    before?.setAttribute('tabindex', '-1');
    for (const inner of before?.querySelectorAll('button') ?? []) inner.tabIndex = -1;
    const now = rowOf(index);
    now?.setAttribute('tabindex', '0');
    for (const inner of now?.querySelectorAll('button') ?? []) inner.tabIndex = 0;
  });
  body.addEventListener('click', ({ target }) => {
    const index = indexOf(target);
    if (index === null || (target instanceof Element && target.closest('button') !== null)) return;
    focusRow(index);
    options.onPick(index);
  });
  body.addEventListener('keydown', (event) => {
    const index = indexOf(event.target);
    if (index === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const isRow = event.target instanceof HTMLTableRowElement;
    const to = rowAfterKey(event.key, index, options.count(), viewHeight());
    if (to !== null) focusRow(to);
    else if (isRow && event.key === 'Enter') options.onPick(index);
    else if (!isRow || options.onKey?.(event.key, index) !== true) return;
    event.preventDefault();
    event.stopPropagation();
  });

  function refresh(): void {
    drawHead();
    draw(true);
  }
  // Why: only on the page does it have a height.
  requestAnimationFrame(refresh);
  return { root, refresh, focusRow };
}
