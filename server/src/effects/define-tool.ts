// The common shape of a tool's file: names, a table of options, and a function from the parsed call to what it does.
import type { ShellCommand, ShellWord } from '../shell/shell.ts';
import type { Argument } from './arguments.ts';
import { argumentsOf, pathsOf } from './arguments.ts';
import type { CommandContext, Effect, PathPattern, Tool } from './effect.ts';
import { makeEffect } from './make-effect.ts';
import type { OptionTable, ParsedArguments } from './options.ts';
import { parseOptions } from './options.ts';
import { joinPath } from './path-set.ts';
import { knownNames } from './tool-name.ts';

/** A call of a tool, read by its table. */
export interface Call {
  /** The one of its names that was called: `pip` for `pip3`, `apt-get`. */
  readonly tool: string;
  /** Name or path as called. */
  readonly program: string;
  readonly parsed: ParsedArguments;
  /** The first operand, for tools that have verbs. */
  readonly verb: Argument | undefined;
  /** The operands after the first. */
  readonly rest: readonly Argument[];
  readonly context: CommandContext;
  readonly command: ShellCommand;
  readonly words: readonly ShellWord[];
  /** Absolute path of a text seen from where the call runs. */
  readonly path: (text: string) => string;
  readonly file: (argument: Argument) => PathPattern;
  readonly tree: (argument: Argument) => PathPattern;
}

/** Space-separated names as a list, so that tables stay readable. */
export function list(names: string): readonly string[] {
  return names.trim().split(/\s+/);
}

/** A tool; `act` gives what is special about the call, or null where it does not know it. */
export function defineTool(names: string, table: OptionTable, act: (call: Call) => Partial<Effect> | null): Tool {
  const known = list(names);
  return {
    names: known,
    effect(words, context, command) {
      const [name, ...args] = argumentsOf(words, context);
      const program = name?.text ?? '';
      const called = knownNames(program);
      const tool = called.find((each) => known.includes(each)) ?? program;
      const parsed = parseOptions(args, table);
      const [verb, ...rest] = parsed.operands;
      const part = act({
        tool,
        program,
        parsed,
        verb,
        rest,
        context,
        command,
        words,
        path: (text) => joinPath(context.workingFolder, text),
        file: (argument) => pathsOf(argument, context, 'file'),
        tree: (argument) => pathsOf(argument, context, 'tree'),
      });
      return part === null ? null : makeEffect({ tool, needs: called.slice(0, 1), ...part });
    },
  };
}
