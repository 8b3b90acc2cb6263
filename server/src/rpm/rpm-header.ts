// One package as rpm's database keeps it: a header of tags, of which names, version and paths of files are read. Nothing in
// it is believed: what does not fit is left out.
// Source: "RPM package format", sections on the header structure and on tags.

/** One installed package; paths have no leading slash, one unit a byte. */
export interface RpmPackage {
  readonly name: string;
  /** `EPOCH:VERSION-RELEASE`, the epoch where there is one. */
  readonly version: string;
  /** Files by the folder they are in. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
}

const tag = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  indexes: 1116,
  bases: 1117,
  folders: 1118,
} as const;
const valueType = { int32: 4, string: 6, strings: 8 } as const;
const entryBytes = 16;
/** More than any package has. */
const [tagLimit, fileLimit] = [4096, 500_000];

interface Entry {
  readonly type: number;
  /** Absolute in the bytes. */
  readonly at: number;
  readonly count: number;
}

/** Null for what is no header of a package. */
export function readRpmHeader(bytes: Buffer): RpmPackage | null {
  if (bytes.length < 8) return null;
  const [tags, dataBytes] = [bytes.readUInt32BE(0), bytes.readUInt32BE(4)];
  const data = 8 + tags * entryBytes;
  if (tags > tagLimit || data + dataBytes > bytes.length) return null;
  const entries = new Map<number, Entry>();
  for (let at = 8; at < data; at += entryBytes) {
    const [key, type, count] = [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4), bytes.readUInt32BE(at + 12)];
    const place = bytes.readUInt32BE(at + 8);
    if (place < dataBytes) entries.set(key, { type, at: data + place, count });
  }
  const text = (key: number): string => stringsOf(bytes, entries.get(key))[0] ?? '';
  const [name, version, release] = [text(tag.name), text(tag.version), text(tag.release)];
  if (name === '' || version === '') return null;
  const [epoch = 0] = numbersOf(bytes, entries.get(tag.epoch));
  return {
    name,
    version: `${epoch > 0 ? `${String(epoch)}:` : ''}${version}${release === '' ? '' : `-${release}`}`,
    folders: foldersOf(bytes, entries),
  };
}

function foldersOf(bytes: Buffer, entries: ReadonlyMap<number, Entry>): ReadonlyMap<string, readonly string[]> {
  const names = stringsOf(bytes, entries.get(tag.folders)).map((name) => name.replace(/^\//, '').replace(/\/$/, ''));
  const indexes = numbersOf(bytes, entries.get(tag.indexes));
  const folders = new Map<string, string[]>();
  for (const [place, base] of stringsOf(bytes, entries.get(tag.bases)).entries()) {
    const folder = names[indexes[place] ?? -1];
    if (folder === undefined) continue;
    const files = folders.get(folder);
    if (files) files.push(base);
    else folders.set(folder, [base]);
  }
  return folders;
}

function numbersOf(bytes: Buffer, entry: Entry | undefined): readonly number[] {
  if (entry?.type !== valueType.int32 || entry.count > fileLimit || entry.at + entry.count * 4 > bytes.length)
    return [];
  return Array.from({ length: entry.count }, (_, place) => bytes.readUInt32BE(entry.at + place * 4));
}

/** Strings stand one behind the other, each ended by a zero byte. */
function stringsOf(bytes: Buffer, entry: Entry | undefined): readonly string[] {
  if (!entry || (entry.type !== valueType.string && entry.type !== valueType.strings)) return [];
  const texts: string[] = [];
  for (let at = entry.at; texts.length < Math.min(entry.count, fileLimit);) {
    const end = bytes.indexOf(0, at);
    if (end === -1) break;
    texts.push(bytes.toString('latin1', at, end));
    at = end + 1;
  }
  return texts;
}
