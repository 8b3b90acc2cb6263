// A known context as it is under another ignore file, without a walk: files that are listed are left out as the patterns
// say. What an ignore file kept from being listed does not come back.
import type { ContextFacts, ContextListing, IgnoreFile, PatternUse } from './context.ts';
import { openWeights } from './context-weights.ts';
import { applyPatterns, parseIgnoreFile, type IgnorePattern, type IgnoreResult } from './ignore-file.ts';
import { watchUses } from './pattern-uses.ts';

interface Listed {
  readonly path: string;
  readonly fileBytes: number;
}

/** Files of which nothing was left out so far, under an ignore file: what is sent of them, and what each pattern does. */
export function applyIgnoreFile(
  files: readonly Listed[],
  ignoreFile: Pick<IgnoreFile, 'path' | 'text'> | null,
): Pick<ContextFacts, 'ignoreFile' | 'listing'> {
  const { listing, uses } = sift(files, parseIgnoreFile(ignoreFile?.text ?? ''));
  return { listing, ignoreFile: ignoreFile === null ? null : { ...ignoreFile, uses } };
}

function sift(
  files: readonly Listed[],
  patterns: readonly IgnorePattern[],
): { readonly listing: ContextListing; readonly uses: readonly PatternUse[] } {
  const weights = openWeights(files.length + 1);
  const watch = watchUses(patterns);
  const folders = new Map<string, IgnoreResult>();
  const resultOf = (path: string): IgnoreResult => {
    const parent = path.lastIndexOf('/');
    const result = applyPatterns(patterns, path, parent < 0 ? undefined : folderResult(path.slice(0, parent)));
    watch.see(path, result);
    return result;
  };
  const folderResult = (path: string): IgnoreResult => {
    let known = folders.get(path);
    if (known === undefined) folders.set(path, (known = resultOf(path)));
    return known;
  };
  for (const { path, fileBytes } of files) if (!resultOf(path).ignored) weights.add(path, fileBytes);
  return { listing: weights.listing(false), uses: watch.uses() };
}

/**
 * The context with another ignore file in force: what it hides is taken out of the listing. Where the listing keeps only
 * the biggest files, the sums are lower bounds of what is gone.
 */
function withIgnoreFile(context: ContextFacts, ignoreFile: Pick<IgnoreFile, 'path' | 'text'>): ContextFacts {
  const before = context.listing;
  if (before === null) return { ...context, ignoreFile };
  const { listing } = sift(before.entries, parseIgnoreFile(ignoreFile.text));
  const gone = {
    fileBytes: sum(before.entries) - listing.fileBytes,
    fileCount: before.entries.length - listing.fileCount,
  };
  const after: ContextListing = {
    ...before,
    entries: listing.entries,
    fileBytes: before.fileBytes - gone.fileBytes,
    fileCount: before.fileCount - gone.fileCount,
    topLevel: before.fileCount === before.entries.length ? listing.topLevel : before.topLevel,
  };
  return { ...context, ignoreFile, listing: after };
}

/** The context with files written into it, by their context-relative paths; an ignore file among them is then in force. */
export function withWrittenFiles(
  context: ContextFacts | null,
  files: readonly { readonly path: string; readonly text: string }[],
): ContextFacts | null {
  if (context === null || files.length === 0) return context;
  const read = new Map(context.files);
  for (const { path, text } of files) read.set(path, { text });
  const inForce = context.ignoreFile?.path ?? '.dockerignore';
  const ignoreFile = files.findLast(({ path }) => path === inForce);
  const written = { ...context, files: read };
  return ignoreFile === undefined ? written : withIgnoreFile(written, ignoreFile);
}

function sum(entries: readonly Listed[]): number {
  return entries.reduce((bytes, { fileBytes }) => bytes + fileBytes, 0);
}
