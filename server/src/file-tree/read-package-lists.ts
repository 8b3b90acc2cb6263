// The lists that package managers keep of what they installed, as text: names, versions and absolute paths of files. It
// knows the formats and nothing of the tree. Nothing in them is believed: what does not fit is left out.
// Sources: dpkg's info/*.list and control format, apk database v2, PyPA "Recording installed projects", conda-meta JSON,
// Composer 1 and 2's installed.json.
import type { PackageKind } from '../image/packages.ts';
import { listOf, parseJson, recordOf, stringOf } from '../image/untrusted-json.ts';

/** One installed package; `files` are paths without leading slash, folders among them. */
export interface ListedPackage {
  readonly kind: PackageKind;
  readonly name: string;
  readonly version: string | null;
  readonly files: readonly string[];
  /** All in it is the package's, where its list names no files. */
  readonly folder?: string;
}

/** More than any package has. */
const fileLimit = 500_000;

/** `info/bash.list`, `info/libc6:amd64.list`: one path a line. */
export function readDpkgFiles(path: string, text: string, versions: ReadonlyMap<string, string>): ListedPackage {
  const name = (path.split('/').at(-1) ?? '').replace(/\.list$/, '').replace(/:[^:]*$/, '');
  return { kind: 'dpkg', name, version: versions.get(name) ?? null, files: text.split('\n').map(relative) };
}

/** Versions by name from `status`. */
export function readDpkgStatus(text: string): ReadonlyMap<string, string> {
  const versions = new Map<string, string>();
  let name: string | null = null;
  for (const line of text.split('\n')) {
    if (line.startsWith('Package: ')) name = line.slice(9).trim();
    else if (line.startsWith('Version: ') && name !== null) versions.set(name, line.slice(9).trim());
    else if (line === '') name = null;
  }
  return versions;
}

/** Distroless: `status.d/NAME` tells the package, `status.d/NAME.md5sums` its files. */
export function readDpkgStatusD(lists: ReadonlyMap<string, string>): readonly ListedPackage[] {
  return [...lists].flatMap(([path, text]) => {
    if (path.endsWith('.md5sums')) return [];
    const [[name, version] = []] = [...readDpkgStatus(text)];
    if (name === undefined || version === undefined) return [];
    const sums = lists.get(`${path}.md5sums`) ?? '';
    return [{ kind: 'dpkg' as const, name, version, files: sums.split('\n').map((line) => relative(line.slice(34))) }];
  });
}

/**
 * apk's `installed`: stanzas with `P:` name, `V:` version, `F:` folder and `R:` file in it; of rpm's database it is kept
 * so too (sources/kept-content.ts).
 */
export function readStanzas(kind: 'apk' | 'rpm', text: string): readonly ListedPackage[] {
  const packages: ListedPackage[] = [];
  let [name, version, folder]: (string | null)[] = [null, null, null];
  let files: string[] = [];
  const finish = (): void => {
    if (name) packages.push({ kind, name, version: version ?? null, files });
    [name, version, folder, files] = [null, null, null, []];
  };
  for (const line of text.split('\n')) {
    const value = line.slice(2);
    if (line === '') finish();
    else if (line.startsWith('P:')) name = value;
    else if (line.startsWith('V:')) version = value;
    else if (line.startsWith('F:')) folder = value;
    else if (line.startsWith('R:')) files.push(relative(folder ? `${folder}/${value}` : value));
  }
  finish();
  return packages;
}

/** `NAME-VERSION.dist-info/RECORD`: CSV of paths that count from the folder the dist-info folder stands in. */
export function readPythonRecord(path: string, text: string): ListedPackage | null {
  const named = /^(?:(.*)\/)?([^/]+?)-([^/-]+)\.dist-info\/RECORD$/.exec(path);
  if (!named) return null;
  const [, folder = '', name = '', version = ''] = named;
  const files = text
    .split('\n', fileLimit)
    .map((line) => (line.startsWith('"') ? (line.slice(1).split('"', 1)[0] ?? '') : (line.split(',', 1)[0] ?? '')))
    .filter((file) => file !== '')
    .map((file) => (file.startsWith('/') ? relative(file) : relative(`${folder}/${file}`)));
  return { kind: 'python', name, version, files };
}

/** `conda-meta/numpy-1.26.4-py312.json`: `name`, `version` and `files` that count from the environment's folder. */
export function readCondaMeta(path: string, text: string): ListedPackage | null {
  const record = recordOf(parseJson(text));
  const [name, version] = [stringOf(record['name'], 200), stringOf(record['version'], 200)];
  const environment = path.slice(0, path.lastIndexOf('conda-meta/'));
  if (!name) return null;
  const files = listOf(record['files'], fileLimit).flatMap((file) =>
    typeof file === 'string' ? [relative(`${environment}${file}`)] : [],
  );
  return { kind: 'conda', name, version, files };
}

/** Composer's `vendor/composer/installed.json`: folders of packages, from that file's own folder. */
export function readComposer(path: string, text: string): readonly ListedPackage[] {
  const document = parseJson(text);
  const list = Array.isArray(document) ? document : recordOf(document)['packages'];
  const folder = path.slice(0, path.lastIndexOf('/'));
  return listOf(list, 20_000).flatMap((each): ListedPackage[] => {
    const about = recordOf(each);
    const [name, version] = [stringOf(about['name'], 200), stringOf(about['version'], 200)];
    // Why a fallback: Composer 1 does not tell the folder.
    const place = stringOf(about['install-path'], 1000) ?? (name ? `../${name}` : null);
    if (!name || place === null) return [];
    const own = relative(`${folder}/${place}`);
    // Why: what is around the list itself is the project, and no package in it.
    return folder.startsWith(`${own}/`) ? [] : [{ kind: 'composer', name, version, files: [], folder: own }];
  });
}

/** Without leading slash, `.` and `..`. */
function relative(path: string): string {
  if (!path.includes('./') && !path.includes('//')) return path.startsWith('/') ? path.slice(1) : path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
