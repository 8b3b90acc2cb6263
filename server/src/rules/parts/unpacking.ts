// Archives by their names, and the commands of a RUN that unpack them. It knows no layer and judges nothing.
import type { CommandFacts, InstructionFacts } from '../../facts/snapshot.ts';
import { baseName, calledBy, runCommands } from './called.ts';
import { remembered } from './remembered.ts';

/** Packed by one of the programs that go with tar; whether a tar is inside, the name of a `.gz` does not tell. */
const packed = /\.(?:tar|t?Z|bz2|gz|lz|lzma|xz|zst|tb2|tbz2?|tgz|tlz|tpz|txz|tzst)$/;

/** What ADD unpacks by itself: a tar, plain or packed by gzip, bzip2 or xz (Dockerfile reference, "ADD"). */
const unpackedByAdd = /\.(?:tar|tar\.(?:gz|bz2|xz)|tgz|tbz2?|tb2|txz)$/;

export function isPacked(name: string): boolean {
  return packed.test(name);
}

export function isUnpackedByAdd(name: string): boolean {
  return unpackedByAdd.test(name);
}

export interface Unpacking {
  readonly command: CommandFacts;
  /** Last parts of the paths among its words, known variables put in. */
  readonly names: readonly string[];
}

/** The file names that a command's words hold: `-xf/a/b.tar`, `--file=b.tar`, `< b.tar` give `b.tar`. */
function namesIn(command: CommandFacts): readonly string[] {
  const texts = calledBy(command)
    .args.slice(1)
    .flatMap(({ text, word }) => [text ?? word.raw, word.raw]);
  const read = command.command.redirections
    .filter(({ operator }) => operator === '<')
    .map(({ target }) => target?.raw ?? '');
  return [...texts, ...read].map((text) => baseName(text.replace(/^["']|["']$/g, '').replace(/^--[a-z-]{1,40}=/, '')));
}

/** Commands of a RUN that unpack something, with those that feed them through a pipe. */
export const unpackingsOf: (facts: InstructionFacts) => readonly Unpacking[] = remembered((facts) => {
  const commands = runCommands(facts);
  const unpacking = commands.filter(({ effect }) => effect.role === 'unpack');
  const pipes = new Set(unpacking.flatMap(({ command }) => command.pipeline ?? []));
  return commands
    .filter((each) => unpacking.includes(each) || (each.command.pipeline !== null && pipes.has(each.command.pipeline)))
    .map((command) => ({ command, names: namesIn(command) }));
});
