// How much of two texts is the same at both ends. It knows nothing of lines.

/** Lengths of the common beginning and of the common end; together never longer than the shorter text. */
export function commonEnds(a: string, b: string): { readonly prefix: number; readonly suffix: number } {
  const most = Math.min(a.length, b.length);
  const chunk = 2048;
  let prefix = 0;
  // Why: comparing chunks is many times faster than comparing characters.
  while (prefix + chunk <= most && a.startsWith(b.slice(prefix, prefix + chunk), prefix)) prefix += chunk;
  while (prefix < most && a.charCodeAt(prefix) === b.charCodeAt(prefix)) prefix++;
  const left = most - prefix;
  let suffix = 0;
  while (
    suffix + chunk <= left &&
    a.endsWith(b.slice(b.length - suffix - chunk, b.length - suffix), a.length - suffix)
  ) {
    suffix += chunk;
  }
  while (suffix < left && a.charCodeAt(a.length - 1 - suffix) === b.charCodeAt(b.length - 1 - suffix)) suffix++;
  return { prefix, suffix };
}
