// A measured image as text for people: the whole, a bar per line of the Dockerfile (or per layer), what died and who killed
// it, then what is in the bytes. Bytes are file bytes unless another unit is named.
import type { ImageComparison } from '../image/comparison.ts';
import type { DeadPair, MeasuredImage, MeasuredInstruction, MeasuredLayer } from '../image/measured-image.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { comparisonFacts, comparisonTables } from './comparison-tables.ts';
import { contentsTables } from './contents-tables.ts';
import { countOfLayers, imageFacts, worthBytes } from './image-facts.ts';
import type { MeasureExtras } from './measure-report.ts';
import { fit, formatTable } from './table-text.ts';

const barCells = 20;
const shownPairs = 5;

interface Row {
  readonly label: string;
  readonly bytes: number;
  readonly deadBytes: number;
  readonly note: string;
  readonly text: string;
}

/** The report; `columns` is the width of the terminal. Ends with a line end. */
export function formatMeasured(image: MeasuredImage, columns: number, extras: MeasureExtras = {}): string {
  const { wanted = { files: false, packages: false }, comparison = null, verdicts = [] } = extras;
  const width = Math.max(60, Math.min(columns, 160));
  const parts = [
    heading(image),
    comparison
      ? comparisonFacts(comparison)
          .map((fact) => `  ${fact}\n`)
          .join('')
      : '',
    rowTable(image.instructions.length > 0 ? instructionRows(image) : layerRows(image), width),
    deadTable(image, width),
    ...(comparison ? comparisonTables(comparison) : []).map((table) => formatTable(table, width)),
    ...contentsTables(image, wanted).map((table) => formatTable(table, width)),
    image.notes.map((note) => `  note: ${note}\n`).join(''),
    formatVerdicts(verdicts),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** What changed between two images, without the later one's own report. */
export function formatComparison(comparison: ImageComparison, columns: number): string {
  const width = Math.max(60, Math.min(columns, 160));
  const facts = comparisonFacts(comparison).map((fact) => `  ${fact}\n`);
  return [facts.join(''), ...comparisonTables(comparison).map((table) => formatTable(table, width))].join('\n');
}

/** A line for each budget, with its line end. */
export function formatVerdicts(verdicts: readonly { readonly kept: boolean; readonly text: string }[]): string {
  return verdicts.map(({ kept, text }) => `  ${kept ? 'within budget' : 'OVER BUDGET  '}  ${text}\n`).join('');
}

function heading(image: MeasuredImage): string {
  const where = [image.engine, image.platform].filter((part) => part !== null).join(', ');
  const facts = imageFacts(image).map((fact) => `  ${fact}\n`);
  return `${image.name}${where === '' ? '' : ` (${where})`}\n${facts.join('')}`;
}

function instructionRows({ base, instructions, layers }: MeasuredImage): readonly Row[] {
  const rows: Row[] = base
    ? [
        {
          label: 'base',
          bytes: base.fileBytes,
          deadBytes: deadOf(layers, 'base'),
          note: '',
          text: countOfLayers(base.layers),
        },
      ]
    : [];
  for (const instruction of instructions) rows.push(instructionRow(instruction));
  for (const layer of layers) {
    if (layer.instruction === null && layer.owner !== 'base') rows.push({ ...layerRow(layer), label: '?' });
  }
  return rows;
}

function instructionRow(instruction: MeasuredInstruction): Row {
  const { startLine, endLine, seconds, cached } = instruction;
  const label = startLine === endLine ? String(startLine + 1) : `${String(startLine + 1)}-${String(endLine + 1)}`;
  const note =
    cached === true ? 'cached' : seconds === null ? '' : `${seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0)} s`;
  return { label, bytes: instruction.fileBytes, deadBytes: instruction.deadBytes, note, text: instruction.text };
}

function layerRows({ layers }: MeasuredImage): readonly Row[] {
  return layers.map(layerRow);
}

function layerRow(layer: MeasuredLayer): Row {
  return {
    label: `#${String(layer.index)}`,
    bytes: layer.fileBytes,
    deadBytes: layer.deadBytes,
    note: layer.owner === 'base' ? 'base' : '',
    text: layer.command || '(no history)',
  };
}

function deadOf(layers: readonly MeasuredLayer[], owner: MeasuredLayer['owner']): number {
  return layers.reduce((sum, layer) => sum + (layer.owner === owner ? layer.deadBytes : 0), 0);
}

function rowTable(rows: readonly Row[], width: number): string {
  const most = Math.max(1, ...rows.map(({ bytes }) => bytes));
  const labelWidth = Math.max(4, ...rows.map(({ label }) => label.length));
  const noteWidth = Math.max(0, ...rows.map(({ note }) => note.length));
  const lines = rows.map(({ label, bytes, deadBytes, note, text }) => {
    const dead = deadBytes >= worthBytes ? ` [${formatBytes(deadBytes)} die later]` : '';
    const front = `  ${label.padStart(labelWidth)}  ${formatBytes(bytes).padStart(7)}  ${bar(bytes, deadBytes, most)}  ${note.padStart(noteWidth)}  `;
    return `${fit(`${front}${text}`, width - dead.length)}${dead}\n`;
  });
  return lines.join('');
}

/** Dark cells live on, light ones died; what weighs less than half a cell is a thin stroke. */
function bar(bytes: number, deadBytes: number, most: number): string {
  const cells = Math.round((bytes / most) * barCells);
  if (cells === 0) return (bytes === 0 ? '' : '▏').padEnd(barCells);
  const dead = Math.min(cells, Math.round((deadBytes / bytes) * cells));
  return `${'█'.repeat(cells - dead)}${'░'.repeat(dead)}`.padEnd(barCells);
}

function deadTable(image: MeasuredImage, width: number): string {
  const pairs = image.dead.filter((pair) => bytesOf(pair) >= worthBytes).slice(0, shownPairs);
  if (pairs.length === 0) return '';
  const name = (layer: number, instruction: number | null): string => {
    const line = image.instructions.find(({ index }) => index === instruction);
    if (line) return `line ${String(line.startLine + 1)}`;
    return image.layers[layer]?.owner === 'base' ? 'the base' : `layer #${String(layer)}`;
  };
  const lines = pairs.map((pair) => {
    const writer = name(pair.writer, pair.writerInstruction);
    const killer = name(pair.killer, pair.killerInstruction);
    const how = pair.deletedBytes >= pair.shadowedBytes ? 'deleted' : 'overwritten';
    const examples = pair.examples.slice(0, 2).map(({ path }) => path);
    const text = `${formatBytes(bytesOf(pair)).padStart(9)}  written by ${writer}, ${how} by ${killer}: ${examples.join(', ')}`;
    return `${fit(`${text}${pair.files > examples.length ? ' …' : ''}`, width)}\n`;
  });
  return `  Dead bytes\n${lines.join('')}`;
}

function bytesOf(pair: DeadPair): number {
  return pair.shadowedBytes + pair.deletedBytes;
}
