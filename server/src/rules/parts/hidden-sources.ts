// Sources that the Dockerfile asks for by name and that the ignore file hides, each with the pattern that decides. It looks
// at patterns and at what is listed, and reads nothing.
import { ignoreResult, mayHoldExceptions, type IgnorePattern } from '../../build-context/ignore-file.ts';
import { pathsOfCopy } from '../../build-context/copy-paths.ts';
import type { Snapshot } from '../../facts/snapshot.ts';
import { contextSources, type ContextSource } from './context-sources.ts';
import { patternsOf } from './ignore-file-text.ts';
import { remembered } from './remembered.ts';

export interface HiddenSource {
  readonly source: ContextSource;
  readonly pattern: IgnorePattern;
}

/** Something that the source takes is sent after all, or may be. */
function isPartlySent({ context }: Snapshot, { path }: ContextSource, patterns: readonly IgnorePattern[]): boolean {
  const listing = context?.listing ?? null;
  if (listing !== null && pathsOfCopy(listing, [path]).fileCount > 0) return true;
  const isWhole = listing !== null && !listing.truncated && listing.entries.length === listing.fileCount;
  return !isWhole && mayHoldExceptions(patterns, path);
}

/** Sources of copies and mounts that are hidden wholly, in order of the Dockerfile. */
export const hiddenSources: (snapshot: Snapshot) => readonly HiddenSource[] = remembered((snapshot) => {
  const ignoreFile = snapshot.context?.ignoreFile ?? null;
  if (ignoreFile === null) return [];
  const patterns = patternsOf(ignoreFile);
  if (patterns.length === 0) return [];
  return contextSources(snapshot).flatMap((source): HiddenSource[] => {
    // Why: of the whole context something is sent nearly always, and an empty copy is no fault.
    if (/^[.*]$/.test(source.path) || /\/\*$/.test(source.path)) return [];
    const { ignored, by } = ignoreResult(patterns, source.path);
    const pattern = by === null ? undefined : patterns[by];
    if (!ignored || pattern === undefined || isPartlySent(snapshot, source, patterns)) return [];
    return [{ source, pattern }];
  });
});
