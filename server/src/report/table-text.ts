// A table of a report as lines for a terminal: columns by their widest cell, the last one cut to the width.
import type { ReportTable } from './report.ts';

/** Title, rows and how many more there are; each with its line end. Empty where the table has no row. */
export function formatTable({ title, columns, rows, of }: ReportTable, width: number): string {
  if (rows.length === 0) return '';
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  const lines = rows.map((row) => {
    const cells = columns.map(({ align }, at) => {
      const cell = row[at] ?? '';
      return align === 'right' ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0);
    });
    return `${fit(`    ${cells.join('  ').trimEnd()}`, width)}\n`;
  });
  return `  ${title}\n${lines.join('')}${moreRows(rows.length, of)}`;
}

/** Cut to `width` units, with an ellipsis where something is missing. */
export function fit(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text;
}

function moreRows(shown: number, of: number | undefined): string {
  if (of === undefined || of <= shown) return '';
  return of === Infinity ? '    … and more\n' : `    … and ${String(of - shown)} more\n`;
}
