// The manifest of a jar (a ZIP archive: APPNOTE.TXT 4.3) out of its bytes. It reads that one member and no other.
import { inflateRawSync } from 'node:zlib';

const manifestName = 'META-INF/MANIFEST.MF';
const endRecord = 0x06054b50;
const centralEntry = 0x02014b50;
/** Bytes of the end record with the longest comment. */
const endReach = 22 + 65_535;
const memberLimit = 4 * 1024 * 1024;

/** Its text; null where the bytes are no jar with a manifest. */
export function manifestOf(bytes: Uint8Array): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  const first = Math.max(0, bytes.length - endReach);
  while (end >= first && view.getUint32(end, true) !== endRecord) end--;
  if (end < first) return null;
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0 && at + 46 <= bytes.length; left--) {
    if (view.getUint32(at, true) !== centralEntry) return null;
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + (nameLength ?? 0)));
    if (name === manifestName) return memberAt(bytes, view, at);
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return null;
}

/** The member that the entry of the central directory names: stored or deflated. */
function memberAt(bytes: Uint8Array, view: DataView, entry: number): string | null {
  const method = view.getUint16(entry + 10, true);
  const packedBytes = view.getUint32(entry + 20, true);
  const local = view.getUint32(entry + 42, true);
  if (local + 30 > bytes.length) return null;
  const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const packed = bytes.subarray(from, from + packedBytes);
  if (method === 0) return new TextDecoder().decode(packed);
  if (method !== 8) return null;
  try {
    return new TextDecoder().decode(inflateRawSync(packed, { maxOutputLength: memberLimit }));
  } catch {
    return null;
  }
}
