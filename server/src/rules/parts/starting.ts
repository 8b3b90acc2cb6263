// What an image is for, by what CMD and ENTRYPOINT write: to run something, or to look around and build in. What a script
// of the project does is not asked here (started-program.ts).
import type { InstructionFacts, Snapshot } from '../../facts/snapshot.ts';

const prompts =
  /^(?:ba|da|[azk]|fi)?sh$|^(?:python|python3|node|irb|php|ghci|iex|erl|pypy3?|jruby|clojure|clj|sbt|groovysh|ocaml|utop|crystal|octave|julia|R|perl|lua|jshell|racket|sbcl|scala|swift|dart)$/;

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
