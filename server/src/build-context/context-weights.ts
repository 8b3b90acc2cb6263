// Adds up the files of a context: every file counts, the biggest are kept by name. It decides nothing of what is sent.
import type { ContextListing } from './context.ts';

interface Weight {
  fileBytes: number;
  fileCount: number;
}

export interface ContextWeights {
  add(path: string, fileBytes: number): void;
  listing(truncated: boolean): ContextListing;
}

/** `most`: files kept by name; beyond it the smallest give way. */
export function openWeights(most: number): ContextWeights {
  const total: Weight = { fileBytes: 0, fileCount: 0 };
  const tops = new Map<string, Weight>();
  let entries: { path: string; fileBytes: number }[] = [];
  return {
    add(path, fileBytes) {
      const slash = path.indexOf('/');
      const top = slash < 0 ? path : path.slice(0, slash);
      const weight = tops.get(top) ?? { fileBytes: 0, fileCount: 0 };
      tops.set(top, weight);
      for (const each of [weight, total]) {
        each.fileBytes += fileBytes;
        each.fileCount++;
      }
      entries.push({ path, fileBytes });
      if (entries.length > most * 2) entries = biggest(entries, most);
    },
    listing: (truncated) => ({
      entries: biggest(entries, most),
      ...total,
      topLevel: [...tops]
        .map(([name, weight]) => ({ name, ...weight }))
        .sort((a, b) => b.fileBytes - a.fileBytes || (a.name < b.name ? -1 : 1)),
      truncated,
    }),
  };
}

function biggest<T extends { readonly path: string; readonly fileBytes: number }>(
  entries: readonly T[],
  most: number,
): T[] {
  return [...entries].sort((a, b) => b.fileBytes - a.fileBytes || (a.path < b.path ? -1 : 1)).slice(0, most);
}
