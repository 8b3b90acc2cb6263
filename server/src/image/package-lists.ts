// Which files of an image tell what its package managers installed: their names only. The content of these few files is
// kept when a layer is read, that of no other.
// Sources: dpkg(1) and Distroless's status.d, apk's installed database v2, rpm's databases, PyPA's "Recording installed projects",
// conda-meta, Composer's installed.json.

/** What a list is of: `dpkg-files` is one package's, `dpkg-status` names versions of all. */
export type PackageListKind =
  'dpkg-files' | 'dpkg-status' | 'dpkg-status-d' | 'apk' | 'rpm' | 'python' | 'conda' | 'composer';

/** Bytes of one list above which it is not kept. */
export const packageListLimit = 8 * 1024 * 1024;
/** The same for rpm's database, of which names are kept only. */
export const rpmDatabaseLimit = 192 * 1024 * 1024;

const encoder = new TextEncoder();
const prefix = encoder.encode('var/lib/dpkg/');
const [record, installed, json] = ['/RECORD', 'lib/apk/db/installed', '.json'].map((text) => encoder.encode(text));
const [sqlite, berkeley, ndb] = ['/rpmdb.sqlite', '/Packages', '/Packages.db'].map((text) => encoder.encode(text));

/** A quick look at the path `names[from … end]`, cleaned: false for almost all; `kindOfPackageList` decides. */
export function mayBePackageList(names: Uint8Array, from: number, end: number): boolean {
  // Why letters first: it is asked for every file of an image.
  const last = names[end - 1];
  if (last === 68 && record && stands(names, end - record.length, end, record)) return true;
  if (last === 110 && json && stands(names, end - json.length, end, json)) return true;
  if (last === 100 && installed && stands(names, end - installed.length, end, installed)) return true;
  if (last === 101 && sqlite && stands(names, end - sqlite.length, end, sqlite)) return true;
  if (last === 115 && berkeley && stands(names, end - berkeley.length, end, berkeley)) return true;
  if (last === 98 && ndb && stands(names, end - ndb.length, end, ndb)) return true;
  return names[from] === 118 && stands(names, from, end, prefix);
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
  if (/^(?:usr\/lib\/sysimage|var\/lib)\/rpm\/(?:rpmdb\.sqlite|Packages|Packages\.db)$/.test(path)) return 'rpm';
  if (/\.dist-info\/RECORD$/.test(path)) return 'python';
  if (/(?:^|\/)vendor\/composer\/installed\.json$/.test(path)) return 'composer';
  return /(?:^|\/)conda-meta\/[^/]+\.json$/.test(path) ? 'conda' : null;
}
