// Reads glibc's `/etc/ld.so.cache`, in which the loader looks before the standard folders: names of libraries and where they
// are. What `ldconfig` did not put in is not found there, however plainly it lies in a folder.

const magic = 'glibc-ld.so.cache1.1';
const headerBytes = 48;
const entryBytes = 24;
const entryLimit = 65_536;
const textLimit = 4096;

/** Paths by library name, in the cache's order; empty where the bytes are no cache of a glibc since 2.2. */
export function readLibraryCache(bytes: Uint8Array): ReadonlyMap<string, readonly string[]> {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const libraries = new Map<string, string[]>();
  // Why a search: older ldconfigs put a table of an earlier form in front, whose end is aligned.
  const start = all.indexOf(magic, 0, 'latin1');
  if (start < 0 || start + headerBytes > all.length) return libraries;
  const little = (all[start + 28] ?? 0) !== 3;
  const word = (at: number): number => (little ? all.readUInt32LE(at) : all.readUInt32BE(at));
  const count = Math.min(word(start + 20), entryLimit);
  const text = (place: number): string | null => {
    const from = start + place;
    const zero = from < all.length ? all.subarray(from, from + textLimit).indexOf(0) : -1;
    return zero < 0 ? null : all.toString('utf8', from, from + zero);
  };
  for (let i = 0; i < count; i++) {
    const at = start + headerBytes + i * entryBytes;
    if (at + entryBytes > all.length) break;
    const [name, path] = [text(word(at + 4)), text(word(at + 8))];
    if (name === null || path === null) continue;
    const known = libraries.get(name);
    if (known) known.push(path);
    else libraries.set(name, [path]);
  }
  return libraries;
}
