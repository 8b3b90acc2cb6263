// Names of the programs that a file's shipping stages run while they are built, and that its containers run at start, entry
// scripts of the context looked through. Programs that other programs call are not known.
import type { InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import { baseName, calledBy } from './called.ts';
import { remembered } from './remembered.ts';
import { shippingChain } from './stage-chain.ts';
import { nameOfProgram, startedCommands } from './started-program.ts';

/** Programs that one instruction runs, also by `sh -c`, in pipes and substitutions. */
export const programsOf: (facts: InstructionFacts) => ReadonlySet<string> = remembered(
  ({ commands }) =>
    new Set(commands.map((command) => baseName(calledBy(command).args[0]?.text ?? '')).filter((name) => name !== '')),
);

/** Programs that start with a container: CMD, ENTRYPOINT, HEALTHCHECK and their scripts, as far as they were read. */
export const programsStarted: (snapshot: Snapshot) => ReadonlySet<string> = remembered((snapshot) => {
  const found = new Set<string>();
  for (const { argv } of startedCommands(snapshot)) for (const word of argv) found.add(nameOfProgram(word));
  for (const facts of [snapshot.config.entrypoint, snapshot.config.cmd, snapshot.config.healthcheck])
    if (facts !== null) for (const name of programsOf(facts)) found.add(name);
  return found;
});

/** All of them. */
export const programsRun: (snapshot: Snapshot) => ReadonlySet<string> = remembered((snapshot) => {
  const found = new Set(programsStarted(snapshot));
  for (const facts of shippingChain(snapshot))
    if (facts.syntax.keyword === 'RUN') for (const name of programsOf(facts)) found.add(name);
  return found;
});
