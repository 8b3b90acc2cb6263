// File URIs to paths and back, as editors write them. It touches no disk.

/** The path of a `file:` URI (`/home/a/Dockerfile`, `c:/a/Dockerfile`, `//server/share/…`); null for any other scheme. */
export function pathOfUri(uri: string): string | null {
  const match = /^file:\/\/([^/?#]*)(\/[^?#]*)/i.exec(uri);
  if (match === null) return null;
  try {
    const path = decodeURIComponent(match[2] ?? '');
    if (match[1] !== undefined && match[1] !== '' && match[1] !== 'localhost') return `//${match[1]}${path}`;
    return /^\/[a-z]:/i.test(path) ? path.slice(1) : path;
  } catch {
    // Why: a stray percent sign is no escape; such a URI names no file we could read.
    return null;
  }
}

/** The `file:` URI of an absolute path. */
export function uriOfPath(path: string): string {
  const slashes = path.replaceAll('\\', '/');
  const encoded = slashes.split('/').map(encodeURIComponent).join('/');
  if (slashes.startsWith('//')) return `file:${encoded}`;
  return `file://${slashes.startsWith('/') ? '' : '/'}${encoded}`;
}

/** The folder of a path, without trailing slash except for the root; `.` where the path names no folder. */
export function folderOf(path: string): string {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return cut > 0 ? path.slice(0, cut) : cut === 0 ? '/' : '.';
}

/** The last part of a path. */
export function baseNameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** True for a path that `folder` holds, at any depth. */
export function isInside(folder: string, path: string): boolean {
  return folder === '/' ? path.startsWith('/') : path.startsWith(`${folder}/`);
}
