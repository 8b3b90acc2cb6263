// The values of a Berkeley DB hash database that is whole in memory: pages are taken one after the other, keys are not
// looked at. Nothing in the file is believed: what does not fit is left out.
// Source: the documented page layout of Berkeley DB 4 and 5 (hash access method, version 8 to 10).

const hashMagic = 0x061561;
const pageType = { hashUnsorted: 2, hash: 13 } as const;
const itemType = { inline: 1, apart: 3 } as const;
/** Bytes of a page's head, behind which places of items stand; on pages of big items their bytes. */
const headBytes = 26;

export function isBerkeleyHash(bytes: Buffer): boolean {
  return bytes.length >= 512 && (bytes.readUInt32LE(12) === hashMagic || bytes.readUInt32BE(12) === hashMagic);
}

/** Every value, in the order of pages. */
export function* berkeleyValues(bytes: Buffer): Generator<Buffer> {
  const little = bytes.readUInt32LE(12) === hashMagic;
  const word = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const half = (at: number): number => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const pageBytes = word(20);
  if (pageBytes < 512 || pageBytes > 65_536) return;
  for (let start = pageBytes; start + pageBytes <= bytes.length; start += pageBytes) {
    const type = bytes[start + 25];
    if (type !== pageType.hash && type !== pageType.hashUnsorted) continue;
    const items = half(start + 20);
    if (headBytes + items * 2 > pageBytes) continue;
    const placeOf = (item: number): number => half(start + headBytes + item * 2);
    // Items stand in pairs of key and value, from the end of the page forwards.
    for (let item = 1; item < items; item += 2) {
      const [at, end] = [placeOf(item), placeOf(item - 1)];
      if (at < headBytes || at + 12 > pageBytes || end > pageBytes) continue;
      if (bytes[start + at] === itemType.inline && end > at + 1) yield bytes.subarray(start + at + 1, start + end);
      if (bytes[start + at] !== itemType.apart) continue;
      const value = readApart(bytes, pageBytes, word(start + at + 4), word(start + at + 8), { word, half });
      if (value !== null) yield value;
    }
  }
}

/** A value on pages of its own; null where their chain ends before it. */
function readApart(
  bytes: Buffer,
  pageBytes: number,
  first: number,
  length: number,
  { word, half }: { word(at: number): number; half(at: number): number },
): Buffer | null {
  if (length > bytes.length) return null;
  const parts: Buffer[] = [];
  let left = length;
  for (let page = first; left > 0;) {
    const start = page * pageBytes;
    if (page === 0 || start + pageBytes > bytes.length) return null;
    const held = Math.min(half(start + 22), pageBytes - headBytes, left);
    // Invariant: each page brings bytes, so a ring of pages ends with the length.
    if (held === 0) return null;
    parts.push(bytes.subarray(start + headBytes, start + headBytes + held));
    left -= held;
    page = word(start + 16);
  }
  return Buffer.concat(parts);
}
