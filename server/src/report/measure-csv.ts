// A measured image as one table for a spreadsheet (RFC 4180): a row for each line, layer, package, folder, file and dead
// pair, told apart by the first column. Bytes are plain numbers.
import type { MeasuredImage } from '../image/measured-image.ts';
import { layerName } from './contents-tables.ts';

type Cell = string | number | null;

const columns = ['what', 'name', 'version', 'from', 'file_bytes', 'dead_bytes', 'files', 'seconds', 'cached'] as const;
type Row = Partial<Record<(typeof columns)[number], Cell>> & { readonly what: string; readonly name: string };

/** Lines end with CRLF, as RFC 4180 has it. */
export function measureCsv(image: MeasuredImage): string {
  const rows: readonly Row[] = [
    ...image.instructions.map(({ text, startLine, fileBytes, deadBytes, seconds, cached }) => ({
      what: 'line',
      name: text,
      from: `line ${String(startLine + 1)}`,
      file_bytes: fileBytes,
      dead_bytes: deadBytes,
      seconds,
      cached: cached === null ? null : String(cached),
    })),
    ...image.layers.map(({ command, index, fileBytes, deadBytes }) => ({
      what: 'layer',
      name: command,
      from: layerName(image, index),
      file_bytes: fileBytes,
      dead_bytes: deadBytes,
    })),
    ...image.dead.flatMap(({ writer, killer, shadowedBytes, deletedBytes, files }) => ({
      what: 'dead',
      name: `written by ${layerName(image, writer)}, killed by ${layerName(image, killer)}`,
      from: layerName(image, writer),
      dead_bytes: shadowedBytes + deletedBytes,
      files,
    })),
    ...(image.packages?.list ?? []).map(({ kind, name, version, fileBytes, files, layer }) => ({
      what: `package (${kind})`,
      name,
      version,
      from: layerName(image, layer),
      file_bytes: fileBytes,
      files,
    })),
    ...(image.biggestFolders ?? []).map(({ path, fileBytes, files }) => ({
      what: 'folder',
      name: path,
      file_bytes: fileBytes,
      files,
    })),
    ...image.biggestFiles.map(({ path, fileBytes, layer, live }) => ({
      what: 'file',
      name: path,
      from: layerName(image, layer),
      file_bytes: fileBytes,
      dead_bytes: live ? 0 : fileBytes,
    })),
    ...(image.leftovers?.duplicates ?? []).flatMap(({ fileBytes, copies, count }) =>
      copies.map(({ path, layer }) => ({
        what: 'duplicate',
        name: path,
        from: layerName(image, layer),
        file_bytes: fileBytes,
        files: count,
      })),
    ),
  ];
  const lines = rows.map((row) => columns.map((column) => cell(row[column] ?? null)).join(','));
  return [columns.join(','), ...lines, ''].join('\r\n');
}

function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  // Why the apostrophe: a spreadsheet would take a name that begins so for a formula.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
