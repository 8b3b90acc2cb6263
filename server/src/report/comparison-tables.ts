// Two images side by side as sentences and tables: what the verdict is, and which instructions, packages and paths made it.
import type { ImageComparison } from '../image/comparison.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { left, right, type ReportTable } from './report.ts';

const shown = 15;
/** Longer lists were cut where they were made (compare-images.ts in operations). */
const listed = 200;

/** `12 MB more than app:1 (+4.1 %): 300 MB became 312 MB`, and what of it is dead or to download. */
export function comparisonFacts({ before, fileBytes, deadBytes, downloadBytes }: ImageComparison): readonly string[] {
  const delta = fileBytes.after - fileBytes.before;
  const share =
    fileBytes.before === 0 ? '' : ` (${signed(delta)}${((100 * Math.abs(delta)) / fileBytes.before).toFixed(1)} %)`;
  const verdict =
    delta === 0
      ? `as heavy as ${before}: ${formatBytes(fileBytes.after)}`
      : `${formatBytes(Math.abs(delta))} ${delta > 0 ? 'more' : 'less'} than ${before}${share}: ${became(fileBytes)}`;
  return [
    verdict,
    ...(downloadBytes && downloadBytes.before !== downloadBytes.after ? [`to download: ${became(downloadBytes)}`] : []),
    ...(deadBytes.before === deadBytes.after ? [] : [`dead bytes: ${became(deadBytes)}`]),
  ];
}

function became({ before, after }: { readonly before: number; readonly after: number }): string {
  return `${formatBytes(before)} became ${formatBytes(after)}`;
}

function signed(delta: number): string {
  return delta < 0 ? '−' : '+';
}

interface Change {
  readonly before: number | null;
  readonly after: number | null;
}

function cells({ before, after }: Change): readonly string[] {
  const delta = (after ?? 0) - (before ?? 0);
  const bytes = (figure: number | null): string => (figure === null ? '–' : formatBytes(figure));
  return [delta === 0 ? '=' : `${signed(delta)}${formatBytes(Math.abs(delta))}`, bytes(before), bytes(after)];
}

const columns = [right('Change'), right('Before'), right('After')];

/** Empty tables are left out. */
export function comparisonTables({ instructions, packages, paths }: ImageComparison): readonly ReportTable[] {
  const tables: readonly ReportTable[] = [
    {
      title: 'By instruction: change, before, after',
      columns: [...columns, left('Instruction')],
      rows: instructions.filter(({ before, after }) => before !== after).map((each) => [...cells(each), each.text]),
    },
    {
      title: 'By package: change, before, after',
      columns: [...columns, left('Package')],
      rows: packages.slice(0, shown).map((each) => [...cells(each), `${each.name}${versions(each)}`]),
      of: packages.length < listed ? packages.length : Infinity,
    },
    {
      title: 'By path: change, before, after',
      columns: [...columns, left('Path')],
      rows: paths.slice(0, shown).map((each) => [...cells(each), each.path]),
      of: paths.length < listed ? paths.length : Infinity,
    },
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

function versions({ versionsBefore, versionsAfter }: ImageComparison['packages'][number]): string {
  const [was, is] = [versionsBefore.join(', '), versionsAfter.join(', ')];
  if (was === is || was === '' || is === '') return is === '' ? (was === '' ? '' : ` ${was}`) : ` ${is}`;
  return ` ${was} → ${is}`;
}
