// One 512-byte tar header and the records that extend it: ustar, GNU (long names, base-256 numbers) and PAX
// (POSIX.1-2017, pax "Extended Header"). Parsing only; where headers stand in a stream is the tar reader's matter.

/** A tar block. */
export const blockBytes = 512;

/** What extended headers say of the next entry, or (global) of all that follow. */
export interface PaxOverrides {
  path: Uint8Array | null;
  link: Uint8Array | null;
  fileBytes: number | null;
}

export function noOverrides(): PaxOverrides {
  return { path: null, link: null, fileBytes: null };
}

const space = 32;
const zero = 48;
const nine = 57;

/**
 * A number field at `at`: octal digits between blanks or zeros, or base-256 where the first bit is set. -1 where it is
 * neither, negative, or beyond 2^53.
 */
export function parseNumber(block: Uint8Array, at: number, length: number): number {
  const first = block[at] ?? 0;
  if (first & 0x80) {
    if (first & 0x40) return -1;
    let value = first & 0x3f;
    for (let i = at + 1; i < at + length; i++) {
      value = value * 256 + (block[i] ?? 0);
      if (value > Number.MAX_SAFE_INTEGER) return -1;
    }
    return value;
  }
  let i = at;
  const end = at + length;
  while (i < end && block[i] === space) i++;
  let value = 0;
  for (; i < end; i++) {
    const byte = block[i] ?? 0;
    if (byte === 0 || byte === space) break;
    if (byte < zero || byte > zero + 7) return -1;
    value = value * 8 + byte - zero;
  }
  return value;
}

function checksumHolds(block: Uint8Array, at: number): boolean {
  let sum = 8 * space;
  for (let i = 0; i < blockBytes; i++) if (i < 148 || i >= 156) sum += block[at + i] ?? 0;
  return sum === parseNumber(block, at + 148, 8);
}

/** `ustar` (POSIX), `gnu`, `v7` for old headers whose checksum holds, `end` for a block of zeros, null for anything else. */
export function headerKind(block: Uint8Array, at: number): 'ustar' | 'gnu' | 'v7' | 'end' | null {
  if (
    block[at + 257] === 117 &&
    block[at + 258] === 115 &&
    block[at + 259] === 116 &&
    block[at + 260] === 97 &&
    block[at + 261] === 114
  ) {
    return block[at + 262] === space ? 'gnu' : 'ustar';
  }
  let i = 0;
  while (i < blockBytes && block[at + i] === 0) i++;
  if (i === blockBytes) return 'end';
  return checksumHolds(block, at) ? 'v7' : null;
}

/** Length of the zero-ended string of at most `limit` bytes at `at`. */
export function fieldLength(block: Uint8Array, at: number, limit: number): number {
  let length = 0;
  while (length < limit && block[at + length] !== 0) length++;
  return length;
}

/**
 * Reads PAX records (`length key=value\n`) into `overrides`. False where a record's length lies.
 * GNU's sparse files keep their real name in a record of their own; their stored bytes are what the layer holds.
 */
export function readPax(body: Uint8Array, overrides: PaxOverrides): boolean {
  let at = 0;
  while (at < body.length && body[at] !== 0) {
    let length = 0;
    let i = at;
    for (; i < body.length && i - at < 10; i++) {
      const byte = body[i] ?? 0;
      if (byte < zero || byte > nine) break;
      length = length * 10 + byte - zero;
    }
    const end = at + length;
    if (i === at || body[i] !== space || end > body.length || end <= i + 1 || body[end - 1] !== 10) return false;
    const equals = body.indexOf(61, i + 1);
    if (equals < 0 || equals >= end) return false;
    const key = latin1(body, i + 1, Math.min(equals, i + 33));
    const value = body.subarray(equals + 1, end - 1);
    if (key === 'path' || key === 'GNU.sparse.name') overrides.path = value.length > 0 ? value.slice() : null;
    if (key === 'linkpath') overrides.link = value.length > 0 ? value.slice() : null;
    if (key === 'size') {
      const text = latin1(value, 0, Math.min(value.length, 20));
      const fileBytes = /^\d+$/.test(text) ? Number(text) : NaN;
      if (!Number.isSafeInteger(fileBytes)) return false;
      overrides.fileBytes = fileBytes;
    }
    at = end;
  }
  return true;
}

/** Bytes as a string of the same length, one unit a byte. */
export function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', from, to);
}
