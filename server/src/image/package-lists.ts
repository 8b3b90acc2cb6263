// Which files of an image tell what its package managers installed: their names only. The content of these few files is
// kept when a layer is read, that of no other.
// Sources: dpkg(1) and Distroless's status.d, apk's installed database v2, PyPA's "Recording installed projects", conda-meta.

/** What a list is of: `dpkg-files` is one package's, `dpkg-status` names versions of all. */
export type PackageListKind = 'dpkg-files' | 'dpkg-status' | 'dpkg-status-d' | 'apk' | 'python' | 'conda';

/** Bytes of one list above which it is not kept. */
export const packageListLimit = 8 * 1024 * 1024;

const encoder = new TextEncoder();
const prefix = encoder.encode('var/lib/dpkg/');
const suffixes = ['/RECORD', 'lib/apk/db/installed', '.json'].map((text) => encoder.encode(text));

/** A quick look at a raw path: false for almost all; `kindOfPackageList` decides. */
export function mayBePackageList(name: Uint8Array, from: number, length: number): boolean {
  const end = from + length;
  let start = from;
  if (name[start] === 46 && name[start + 1] === 47) start += 2;
  else if (name[start] === 47) start++;
  return stands(name, start, end, prefix) || suffixes.some((suffix) => stands(name, end - suffix.length, end, suffix));
}

function stands(name: Uint8Array, at: number, end: number, text: Uint8Array): boolean {
  if (at < 0 || at + text.length > end) return false;
  for (let i = 0; i < text.length; i++) if (name[at + i] !== text[i]) return false;
  return true;
}

/** The kind of a path without leading slash; null for everything else. */
export function kindOfPackageList(path: string): PackageListKind | null {
  if (/^var\/lib\/dpkg\/info\/[^/]+\.list$/.test(path)) return 'dpkg-files';
  if (path === 'var/lib/dpkg/status') return 'dpkg-status';
  if (/^var\/lib\/dpkg\/status\.d\/[^/]+$/.test(path)) return 'dpkg-status-d';
  if (/^(?:usr\/)?lib\/apk\/db\/installed$/.test(path)) return 'apk';
  if (/\.dist-info\/RECORD$/.test(path)) return 'python';
  return /(?:^|\/)conda-meta\/[^/]+\.json$/.test(path) ? 'conda' : null;
}
