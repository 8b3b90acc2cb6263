// What each pattern of an ignore file does, gathered while a context is walked: whether it decides of anything, and
// something that it matches. It walks nothing itself.
import type { PatternUse } from './context.ts';
import { matchesPattern, type IgnorePattern, type IgnoreResult } from './ignore-file.ts';

export interface UsesWatch {
  /** A file or folder that was met, with what the patterns say of it. */
  see(path: string, result: IgnoreResult): void;
  uses(): readonly PatternUse[];
}

export function watchUses(patterns: readonly IgnorePattern[]): UsesWatch {
  const effective = patterns.map(() => false);
  const examples = patterns.map((): string | null => null);
  let waiting = patterns.map((_, at) => at);
  return {
    see(path, { by }) {
      if (by !== null) effective[by] = true;
      const found = waiting.filter((at) => {
        const pattern = patterns[at];
        return pattern !== undefined && matchesPattern(pattern, path);
      });
      if (found.length === 0) return;
      for (const at of found) examples[at] = path;
      waiting = waiting.filter((at) => !found.includes(at));
    },
    uses: () => patterns.map((_, at) => ({ effective: effective[at] === true, example: examples[at] ?? null })),
  };
}
