// What is in the bytes of a measured image, as tables: packages, what nobody owns, files, folders, files that are there
// several times. It does not know how a table is drawn.
import type { MeasuredImage } from '../image/measured-image.ts';
import { packageKindNames as kindNames, type MeasuredPackage } from '../image/packages.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { left, right, type ReportTable } from './report.ts';

/** What a reader wants to see of the contents. */
export interface WantedTables {
  readonly files: boolean;
  readonly packages: boolean;
}

const few = 8;
const many = 40;

/** The tables of the contents; a few rows each of what was not asked for. Empty tables are left out. */
export function contentsTables(image: MeasuredImage, wanted: WantedTables): readonly ReportTable[] {
  const tables = [
    ...(wanted.packages ? [kindTable(image)] : []),
    packageTable(image, wanted.packages ? many : few),
    ...(wanted.packages ? [unownedTable(image)] : []),
    folderTable(image, wanted.files ? many : few),
    fileTable(image, wanted.files ? many : few),
    ...(wanted.files ? [duplicateTable(image)] : []),
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '' : `${((100 * part) / whole).toFixed(part / whole < 0.0995 ? 1 : 0)} %`;
}

function counted(count: number, one: string, several = `${one}s`): string {
  return `${String(count)} ${count === 1 ? one : several}`;
}

function kindTable({ packages, liveBytes }: MeasuredImage): ReportTable {
  const rows = (packages?.kinds ?? []).map(({ kind, packages: count, fileBytes, files }) => [
    formatBytes(fileBytes),
    percent(fileBytes, liveBytes),
    kindNames[kind],
    counted(count, 'package'),
    counted(files, 'file'),
  ]);
  const unowned = packages?.unowned;
  if (unowned && unowned.files > 0) {
    rows.push([
      formatBytes(unowned.fileBytes),
      percent(unowned.fileBytes, liveBytes),
      'no package',
      '',
      counted(unowned.files, 'file'),
    ]);
  }
  const columns = [right('Bytes'), right('Share'), left('Whose'), right('Packages'), right('Files')];
  return { title: 'Whose the files are', columns, rows };
}

function packageTable(image: MeasuredImage, limit: number): ReportTable {
  const list = image.packages?.list ?? [];
  return {
    title: 'Biggest packages',
    columns: [right('Bytes'), left('Whose'), left('Package'), left('From')],
    rows: list
      .slice(0, limit)
      .map((each) => [formatBytes(each.fileBytes), kindNames[each.kind], nameOf(each), layerName(image, each.layer)]),
    of: (image.packages?.kinds ?? []).reduce((sum, { packages }) => sum + packages, 0),
  };
}

function nameOf({ name, version, places, parts = [] }: MeasuredPackage): string {
  const notes = [
    ...(places > 1 ? [`${String(places)} copies`] : []),
    ...(parts.length > 0 ? [counted(parts.length, 'module')] : []),
  ];
  return `${name}${version === null ? '' : ` ${version}`}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
}

function unownedTable({ packages }: MeasuredImage): ReportTable {
  return {
    title: 'Folders of files that no package owns',
    columns: [right('Bytes'), right('Files'), left('Folder')],
    rows: (packages?.unowned.folders ?? [])
      .slice(0, 12)
      .map(({ path, fileBytes, files }) => [formatBytes(fileBytes), counted(files, 'file'), path]),
  };
}

function folderTable({ biggestFolders }: MeasuredImage, limit: number): ReportTable {
  return {
    title: 'Biggest folders',
    columns: [right('Bytes'), right('Files'), left('Folder')],
    rows: (biggestFolders ?? [])
      .slice(0, limit)
      .map(({ path, fileBytes, files }) => [formatBytes(fileBytes), counted(files, 'file'), path]),
  };
}

function fileTable(image: MeasuredImage, limit: number): ReportTable {
  return {
    title: 'Biggest files',
    columns: [right('Bytes'), left('From'), left('File')],
    rows: image.biggestFiles
      .slice(0, limit)
      .map(({ path, fileBytes, layer, live }) => [
        formatBytes(fileBytes),
        layerName(image, layer),
        `${path}${live ? '' : ' (dead)'}`,
      ]),
  };
}

function duplicateTable({ leftovers }: MeasuredImage): ReportTable {
  return {
    title: 'Files that are there several times',
    columns: [right('Wasted'), right('Copies'), left('Places')],
    rows: (leftovers?.duplicates ?? [])
      .slice(0, 20)
      .map(({ fileBytes, count, copies }) => [
        formatBytes(fileBytes * (count - 1)),
        `${String(count)} copies`,
        copies.map(({ path }) => path).join(', '),
      ]),
  };
}

/** `base`, `line 12`, `layer #3`. */
export function layerName({ layers, instructions }: MeasuredImage, layer: number): string {
  const { owner, instruction = null } = layers[layer] ?? {};
  const line = instruction === null ? undefined : instructions.find(({ index }) => index === instruction);
  if (line) return `line ${String(line.startLine + 1)}`;
  return owner === 'base' ? 'base' : `layer #${String(layer)}`;
}
