// Names of files that commands of a Dockerfile speak of: what a RUN, CMD or ENTRYPOINT mentions by name it may read, so
// an ignore file must not hide it. It knows no program.
import { remembered } from './remembered.ts';
import type { InstructionFacts, Snapshot } from '../../facts/snapshot.ts';

const segmentsOf: (facts: InstructionFacts) => readonly string[] = remembered(({ commands, syntax }) => {
  const words = commands.flatMap(({ command }) => command.words.flatMap(({ value }) => value ?? []));
  if (syntax.keyword === 'RUN' && commands.length === 0) words.push(...syntax.words.map(({ value }) => value));
  return words
    .flatMap((word) => word.split(/[^\w.+@-]+/))
    .filter((part) => part !== '' && part !== '.' && part !== '..');
});

/** Parts of paths, and whole words, that commands mention. */
export const namedInBuild: (snapshot: Snapshot) => ReadonlySet<string> = remembered(
  ({ facts }) => new Set(facts.flatMap(segmentsOf)),
);
