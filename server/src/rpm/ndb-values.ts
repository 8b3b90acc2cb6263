// The headers in rpm's own database format (`Packages.db`, as SUSE uses it), whole in memory. Nothing in the file is
// believed: what does not fit is left out.
// Source: the layout of rpm's "ndb" package database, version 0: a head, slots of 16 bytes, blobs in blocks of 16 bytes.

const [fileMagic, slotMagic, blobMagic] = ['RpmP', 'Slot', 'BlbS'].map((text) => Buffer.from(text, 'latin1'));
const blockBytes = 16;
const slotPageBytes = 4096;

const begins = (bytes: Buffer, at: number, magic: Buffer | undefined): boolean =>
  magic !== undefined && bytes.subarray(at, at + magic.length).equals(magic);

export function isNdb(bytes: Buffer): boolean {
  return bytes.length >= slotPageBytes && begins(bytes, 0, fileMagic);
}

/** Every value, in the order of slots. */
export function* ndbValues(bytes: Buffer): Generator<Buffer> {
  // The head takes the place of two slots; its fourth word is the number of pages that slots fill.
  const slotsEnd = Math.min(bytes.readUInt32LE(12) * slotPageBytes, bytes.length);
  for (let slot = 2 * blockBytes; slot + blockBytes <= slotsEnd; slot += blockBytes) {
    const at = bytes.readUInt32LE(slot + 8) * blockBytes;
    if (!begins(bytes, slot, slotMagic) || at === 0 || at + blockBytes > bytes.length) continue;
    if (!begins(bytes, at, blobMagic)) continue;
    const end = at + blockBytes + bytes.readUInt32LE(at + 12);
    if (end <= bytes.length) yield bytes.subarray(at + blockBytes, end);
  }
}
