// Paths as text, on every system alike: slashes, no `.` and `..`. It reads no disk and follows no link.

/** An absolute path without `.` and `..`; `base` counts where `path` is relative. */
export function resolvePath(base: string, path: string): string {
  const slashes = path.replaceAll('\\', '/');
  const absolute = slashes.startsWith('/') || /^[a-z]:\//i.test(slashes);
  const parts: string[] = [];
  for (const part of `${absolute ? '' : `${base.replaceAll('\\', '/')}/`}${slashes}`.split('/')) {
    if (part === '..') {
      if (parts.length > 1) parts.pop();
    } else if (part !== '.' && (part !== '' || parts.length === 0)) parts.push(part);
  }
  const joined = parts.join('/');
  return joined === '' ? '/' : joined;
}
