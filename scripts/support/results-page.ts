// The table of docs/results.md: one row a project, written by `npm run bench:split` and read back, so that a run of some
// projects renews their rows only. The sums above it are made from the rows.

/** One row, as it is read and written. */
export interface ResultRow {
  readonly name: string;
  readonly stack: string;
  readonly tier: string;
  /** `verified`, `checked`, `static`, `failed`, `refused`, `error`; with what is amiss behind it. */
  readonly verdict: string;
  readonly level: string;
  /** Bytes; null where not built. */
  readonly before: number | null;
  readonly after: number | null;
  readonly seconds: number;
}

export interface Sums {
  /** Projects for which a rewrite is right. */
  readonly eligible: number;
  readonly offered: number;
  readonly notRun: number;
  readonly verified: number;
  readonly checked: number;
  readonly refusedRightly: number;
  readonly toRefuse: number;
  readonly broken: number;
  /** 0 to 1, of the verified and checked; null without any. */
  readonly medianReduction: number | null;
}

export const resultsPage = 'docs/results.md';
const marks = { start: '<!-- made by npm run bench:split -->', end: '<!-- end -->' };
const megabyte = 1e6;
const heads = ['project', 'what it is', 'tier', 'verdict', 'level', 'before', 'after', 'saved', 'seconds'];

/** The rows of the page, as they stand. */
export function readRows(page: string): readonly ResultRow[] {
  const [from, to] = [page.indexOf(marks.start), page.indexOf(marks.end)];
  if (from < 0 || to < from) return [];
  const lines = page
    .slice(from, to)
    .split('\n')
    .filter((line) => line.startsWith('|'));
  return lines.slice(2).flatMap((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    const [, name = '', stack = '', tier = '', verdict = '', level = '', before = '', after = '', , seconds = ''] =
      cells;
    const row = { name, stack, tier, verdict, level, seconds: Number(seconds) };
    return [{ ...row, before: bytesIn(before), after: bytesIn(after) }];
  });
}

/** The page with these rows in place of its own. */
export function writeRows(page: string, rows: readonly ResultRow[]): string {
  const [from, to] = [page.indexOf(marks.start), page.indexOf(marks.end)];
  if (from < 0 || to < from) throw new Error(`${resultsPage} has no place for the table`);
  const table = [heads, heads.map(() => '---'), ...rows.map(cellsOf)].map((cells) => `| ${cells.join(' | ')} |`);
  const text = [marks.start, '', sumsText(sumUp(rows)), '', ...table, '', ''].join('\n');
  return page.slice(0, from) + text + page.slice(to);
}

/** What the rows come to. */
export function sumUp(rows: readonly ResultRow[]): Sums {
  const toRefuse = rows.filter(isToRefuse);
  const eligible = rows.filter((row) => !isToRefuse(row));
  const is = (word: string) => (row: ResultRow) => row.verdict.startsWith(word);
  const proven = eligible.filter((row) => is('verified')(row) || is('checked')(row));
  return {
    eligible: eligible.length,
    offered: eligible.filter((row) => !['refused', 'error', 'not run'].some((word) => is(word)(row))).length,
    notRun: rows.filter(is('not run')).length,
    verified: eligible.filter(is('verified')).length,
    checked: eligible.filter(is('checked')).length,
    refusedRightly: toRefuse.filter((row) => row.verdict === rightly(row.stack)).length,
    toRefuse: toRefuse.length,
    broken: rows.filter((row) => row.verdict.includes('BROKEN')).length,
    medianReduction: median(proven.flatMap((row) => reductionOf(row) ?? [])),
  };
}

/** One sentence for each sum. */
export function sumsText(sums: Sums): string {
  const { eligible, offered, verified, checked, refusedRightly, toRefuse, broken, notRun, medianReduction } = sums;
  const share = medianReduction === null ? 'none' : `${(medianReduction * 100).toFixed(1)} %`;
  return [
    `${eligible} projects to rewrite: ${offered} offered, ${verified} verified, ${checked} checked.`,
    `${toRefuse} projects to refuse: ${refusedRightly} refused rightly.`,
    `Silent breakages: ${broken}. Median reduction: ${share}.`,
    ...(notRun > 0 ? [`${notRun} not run yet.`] : []),
  ].join(' ');
}

/** What stands under "what it is" of a project to refuse, which names the right code. */
export function stackToRefuse(stack: string, code: string): string {
  return `${stack}; to refuse: ${code}`;
}

function isToRefuse({ stack }: ResultRow): boolean {
  return stack.includes('; to refuse: ');
}

function rightly(stack: string): string {
  return `refused: ${stack.slice(stack.indexOf('; to refuse: ') + '; to refuse: '.length)}`;
}

/** 0 to 1; null where not both were built. */
export function reductionOf({ before, after }: Pick<ResultRow, 'before' | 'after'>): number | null {
  return before === null || after === null || before === 0 ? null : 1 - after / before;
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

function cellsOf(row: ResultRow): readonly string[] {
  const saved = reductionOf(row);
  const shown = saved === null ? '' : `${(saved * 100).toFixed(1)} %`;
  const bytes = [row.before, row.after].map((each) => (each === null ? '' : `${(each / megabyte).toFixed(0)} MB`));
  // Why: a bar would end the cell.
  const verdict = row.verdict.split(/[|\n]/).join(' ').trim();
  return [row.name, row.stack, row.tier, verdict, row.level, ...bytes, shown, String(row.seconds)];
}

function bytesIn(cell: string): number | null {
  return cell.endsWith(' MB') ? Number.parseFloat(cell) * megabyte : null;
}
