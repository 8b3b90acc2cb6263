// Which files of a listed context a COPY takes: a folder with all below it, a file, or a wildcard by Go's filepath.Match.
// It reads no disk; where the listing stopped at a bound, so do the figures.
import type { ContextListing } from './context.ts';
import { matchesGlob, readGlob } from '../text/glob.ts';
import { cleanPath } from './ignore-file.ts';

export interface CopiedPaths {
  readonly entries: ContextListing['entries'];
  /** Of all files taken; a lower bound where `truncated`. */
  readonly fileBytes: number;
  readonly fileCount: number;
  /** Sources that match nothing that is listed. */
  readonly unmatched: readonly string[];
  readonly truncated: boolean;
}

/** Most answers kept of one listing. */
const mostKept = 500;
const kept = new WeakMap<ContextListing, Map<string, CopiedPaths>>();

/**
 * The files that a COPY with these context-relative sources takes; a file named twice counts once. Answers are kept with
 * the listing: the same is asked for at every keystroke.
 */
export function pathsOfCopy(listing: ContextListing, sources: readonly string[]): CopiedPaths {
  const answers = kept.get(listing) ?? new Map<string, CopiedPaths>();
  kept.set(listing, answers);
  const key = sources.join('\0');
  let answer = answers.get(key);
  if (answer === undefined) {
    if (answers.size >= mostKept) answers.clear();
    answers.set(key, (answer = findPaths(listing, sources)));
  }
  return answer;
}

function findPaths(listing: ContextListing, sources: readonly string[]): CopiedPaths {
  const wholes = sources.map(sourcePath);
  if (wholes.includes('.')) {
    const { entries, fileBytes, fileCount, truncated } = listing;
    return { entries, fileBytes, fileCount, unmatched: [], truncated };
  }
  const matchers = wholes.map(copyMatcher);
  const hits = new Set<number>();
  const entries = listing.entries.filter(({ path }) => {
    const taking = matchers.flatMap((matches, at) => (matches(path) ? [at] : []));
    for (const at of taking) hits.add(at);
    return taking.length > 0;
  });
  const found = { entries, fileBytes: sum(entries), fileCount: entries.length };
  const unmatched = sources.filter((_, at) => !hits.has(at));
  // Why: the listing keeps the biggest files only, but knows each top-level folder's whole weight.
  const tops = listing.truncated || listing.entries.length < listing.fileCount ? topLevelOf(listing, wholes) : null;
  return tops === null
    ? { ...found, unmatched, truncated: listing.truncated || listing.entries.length < listing.fileCount }
    : { ...found, ...tops, unmatched, truncated: listing.truncated };
}

/** A source as BuildKit takes it: relative to the context, which `..` and a leading slash do not leave. */
function sourcePath(source: string): string {
  const cleaned = cleanPath(`/${source}`).slice(1);
  return cleaned === '' ? '.' : cleaned;
}

/** Whether a cleaned source (`src`, `lib/*.py`) takes a path: itself, or what lies below. */
export function copyMatcher(source: string): (path: string) => boolean {
  if (!/[*?[\\]/.test(source)) return (path) => path === source || path.startsWith(`${source}/`);
  const glob = readGlob(source, false);
  if (glob === null) return () => false;
  const depth = source.split('/').length;
  return (path) => {
    const segments = path.split('/');
    return segments.length >= depth && matchesGlob(glob, segments.slice(0, depth).join('/'));
  };
}

function sum(entries: ContextListing['entries']): number {
  return entries.reduce((bytes, entry) => bytes + entry.fileBytes, 0);
}

/** The weight where every source is a name at the top of the context; null where one is not. */
function topLevelOf(
  listing: ContextListing,
  sources: readonly string[],
): { fileBytes: number; fileCount: number } | null {
  let fileBytes = 0;
  let fileCount = 0;
  for (const source of new Set(sources)) {
    const top = listing.topLevel.find(({ name }) => name === source);
    if (top === undefined) return null;
    fileBytes += top.fileBytes;
    fileCount += top.fileCount;
  }
  return { fileBytes, fileCount };
}
