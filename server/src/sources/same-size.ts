// Which files may hold the same bytes: those of the same size, from a size on where a second copy is worth a word. Only
// they are hashed where an image can be read by position; it hashes nothing itself.
import { entryType } from '../image/layer-index.ts';
import type { LayerIndex } from '../image/layer-index.ts';

/** Files below this are not compared (bytes): a thousand small ones weigh less than one that is told of. */
export const leastCompared = 256 * 1024;

/** Sizes that at least two files of the image have. */
export function sharedSizes(indexes: readonly LayerIndex[]): ReadonlySet<number> {
  const seen = new Set<number>();
  const shared = new Set<number>();
  for (const { sizes, types, count } of indexes) {
    for (let i = 0; i < count; i++) {
      const size = sizes[i] ?? 0;
      if (size < leastCompared || types[i] !== entryType.file) continue;
      if (seen.has(size)) shared.add(size);
      else seen.add(size);
    }
  }
  return shared;
}

/** True where a layer has a file of one of these sizes. */
export function hasSize({ sizes, count }: LayerIndex, wanted: ReadonlySet<number>): boolean {
  if (wanted.size === 0) return false;
  for (let i = 0; i < count; i++) if (wanted.has(sizes[i] ?? 0)) return true;
  return false;
}
