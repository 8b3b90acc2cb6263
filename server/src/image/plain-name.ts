// Names in tar headers that are paths already, copied four bytes at a time: of almost all entries of almost all images. It does not
// know what a path means, only which bytes need a closer look (layer-index.ts, `writePath`).

/** Words of 32 bits in a header's name field. */
const nameWords = 25;
/** Bytes that a name may take, and what is written beyond its end. */
export const plainNameRoom = nameWords * 4 + 4;

const slash = 0x2f;
const slashes = 0x2f2f2f2f;
const ones = 0x01010101;
const highs = 0x80808080 | 0;

/** Whether words hold their first byte lowest, as `copyPlainName` needs it. */
export const firstByteIsLowest = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/**
 * Copies the name field that begins at word `from` of `source` to byte `at` of `into`, without a slash at its end; gives the
 * new end, or -1 where the name is empty, begins with a slash or dot, or has a slash or dot behind a slash. Needs `plainNameRoom`.
 * The first `most` words of the field at word `like` were copied so before: neighbours mostly share a folder.
 */
export function copyPlainName(
  source: Int32Array,
  from: number,
  into: Int32Array,
  at: number,
  like: number,
  most: number,
): number {
  const shift = (at & 3) * 8;
  let out = at >> 2;
  let held = (into[out] ?? 0) & ((1 << shift) - 1);
  let behind = 0x80;
  let before = 0;
  let i = 0;
  for (; i < most; i++) {
    const word = source[from + i] ?? 0;
    if (word !== source[like + i]) break;
    into[out++] = (word << shift) | held;
    held = (word >>> 1) >>> (31 - shift);
    before = word;
  }
  if (i > 0) behind = before >>> 24 === slash ? 0x80 : 0;
  for (; i < nameWords; i++) {
    const word = source[from + i] ?? 0;
    // Why so: a byte of `x` is zero where the highest bit of that byte is set in `(x - ones) & ~x & highs`.
    const dotted = (word | ones) ^ slashes;
    const dots = (dotted - ones) & ~dotted & highs;
    if (dots === 0) behind = 0;
    else {
      const slashed = word ^ slashes;
      const marks = (slashed - ones) & ~slashed & highs;
      if ((((marks << 8) | behind) & dots) !== 0) return -1;
      behind = (marks >>> 24) & 0x80;
    }
    into[out++] = (word << shift) | held;
    held = (word >>> 1) >>> (31 - shift);
    const zeros = (word - ones) & ~word & highs;
    if (zeros !== 0) {
      into[out] = held;
      const length = (31 - Math.clz32(zeros & -zeros)) >> 3;
      const last = length === 0 ? before >>> 24 : (word >>> (length * 8 - 8)) & 0xff;
      const taken = i * 4 + length - (last === slash ? 1 : 0);
      return taken > 0 ? at + taken : -1;
    }
    before = word;
  }
  into[out] = held;
  return at + nameWords * 4 - (before >>> 24 === slash ? 1 : 0);
}
