// Command line options by node:util's parser, with its complaints as values. It knows no subcommand.
import { parseArgs, type ParseArgsConfig } from 'node:util';

type OptionTable = NonNullable<ParseArgsConfig['options']>;

export interface ParsedOptions {
  readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

/** The options and positionals, or one sentence on what is wrong with them. */
export function parseOptions(
  args: readonly string[],
  options: OptionTable,
): ParsedOptions | { readonly error: string } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { values, positionals };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { error: message.split('. ')[0] ?? message };
  }
}

/** The value of a text option; null where it was not given. */
export function textOption({ values }: ParsedOptions, name: string): string | null {
  const value = values[name];
  return typeof value === 'string' ? value : null;
}

/** True where a switch was given. */
export function switchOption({ values }: ParsedOptions, name: string): boolean {
  return values[name] === true;
}

/** `--format`: `text` unless given; null where it is neither of the two. */
export function formatOption(options: ParsedOptions): 'text' | 'json' | null {
  const value = textOption(options, 'format') ?? 'text';
  return value === 'text' || value === 'json' ? value : null;
}
