// What a command that rewrites files shows of them: `--format`, `--diff` and `--write` of `split` and `order`. It knows neither.
import { formatOption, switchOption, type ParsedOptions } from './parse-options.ts';

export type Shown = 'reasons-and-diff' | 'diff' | 'write' | 'json';

/** What to show, or one sentence on what is wrong with the options. */
export function shownOption(options: ParsedOptions): Shown | { readonly error: string } {
  const format = formatOption(options);
  if (format === null) return { error: '--format is text or json' };
  if (options.positionals.length === 0) return { error: 'name at least one Dockerfile' };
  const write = switchOption(options, 'write');
  const diff = switchOption(options, 'diff');
  if (write && diff) return { error: '--diff or --write, not both' };
  return format === 'json' ? 'json' : write ? 'write' : diff ? 'diff' : 'reasons-and-diff';
}
