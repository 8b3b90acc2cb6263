// Needless files as words: the three heaviest with their bytes.
import { formatBytes } from '../../text/format-bytes.ts';
import type { Needless } from './needless-files.ts';

/** `.git (31 MB), node_modules (12 MB) and .env (1 kB)`; at most three. */
export function listNeedless(needless: readonly Needless[]): string {
  const named = needless.slice(0, 3).map(({ name, fileBytes }) => `${name} (${formatBytes(fileBytes)})`);
  return named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1) ?? ''}`;
}
