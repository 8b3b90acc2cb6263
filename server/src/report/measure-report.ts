// A measured image as a report for a page: what it weighs, each line or layer, what died, what is in the bytes, how it
// compares and whether it keeps its budgets. How a page looks is for report-markdown.ts and report-html.ts.
import type { ImageComparison } from '../image/comparison.ts';
import type { DeadPair, MeasuredImage } from '../image/measured-image.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { comparisonFacts, comparisonTables } from './comparison-tables.ts';
import { contentsTables, layerName, type WantedTables } from './contents-tables.ts';
import { imageFacts } from './image-facts.ts';
import type { MapPart } from '../protocol.ts';
import { measureFigures } from './report-figures.ts';
import { left, right, type Report, type ReportTable } from './report.ts';

const shownPairs = 20;

/** What is told besides the image itself. */
export interface MeasureExtras {
  readonly wanted?: WantedTables;
  readonly comparison?: ImageComparison | null;
  readonly verdicts?: Report['verdicts'];
  /** Folders and files for a drawing (features/layer-tree.ts). */
  readonly map?: readonly MapPart[] | null;
}

export function measureReport(image: MeasuredImage, extras: MeasureExtras): Report {
  const { wanted = { files: false, packages: false }, comparison = null, verdicts = [] } = extras;
  return {
    title: image.name,
    facts: [...imageFacts(image), ...(comparison ? comparisonFacts(comparison) : [])],
    verdicts,
    figures: measureFigures(image, extras.map ?? null),
    tables: [
      image.instructions.length > 0 ? instructionTable(image) : layerTable(image),
      deadTable(image),
      ...(comparison ? comparisonTables(comparison) : []),
      ...contentsTables(image, wanted),
    ].filter(({ rows }) => rows.length > 0),
    notes: image.notes,
  };
}

function bytesOrNothing(bytes: number): string {
  return bytes === 0 ? '' : formatBytes(bytes);
}

function instructionTable(image: MeasuredImage): ReportTable {
  const base = image.base;
  const first = base ? [['base', formatBytes(base.fileBytes), '', '', '']] : [];
  const rows = image.instructions.map(({ startLine, fileBytes, deadBytes, seconds, cached, text }) => [
    String(startLine + 1),
    formatBytes(fileBytes),
    bytesOrNothing(deadBytes),
    cached === true ? 'cached' : seconds === null ? '' : `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`,
    text,
  ]);
  const columns = [right('Line'), right('Bytes'), right('Died later'), right('Time'), left('Instruction')];
  return { title: 'Bytes by line', columns, rows: [...first, ...rows] };
}

function layerTable({ layers }: MeasuredImage): ReportTable {
  const columns = [right('Layer'), right('Bytes'), right('Died later'), left('Whose'), left('Command')];
  const rows = layers.map(({ index, fileBytes, deadBytes, owner, command }) => [
    `#${String(index)}`,
    formatBytes(fileBytes),
    bytesOrNothing(deadBytes),
    owner === 'unknown' ? '' : owner,
    command || '(no history)',
  ]);
  return { title: 'Bytes by layer', columns, rows };
}

function deadTable(image: MeasuredImage): ReportTable {
  const bytesOf = ({ shadowedBytes, deletedBytes }: DeadPair): number => shadowedBytes + deletedBytes;
  return {
    title: 'Dead bytes',
    columns: [right('Bytes'), left('Written by'), left('Killed by'), left('Among them')],
    rows: image.dead
      .filter((pair) => bytesOf(pair) > 0)
      .slice(0, shownPairs)
      .map((pair) => [
        formatBytes(bytesOf(pair)),
        layerName(image, pair.writer),
        `${layerName(image, pair.killer)} (${pair.deletedBytes >= pair.shadowedBytes ? 'deleted' : 'overwritten'})`,
        pair.examples.map(({ path }) => path).join(', '),
      ]),
    of: image.dead.length,
  };
}
