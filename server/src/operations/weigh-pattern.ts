// How many files, of how many bytes, one pattern of an ignore file leaves out or brings back, counted on disk. Bounded in
// files and time; links are not followed.
import {
  applyPatterns,
  mayHoldExceptions,
  type IgnorePattern,
  type IgnoreResult,
} from '../build-context/ignore-file.ts';
import { isUnavailable, type DirectoryEntry, type Host } from '../host/host.ts';

export interface PatternWeight {
  readonly fileBytes: number;
  readonly fileCount: number;
  /** The walk stopped at a bound: figures are lower bounds. */
  readonly truncated: boolean;
}

const limit = { visits: 100_000, time: 3000 };
const batch = 64;

/** Files of the context at `folder` of which the pattern at this place decides. */
export async function weighPattern(
  host: Host,
  folder: string,
  patterns: readonly IgnorePattern[],
  place: number,
  signal?: AbortSignal,
): Promise<PatternWeight> {
  const until = host.now() + limit.time;
  const root = folder.replace(/\/$/, '');
  const queue: { readonly path: string; readonly result: IgnoreResult | undefined }[] = [
    { path: '', result: undefined },
  ];
  let visits = 0;
  let fileBytes = 0;
  let fileCount = 0;
  const isOver = (): boolean => signal?.aborted === true || visits >= limit.visits || host.now() > until;

  const weigh = async (paths: readonly string[]): Promise<void> => {
    for (let from = 0; from < paths.length && !isOver(); from += batch)
      for (const stat of await Promise.all(
        paths.slice(from, from + batch).map((path) => host.stat(`${root}/${path}`)),
      )) {
        fileCount++;
        if (!isUnavailable(stat)) fileBytes += stat.fileBytes;
      }
  };
  const enter = async (
    path: string,
    parent: IgnoreResult | undefined,
    found: readonly DirectoryEntry[],
  ): Promise<void> => {
    const decided: string[] = [];
    for (const { name, kind } of found) {
      visits++;
      const inner = path === '' ? name : `${path}/${name}`;
      const result = applyPatterns(patterns, inner, parent);
      if (kind !== 'directory') {
        if (result.by === place) decided.push(inner);
      } else if (!result.ignored || result.by === place || mayHoldExceptions(patterns, inner))
        queue.push({ path: inner, result });
    }
    await weigh(decided);
  };

  for (let at = queue.pop(); at !== undefined && !isOver(); at = queue.pop()) {
    const found = await host.readDirectory(at.path === '' ? root : `${root}/${at.path}`);
    if (!isUnavailable(found)) await enter(at.path, at.result, found);
  }
  return { fileBytes, fileCount, truncated: isOver() };
}
