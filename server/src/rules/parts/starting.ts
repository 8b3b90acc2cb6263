// What starts in the image that ships: a program of the project, a shell or a prompt, a build tool. Only what CMD and
// ENTRYPOINT write counts; what a script of the project does is not known.
import type { CommandFacts, InstructionFacts, Snapshot } from '../../facts/snapshot.ts';

/** The commands of ENTRYPOINT and CMD. */
export function startedCommands({ config }: Snapshot): readonly CommandFacts[] {
  return [config.entrypoint, config.cmd].flatMap((facts) => facts?.commands ?? []);
}

/** The program that a command runs, without folder and wrappers: `go` for `/usr/local/go/bin/go`. */
export function programOf({ command, effect }: CommandFacts): string {
  const name = effect.tool === '' ? (command.name ?? '') : effect.tool;
  return name.slice(name.lastIndexOf('/') + 1);
}

const prompts =
  /^(?:ba|da|[azk]|fi)?sh$|^(?:python|python3|node|irb|php|ghci|iex|julia|R|perl|lua|jshell|racket|sbcl|scala|swift|dart)$/;

/** What starts is a shell or an interpreter's prompt, or nothing: an image to build in, or to look around in. */
export function isInteractive({ config }: Snapshot): boolean {
  const started = config.cmd ?? config.entrypoint;
  if (started === null) return true;
  const [program, ...rest] = started.commands[0]?.command.words.map(({ value }) => value ?? '') ?? [];
  const name = (program ?? '').replace(/^.*\//, '');
  return prompts.test(name) && rest.every((word) => word.startsWith('-') && word !== '-c' && word !== '-m');
}

/** The image is one to run: it says what, or takes something of the project along. */
export function isForRunning({ config }: Snapshot, chain: readonly InstructionFacts[]): boolean {
  return config.cmd !== null || config.entrypoint !== null || chain.some(({ copy }) => copy?.kind === 'context');
}
