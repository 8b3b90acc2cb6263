// Walks a build context and weighs what the ignore file lets through. Bounded in files and time: what lies beyond is
// counted as far as it was seen, and the listing says that it stopped. Links weigh nothing and are not followed.
import type { DirectoryEntry, Host } from '../host/host.ts';
import { isUnavailable } from '../host/host.ts';
import type { ContextListing } from './context.ts';
import type { IgnorePattern, IgnoreResult } from './ignore-file.ts';
import { applyPatterns, mayHoldExceptions } from './ignore-file.ts';

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
  readonly top: string | null;
}

interface Weight {
  fileBytes: number;
  fileCount: number;
}

/** The files below `folder` that the patterns let through; null where the folder cannot be read. */
export async function listContext(
  host: Host,
  folder: string,
  patterns: readonly IgnorePattern[],
  signal?: AbortSignal,
  bounds: Partial<ListBounds> = {},
): Promise<ContextListing | null> {
  const limit = { ...defaults, ...bounds };
  const until = host.now() + limit.time;
  const total: Weight = { fileBytes: 0, fileCount: 0 };
  const tops = new Map<string, Weight>();
  let entries: { path: string; fileBytes: number }[] = [];
  let visits = 0;
  let truncated = false;
  const queue: Folder[] = [{ path: '', result: undefined, top: null }];
  const root = folder.replace(/[/\\]$/, '');
  const isOver = (): boolean => signal?.aborted === true || visits >= limit.visits || host.now() > until;

  const weigh = (path: string, fileBytes: number, top: string): void => {
    const weight = tops.get(top) ?? { fileBytes: 0, fileCount: 0 };
    tops.set(top, weight);
    for (const each of [weight, total]) {
      each.fileBytes += fileBytes;
      each.fileCount++;
    }
    entries.push({ path, fileBytes });
    if (entries.length > limit.entries * 2) entries = biggest(entries, limit.entries);
  };

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
    const files: { path: string; entry: DirectoryEntry; top: string }[] = [];
    for (const entry of found) {
      visits++;
      const path = at.path === '' ? entry.name : `${at.path}/${entry.name}`;
      const result = applyPatterns(patterns, path, at.result);
      const top = at.top ?? entry.name;
      if (entry.kind === 'directory') {
        if (!result.ignored || mayHoldExceptions(patterns, path)) queue.push({ path, result, top });
      } else if (!result.ignored) files.push({ path, entry, top });
    }
    for (let from = 0; from < files.length; from += batch) {
      if (isOver()) {
        truncated = true;
        break;
      }
      await Promise.all(
        files.slice(from, from + batch).map(async ({ path, entry, top }) => {
          const stat = entry.kind === 'file' ? await host.stat(`${root}/${path}`) : null;
          weigh(path, stat === null || isUnavailable(stat) ? 0 : stat.fileBytes, top);
        }),
      );
    }
  }
  return {
    entries: biggest(entries, limit.entries),
    ...total,
    topLevel: [...tops]
      .map(([name, weight]) => ({ name, ...weight }))
      .sort((a, b) => b.fileBytes - a.fileBytes || (a.name < b.name ? -1 : 1)),
    truncated,
  };
}

function biggest<T extends { readonly path: string; readonly fileBytes: number }>(
  entries: readonly T[],
  most: number,
): T[] {
  return [...entries].sort((a, b) => b.fileBytes - a.fileBytes || (a.path < b.path ? -1 : 1)).slice(0, most);
}
