// The blobs of one table in an SQLite database that is whole in memory. It reads table b-trees and nothing else: no query,
// no index, no journal. Nothing in the file is believed: what does not fit ends the reading.
// Source: "Database File Format" of sqlite.org, sections 1.3, 1.6 and 2.1.

const magic = Buffer.from('SQLite format 3\0', 'latin1');
const pageType = { interior: 5, leaf: 13 } as const;
/** Levels of a tree: three hold a million rows. */
const depthLimit = 12;

interface Database {
  readonly bytes: Buffer;
  readonly pageBytes: number;
  /** Bytes of a page that hold content. */
  readonly usable: number;
}

export function isSqlite(bytes: Buffer): boolean {
  return bytes.length >= 100 && bytes.subarray(0, magic.length).equals(magic);
}

/** The last column of each row of a table whose last column is a blob; none where there is no such table. */
export function* sqliteBlobs(bytes: Buffer, table: string): Generator<Buffer> {
  const written = bytes.readUInt16BE(16);
  const pageBytes = written === 1 ? 65_536 : written;
  if (pageBytes < 512) return;
  const database = { bytes, pageBytes, usable: pageBytes - (bytes[20] ?? 0) };
  const root = findRoot(database, table);
  if (root === null) return;
  for (const row of rowsOf(database, root)) {
    const blob = columnsOf(row).at(-1);
    if (blob && blob.type >= 12) yield row.subarray(blob.from, blob.end);
  }
}

/** The schema is a table itself, on the first page: type, name, table, root page, SQL. */
function findRoot(database: Database, table: string): number | null {
  for (const row of rowsOf(database, 1)) {
    const [type, name, , root] = columnsOf(row);
    if (!type || !name || !root) continue;
    const text = (column: Column): string => row.toString('latin1', column.from, column.end);
    const length = root.end - root.from;
    if (text(type) === 'table' && text(name) === table && length >= 1 && length <= 6) {
      return row.readUIntBE(root.from, length);
    }
  }
  return null;
}

/** Records of a table's leaves, left to right. */
function* rowsOf(database: Database, root: number): Generator<Buffer> {
  const { bytes, pageBytes } = database;
  // Invariant: a page is read once, so a ring of pages ends.
  const seen = new Set<number>();
  // Why a bound: rows of a true database share no bytes, those of a made one may.
  let left = bytes.length;
  const pending = [{ page: root, depth: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { page, depth } = next;
    const start = (page - 1) * pageBytes;
    if (page < 1 || start + pageBytes > bytes.length || depth > depthLimit || seen.has(page)) continue;
    seen.add(page);
    const header = start + (page === 1 ? 100 : 0);
    const [type, cells] = [bytes[header], bytes.readUInt16BE(header + 3)];
    const pointers = header + (type === pageType.interior ? 12 : 8);
    if (pointers + cells * 2 > start + pageBytes) continue;
    const cellAt = (cell: number): number => start + bytes.readUInt16BE(pointers + cell * 2);
    if (type === pageType.leaf) {
      for (let cell = 0; cell < cells; cell++) {
        const row = readRow(database, cellAt(cell), start + pageBytes);
        if (row === null) continue;
        if ((left -= row.length) < 0) return;
        yield row;
      }
    } else if (type === pageType.interior) {
      pending.push({ page: bytes.readUInt32BE(header + 8), depth: depth + 1 });
      for (let cell = cells - 1; cell >= 0; cell--) {
        const at = cellAt(cell);
        if (at + 4 <= bytes.length) pending.push({ page: bytes.readUInt32BE(at), depth: depth + 1 });
      }
    }
  }
}

/** A leaf's cell: length, row number, the record, of which what does not fit goes on in a chain of pages. */
function readRow({ bytes, pageBytes, usable }: Database, at: number, end: number): Buffer | null {
  const length = readVarint(bytes, at, end);
  const number = length && readVarint(bytes, length.end, end);
  if (!number || length.value > bytes.length) return null;
  const most = usable - 35;
  if (length.value <= most) {
    const last = number.end + length.value;
    return last <= end ? bytes.subarray(number.end, last) : null;
  }
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((length.value - least) % (usable - 4));
  const local = fitting <= most ? fitting : least;
  const linkAt = number.end + local;
  if (linkAt + 4 > end) return null;
  const parts = [bytes.subarray(number.end, linkAt)];
  let [page, left] = [bytes.readUInt32BE(linkAt), length.value - local];
  while (left > 0) {
    const start = (page - 1) * pageBytes;
    if (page < 1 || start + pageBytes > bytes.length) return null;
    const part = bytes.subarray(start + 4, start + 4 + Math.min(left, usable - 4));
    parts.push(part);
    left -= part.length;
    page = bytes.readUInt32BE(start);
  }
  return Buffer.concat(parts);
}

interface Column {
  /** Serial type: 12 and above even for blobs, odd for texts. */
  readonly type: number;
  readonly from: number;
  readonly end: number;
}

/** Bytes of the serial types below 12; 10 and 11 are not used in files. */
const fixedBytes = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0];

function columnsOf(row: Buffer): readonly Column[] {
  const header = readVarint(row, 0, row.length);
  if (!header || header.value > row.length) return [];
  const columns: Column[] = [];
  let from = header.value;
  for (let at = header.end; at < header.value;) {
    const type = readVarint(row, at, header.value);
    if (!type) break;
    const length = fixedBytes[type.value] ?? Math.floor((type.value - 12) / 2);
    if (from + length > row.length) break;
    columns.push({ type: type.value, from, end: from + length });
    from += length;
    at = type.end;
  }
  return columns;
}

/** Seven bits a byte, the high bit where more follow; a ninth byte would be of numbers that no length is. */
function readVarint(bytes: Buffer, at: number, limit: number): { readonly value: number; readonly end: number } | null {
  let value = 0;
  for (let place = at; place < limit && place < at + 7; place++) {
    const byte = bytes[place] ?? 0;
    value = value * 128 + (byte & 127);
    if (byte < 128) return { value, end: place + 1 };
  }
  return null;
}
