// What a registry announces of an image, told: download bytes by line or by layer, and that its files were not looked at.
// How a page looks is for report-markdown.ts and report-html.ts.
import type {
  AnnouncedImage,
  AnnouncedInstruction,
  AnnouncedLayer,
  AnnouncedWeight,
} from '../image/announced-image.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { attributionNames, countOfLayers } from './image-facts.ts';
import { left, right, type Report, type ReportTable } from './report.ts';
import { formatTable } from './table-text.ts';

/** Why less is told than of an image that was read; ends the report. */
const unread =
  'The layers were not read: --files and --packages do, as do --compare and budgets, and tell files, packages and dead bytes.';

/** `{"version":1,"image":null,"manifest":{…},"comparison":null,"dive":null,"budgets":[]}` */
export function announcedJson(image: AnnouncedImage): unknown {
  return { version: 1, image: null, manifest: image, comparison: null, dive: null, budgets: [] };
}

export function announcedReport(image: AnnouncedImage): Report {
  return {
    title: image.name,
    facts: factsOf(image),
    verdicts: [],
    tables: [image.instructions.length > 0 ? instructionTable(image) : layerTable(image)],
    notes: [...image.notes, unread],
  };
}

/** For a terminal of so many columns. Ends with a line end. */
export function formatAnnounced(image: AnnouncedImage, columns: number): string {
  const { title, facts, tables, notes } = announcedReport(image);
  const width = Math.max(60, Math.min(columns, 160));
  const heading = `${title}${image.platform === null ? '' : ` (${image.platform})`}\n`;
  return [
    `${heading}${facts.map((fact) => `  ${fact}\n`).join('')}`,
    ...tables.map((table) => formatTable(table, width)),
    notes.map((note) => `  note: ${note}\n`).join(''),
  ].join('\n');
}

function factsOf({ total, base, layers, attribution, digest, platforms }: AnnouncedImage): readonly string[] {
  const whole = `${formatBytes(total.downloadBytes)} to download in ${countOfLayers(layers.length)}`;
  const own = base === null ? 0 : total.downloadBytes - base.downloadBytes;
  return [
    `${whole}${total.tarBytes === null ? '' : `, ${formatBytes(total.tarBytes)} as tar`}`,
    ...(base === null ? [] : [`base ${formatBytes(base.downloadBytes)}, own lines ${formatBytes(own)} to download`]),
    attributionNames[attribution],
    digest,
    ...(platforms.length > 1 ? [`it is there for ${platforms.join(', ')}`] : []),
  ];
}

const unpacked = ({ tarBytes }: AnnouncedWeight): string =>
  tarBytes === null ? '' : `${formatBytes(tarBytes)} unpacked`;

function instructionTable({ base, instructions, layers }: AnnouncedImage): ReportTable {
  const row = (line: string, weight: AnnouncedWeight, text: string): readonly string[] => [
    line,
    formatBytes(weight.downloadBytes),
    unpacked(weight),
    text,
  ];
  const ofLine = (each: AnnouncedInstruction): readonly string[] => row(String(each.startLine + 1), each, each.text);
  const unplaced = layers.filter(({ instruction, owner }) => instruction === null && owner !== 'base');
  return {
    title: 'Bytes to download by line',
    columns: [right('Line'), right('Download'), right('Unpacked'), left('Instruction')],
    rows: [
      ...(base === null ? [] : [row('base', base, countOfLayers(base.layers))]),
      ...instructions.map(ofLine),
      ...unplaced.map((layer) => row('?', layer, commandOf(layer))),
    ],
  };
}

function layerTable({ layers }: AnnouncedImage): ReportTable {
  return {
    title: 'Bytes to download by layer',
    columns: [right('Layer'), right('Download'), right('Unpacked'), left('Command')],
    rows: layers.map((layer) => [
      `#${String(layer.index)}`,
      formatBytes(layer.downloadBytes),
      unpacked(layer),
      commandOf(layer),
    ]),
  };
}

function commandOf({ command }: AnnouncedLayer): string {
  return command || '(no history)';
}
