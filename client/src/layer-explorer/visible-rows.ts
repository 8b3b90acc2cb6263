// Which rows of a long list are drawn while it is scrolled, and where the keys lead in it. Numbers only.

/** CSS pixels of a row; the style sheet says the same. */
export const rowHeight = 26;
/** Rows drawn above and below what is seen, so that scrolling meets them drawn. */
const margin = 10;

/** The first row to draw and the one behind the last. */
export function visibleRows(count: number, scrollTop: number, height: number): readonly [from: number, to: number] {
  const first = Math.floor(scrollTop / rowHeight) - margin;
  const last = Math.ceil((scrollTop + height) / rowHeight) + margin;
  return [Math.min(count, Math.max(0, first)), Math.min(count, Math.max(0, last))];
}

/** The row that a key leads to; null for a key that leads nowhere. */
export function rowAfterKey(key: string, row: number, count: number, height: number): number | null {
  const page = Math.max(1, Math.floor(height / rowHeight) - 1);
  const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
  const to = key === 'Home' ? 0 : key === 'End' ? count - 1 : row + (steps[key] ?? NaN);
  return Number.isNaN(to) || count === 0 ? null : Math.min(count - 1, Math.max(0, to));
}

/** Where the list must be scrolled to so that a row is seen; null where it is. */
export function scrollFor(row: number, scrollTop: number, height: number): number | null {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : null;
}
