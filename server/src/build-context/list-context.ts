// Walks a build context and weighs what the ignore file lets through. Bounded in files and time: what lies beyond is
// counted as far as it was seen, and the listing says that it stopped. Links weigh nothing and are not followed.
import type { DirectoryEntry, Host } from '../host/host.ts';
import { isUnavailable } from '../host/host.ts';
import type { ContextListing, PatternUse } from './context.ts';
import { openWeights } from './context-weights.ts';
import type { IgnorePattern, IgnoreResult } from './ignore-file.ts';
import { applyPatterns, mayHoldExceptions } from './ignore-file.ts';
import { watchUses } from './pattern-uses.ts';

export interface ListBounds {
  /** Most files listed by name; beyond it the smallest give way. */
  readonly entries: number;
  /** Most files and folders looked at. */
  readonly visits: number;
  /** Milliseconds. */
  readonly time: number;
}

const defaults: ListBounds = { entries: 5000, visits: 250_000, time: 8000 };
/** Files asked for at once. */
const batch = 64;

interface Folder {
  readonly path: string;
  readonly result: IgnoreResult | undefined;
}

export interface WalkedContext {
  readonly listing: ContextListing;
  /** By pattern, in order; null where the walk stopped at a bound. */
  readonly uses: readonly PatternUse[] | null;
}

/** The files below `folder` that the patterns let through; null where the folder cannot be read. */
export async function listContext(
  host: Host,
  folder: string,
  patterns: readonly IgnorePattern[],
  signal?: AbortSignal,
  bounds: Partial<ListBounds> = {},
): Promise<WalkedContext | null> {
  const limit = { ...defaults, ...bounds };
  const until = host.now() + limit.time;
  const weights = openWeights(limit.entries);
  const watch = watchUses(patterns);
  let visits = 0;
  let truncated = false;
  const queue: Folder[] = [{ path: '', result: undefined }];
  const root = folder.replace(/[/\\]$/, '');
  const isOver = (): boolean => signal?.aborted === true || visits >= limit.visits || host.now() > until;

  while (queue.length > 0) {
    if (isOver()) {
      truncated = true;
      break;
    }
    const at = queue.pop();
    if (at === undefined) break;
    const found = await host.readDirectory(at.path === '' ? root : `${root}/${at.path}`);
    if (isUnavailable(found)) {
      if (at.path === '') return null;
      // Why: what cannot be read cannot be sent either; the engine will say so.
      truncated = true;
      continue;
    }
    const files: { path: string; entry: DirectoryEntry }[] = [];
    for (const entry of found) {
      visits++;
      const path = at.path === '' ? entry.name : `${at.path}/${entry.name}`;
      const result = applyPatterns(patterns, path, at.result);
      watch.see(path, result);
      if (entry.kind === 'directory') {
        if (!result.ignored || mayHoldExceptions(patterns, path)) queue.push({ path, result });
      } else if (!result.ignored) files.push({ path, entry });
    }
    for (let from = 0; from < files.length; from += batch) {
      if (isOver()) {
        truncated = true;
        break;
      }
      await Promise.all(
        files.slice(from, from + batch).map(async ({ path, entry }) => {
          const stat = entry.kind === 'file' ? await host.stat(`${root}/${path}`) : null;
          weights.add(path, stat === null || isUnavailable(stat) ? 0 : stat.fileBytes);
        }),
      );
    }
  }
  return { listing: weights.listing(truncated), uses: truncated ? null : watch.uses() };
}
