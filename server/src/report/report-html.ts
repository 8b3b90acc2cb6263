// A report as one HTML page that needs nothing else: drawings and tables, no script, no picture, no font, and a policy that
// allows none. Names from an image cannot become markup: they stand escaped.
import { escapeHtml } from './escape-html.ts';
import { figureStyle, figureSvg } from './figures-svg.ts';
import type { Report, ReportTable } from './report.ts';

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; overflow-wrap: anywhere; }
h2, caption { font-size: 1.1rem; font-weight: 600; text-align: left; padding: 1.5rem 0 .3rem; }
ul { padding-left: 1.2rem; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); vertical-align: top; }
th, td { white-space: nowrap; }
td:last-child { width: 100%; white-space: normal; overflow-wrap: anywhere; }
.right { text-align: right; }
.over { font-weight: 600; border-left: .3rem solid #c1121f; padding-left: .5rem; }
${figureStyle}@media print { body { max-width: none; margin: 0; } }
`;

/** A whole document. */
export function reportHtml({ title, facts, verdicts, figures = [], tables, notes }: Report): string {
  const name = escapeHtml(title);
  const budgets = verdicts.map(
    ({ kept, text }) =>
      `<li${kept ? '' : ' class="over"'}>${kept ? 'within budget' : 'OVER BUDGET'}: ${escapeHtml(text)}</li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${name}</h1>
${list(facts.map((text) => `<li>${escapeHtml(text)}</li>`))}${list(budgets)}${figures.map(figureSvg).join('')}${tables.map(tableOf).join('')}${list(notes.map((text) => `<li>${escapeHtml(text)}</li>`))}</main>
</body>
</html>
`;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? '' : `<ul>\n${items.join('\n')}\n</ul>\n`;
}

function tableOf({ title, columns, rows, of }: ReportTable): string {
  const align = (at: number): string => (columns[at]?.align === 'right' ? ' class="right"' : '');
  const head = columns.map(({ name }, at) => `<th scope="col"${align(at)}>${escapeHtml(name)}</th>`).join('');
  const body = rows
    .map((row) => `<tr>${row.map((cell, at) => `<td${align(at)}>${escapeHtml(cell)}</td>`).join('')}</tr>`)
    .join('\n');
  const more =
    of !== undefined && of > rows.length
      ? `<p>… and ${of === Infinity ? '' : `${String(of - rows.length)} `}more</p>\n`
      : '';
  // Why a tab stop: what scrolls sideways must be reachable by keyboard.
  return `<div class="table" role="region" aria-label="${escapeHtml(title)}" tabindex="0">
<table>
<caption>${escapeHtml(title)}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body}
</tbody>
</table>
${more}</div>
`;
}
