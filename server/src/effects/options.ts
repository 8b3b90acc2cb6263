// Options and operands of a command line by a small table of the tool: which options take a value. It follows getopt's
// habits (clusters `-xzf`, `--name=value`, `--`) and knows no tool.
import type { Argument } from './arguments.ts';

export interface OptionTable {
  /** Options that take a value as the next argument or attached: `-o`, `--prefix`. All others are flags. */
  readonly values: readonly string[];
  /** Long names begin with one dash and letters are not clustered (find, gcc, java, terraform). */
  readonly singleDash?: boolean;
  /** Options end at the first operand (sudo, env, python). */
  readonly operandEnds?: boolean;
}

export interface Option {
  /** `-y`, `--prefix`; letters of a cluster one by one. */
  readonly name: string;
  /** Null for a flag; `text: null` inside where the value is not known. */
  readonly value: Argument | null;
  readonly argument: Argument;
}

export interface ParsedArguments {
  readonly options: readonly Option[];
  /** What is no option and no value of one. */
  readonly operands: readonly Argument[];
  /** An unknown expansion stands among them that may hold more options or operands. */
  readonly open: boolean;
}

/** Sorts arguments (without the tool's name) into options and operands. */
export function parseOptions(args: readonly Argument[], table: OptionTable): ParsedArguments {
  const options: Option[] = [];
  const operands: Argument[] = [];
  let open = false;
  let ended = false;
  for (let at = 0; at < args.length; at++) {
    const argument = args[at];
    if (argument === undefined) break;
    const { prefix } = argument;
    if (argument.many) open = true;
    if (!ended && prefix === '--' && argument.text !== null) {
      ended = true;
      continue;
    }
    const isOption = !ended && prefix.startsWith('-') && prefix !== '-';
    if (!isOption) {
      operands.push(argument);
      if (table.operandEnds === true) ended = true;
      continue;
    }
    const takeNext = (): Argument | null => args[++at] ?? null;
    if (prefix.startsWith('--') || table.singleDash === true) options.push(longOption(argument, table, takeNext));
    else options.push(...cluster(argument, table, takeNext));
  }
  return { options, operands, open };
}

function longOption(argument: Argument, table: OptionTable, takeNext: () => Argument | null): Option {
  const equals = argument.prefix.indexOf('=');
  if (equals > 0) return { name: argument.prefix.slice(0, equals), value: rest(argument, equals + 1), argument };
  if (argument.text === null) return { name: argument.prefix, value: null, argument };
  return { name: argument.text, value: table.values.includes(argument.text) ? takeNext() : null, argument };
}

function cluster(argument: Argument, table: OptionTable, takeNext: () => Argument | null): Option[] {
  const letters = argument.prefix;
  const found: Option[] = [];
  for (let at = 1; at < letters.length; at++) {
    const name = `-${letters[at] ?? ''}`;
    const attached = letters[at + 1] === '=';
    if (!attached && !table.values.includes(name)) {
      found.push({ name, value: null, argument });
      continue;
    }
    const from = attached ? at + 2 : at + 1;
    const hasRest = from < letters.length || argument.text === null || attached;
    found.push({ name, value: hasRest ? rest(argument, from) : takeNext(), argument });
    break;
  }
  return found;
}

function rest(argument: Argument, from: number): Argument {
  const text = argument.text === null ? null : argument.text.slice(from);
  return { ...argument, text, prefix: argument.prefix.slice(from), many: false };
}

/** True where one of the options is given. */
export function has(parsed: ParsedArguments, ...names: readonly string[]): boolean {
  return parsed.options.some((option) => names.includes(option.name));
}

/** The last value given to one of the options: null where it is not known, undefined where none is given. */
export function valueOf(parsed: ParsedArguments, ...names: readonly string[]): string | null | undefined {
  return argumentOf(parsed, ...names)?.text;
}

/** The last value given to one of the options as an argument. */
export function argumentOf(parsed: ParsedArguments, ...names: readonly string[]): Argument | undefined {
  return argumentsFor(parsed, ...names).at(-1);
}

/** All values given to the options, in order. */
export function argumentsFor(parsed: ParsedArguments, ...names: readonly string[]): readonly Argument[] {
  return parsed.options.flatMap((option) =>
    option.value !== null && names.includes(option.name) ? [option.value] : [],
  );
}
