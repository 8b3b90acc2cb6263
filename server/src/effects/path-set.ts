// Sets of paths as effects name them: normalising, joining, and asking whether two sets surely or possibly meet. Pure
// text; it knows no file system, so a link is a path like any other. A glob stands for the paths that it matches and
// everything below them, as `rm -r` and `cp -r` take it; its `pattern` is the whole absolute glob.
import type { PathPattern } from './effect.ts';

/** Absolute form of a path seen from a folder: `.` and `..` resolved, no doubled and no trailing slash. */
export function joinPath(folder: string, path: string): string {
  return normalisePath(path.startsWith('/') ? path : `${folder}/${path}`);
}

/** A folder as the beginning of longer paths: `${below('/')}/x` is `/x`. */
export function below(folder: string): string {
  return folder === '/' ? '' : folder;
}

/** An absolute path without `.`, `..`, doubled or trailing slashes. A relative path is taken from the root. */
export function normalisePath(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') kept.pop();
    else kept.push(segment);
  }
  return `/${kept.join('/')}`;
}

export function fileAt(path: string): PathPattern {
  return { kind: 'file', path: normalisePath(path) };
}

export function treeAt(path: string): PathPattern {
  return { kind: 'tree', path: normalisePath(path) };
}

export function unknownBelow(path: string): PathPattern {
  return { kind: 'unknown', path: normalisePath(path) };
}

/** The set of a shell glob given as absolute text; a plain file where nothing in it is special. */
export function globAt(glob: string): PathPattern {
  const pattern = normalisePath(glob);
  if (!isGlob(pattern)) return { kind: 'file', path: pattern };
  const literal: string[] = [];
  for (const segment of pattern.split('/')) {
    if (isGlob(segment)) break;
    literal.push(segment);
  }
  return { kind: 'glob', path: literal.join('/') || '/', pattern };
}

/** True where the text holds a character that a shell expands to file names. */
export function isGlob(text: string): boolean {
  return /[*?[]/.test(text);
}

/** True where `path` is `folder` or lies below it. */
export function isWithin(folder: string, path: string): boolean {
  return folder === '/' || path === folder || (path.startsWith(folder) && path[folder.length] === '/');
}

/** True where the path may be one of the set. Both must be normalised. */
export function mayMatch(pattern: PathPattern, path: string): boolean {
  switch (pattern.kind) {
    case 'file':
      return pattern.path === path;
    case 'tree':
    case 'unknown':
      return isWithin(pattern.path, path);
    case 'glob':
      return globCovers(pattern.pattern, path);
  }
}

/** True only where every path of `inner` is surely one of `outer`. */
export function contains(outer: PathPattern, inner: PathPattern): boolean {
  switch (outer.kind) {
    case 'file':
      return inner.kind === 'file' && inner.path === outer.path;
    case 'tree':
      return isWithin(outer.path, inner.path);
    case 'glob':
      if (inner.kind === 'glob') return inner.pattern === outer.pattern || globCovers(outer.pattern, inner.path);
      return globCovers(outer.pattern, inner.path);
    case 'unknown':
      // Invariant: some unknown paths surely hold no given one.
      return false;
  }
}

/** False only where the two sets surely share no path. */
export function intersects(a: PathPattern, b: PathPattern): boolean {
  if (a.kind === 'file') return mayMatch(b, a.path);
  if (b.kind === 'file') return mayMatch(a, b.path);
  if (a.kind === 'glob' && b.kind === 'glob') return globsMeet(a.pattern, b.pattern);
  if (a.kind === 'glob') return globMeetsTree(a.pattern, b.path);
  if (b.kind === 'glob') return globMeetsTree(b.pattern, a.path);
  return isWithin(a.path, b.path) || isWithin(b.path, a.path);
}

/**
 * True where deleting `deleted` leaves nothing of the tree but the folder itself: the tree, one above it, or `tree/*`.
 * Why `*` counts though it spares names that begin with a dot: the stores that tools keep have none at their top.
 */
export function empties(deleted: PathPattern, stored: PathPattern): boolean {
  if (contains(deleted, stored)) return true;
  if (stored.kind !== 'tree' || deleted.kind !== 'glob') return false;
  return deleted.pattern === `${stored.path === '/' ? '' : stored.path}/*`;
}

/** True where the glob matches the path or a folder above it. */
function globCovers(glob: string, path: string): boolean {
  const wanted = segmentsOf(glob);
  const given = segmentsOf(path);
  return given.length >= wanted.length && wanted.every((segment, at) => matchesSegment(segment, given[at] ?? ''));
}

function globMeetsTree(glob: string, folder: string): boolean {
  const wanted = segmentsOf(glob);
  const given = segmentsOf(folder);
  const shared = Math.min(wanted.length, given.length);
  for (let at = 0; at < shared; at++) if (!matchesSegment(wanted[at] ?? '', given[at] ?? '')) return false;
  return true;
}

function globsMeet(a: string, b: string): boolean {
  const left = segmentsOf(a);
  const right = segmentsOf(b);
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const x = left[at] ?? '';
    const y = right[at] ?? '';
    // Why: whether two globs share a name is not decided here; where both are globs they may.
    if (!isGlob(x) && !matchesSegment(y, x)) return false;
    if (!isGlob(y) && !matchesSegment(x, y)) return false;
  }
  return true;
}

function segmentsOf(path: string): readonly string[] {
  return path === '/' ? [] : path.slice(1).split('/');
}

/**
 * Shell matching of one path segment (POSIX 2.13): `*`, `?`, `[…]`, backslash; a leading dot is matched by a dot only.
 * Linear in time but for `*`, where the last star alone is tried again.
 */
export function matchesSegment(glob: string, name: string): boolean {
  if (!isGlob(glob)) return glob === name;
  if (name.startsWith('.') && !glob.startsWith('.')) return false;
  let g = 0;
  let n = 0;
  let star = -1;
  let retry = 0;
  while (n < name.length) {
    const step = g < glob.length ? matchOne(glob, g, name[n] ?? '') : -1;
    if (g < glob.length && glob[g] === '*') {
      star = g++;
      retry = n;
    } else if (step > 0) {
      g = step;
      n++;
    } else if (star >= 0) {
      g = star + 1;
      n = ++retry;
    } else return false;
  }
  while (glob[g] === '*') g++;
  return g === glob.length;
}

/** Index after the glob item at `at` where it matches the character; -1 where not. */
function matchOne(glob: string, at: number, character: string): number {
  const item = glob[at];
  if (item === '?') return at + 1;
  if (item === '\\' && at + 1 < glob.length) return glob[at + 1] === character ? at + 2 : -1;
  if (item === '[') {
    const end = glob.indexOf(']', at + (/[!^]/.test(glob[at + 1] ?? '') ? 3 : 2));
    if (end > 0) return inBrackets(glob.slice(at + 1, end), character) ? end + 1 : -1;
  }
  return item === character ? at + 1 : -1;
}

function inBrackets(set: string, character: string): boolean {
  const negated = /^[!^]/.test(set);
  const items = negated ? set.slice(1) : set;
  let found = false;
  for (let at = 0; at < items.length; at++) {
    if (items[at + 1] === '-' && at + 2 < items.length) {
      if ((items[at] ?? '') <= character && character <= (items[at + 2] ?? '')) found = true;
      at += 2;
    } else if (items[at] === character) found = true;
  }
  return found !== negated;
}
