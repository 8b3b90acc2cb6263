// A report as Markdown (GitHub's tables), for a pull request's comment or a job's summary. Names from an image cannot become
// markup: they stand escaped.
import type { Report, ReportTable } from './report.ts';

/** Ends with a line end. */
export function reportMarkdown({ title, facts, verdicts, tables, notes }: Report): string {
  const parts = [
    `## ${escapeMarkdown(title)}\n`,
    list(facts),
    list(verdicts.map(({ kept, text }) => `${kept ? 'within budget' : 'OVER BUDGET'}: ${text}`)),
    ...tables.map(tableOf),
    list(notes),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function list(sentences: readonly string[]): string {
  return sentences.map((text) => `- ${escapeMarkdown(text)}\n`).join('');
}

function tableOf({ title, columns, rows, of }: ReportTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  const more =
    of !== undefined && of > rows.length
      ? `\n… and ${of === Infinity ? '' : `${String(of - rows.length)} `}more\n`
      : '';
  return [
    `### ${escapeMarkdown(title)}\n\n`,
    line(columns.map(({ name }) => name)),
    line(columns.map(({ align }) => (align === 'right' ? '---:' : ':---'))),
    ...rows.map((row) => line(row.map(escapeMarkdown))),
    more,
  ].join('');
}

/** Characters that Markdown or HTML would take for their own, and line ends. */
function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/[\\`*_[\]|~#!@]/g, (character) => `\\${character}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/\s+/g, ' ');
}
