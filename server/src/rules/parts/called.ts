// What a command of a RUN calls once wrappers (`sudo`, `env`, `time`) are taken off, and its arguments with known variables
// put in. It knows no tool and judges nothing.
import { argumentsOf, type Argument } from '../../effects/arguments.ts';
import { findTool } from '../../effects/effect-of-command.ts';
import { unwrap } from '../../effects/wrappers.ts';
import type { CommandFacts, InstructionFacts } from '../../facts/snapshot.ts';
import type { ShellWord } from '../../shell/shell.ts';
import { remembered } from './remembered.ts';

const none: readonly CommandFacts[] = [];

/** The commands that run while the image is built; none for CMD and its kin, which run when it does. */
export function runCommands({ syntax, commands }: InstructionFacts): readonly CommandFacts[] {
  return syntax.keyword === 'RUN' ? commands : none;
}

interface Called {
  /** The words of the wrappers, as written. */
  readonly wrappers: readonly ShellWord[];
  /** The words from the program's name on. */
  readonly words: readonly ShellWord[];
  /** The program's name and its arguments. */
  readonly args: readonly Argument[];
}

/** The program that a command runs in the end, with its arguments. */
export const calledBy: (command: CommandFacts) => Called = remembered(({ command, context }) => {
  const inner = unwrap(command.words, context, (module) => findTool(module) !== undefined);
  return {
    wrappers: command.words.slice(0, command.words.length - inner.words.length),
    words: inner.words,
    args: argumentsOf(inner.words, inner.context),
  };
});

/** A path's last part: `/usr/bin/curl` → `curl`. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The program's name without its folder; empty where it is not known. */
export function programOf(command: CommandFacts): string {
  return baseName(calledBy(command).args[0]?.text ?? '');
}

/** Texts of the arguments, empty for those that are not known. */
export function argumentTexts(command: CommandFacts): readonly string[] {
  return calledBy(command)
    .args.slice(1)
    .map(({ text }) => text ?? '');
}
