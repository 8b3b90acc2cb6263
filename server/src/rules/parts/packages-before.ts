// What is installed before an instruction, asked of the whole file: an instruction's own facts know nothing of it.
import type { InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import { instructionOf } from './triggers.ts';

const none: ReadonlySet<string> = new Set();

/** Names of the manager's packages (`apt`, `pip` …) in the stage and its parents; none where the facts stand in no stage. */
export function packagesBefore(snapshot: Snapshot, facts: InstructionFacts, manager: string): ReadonlySet<string> {
  const instruction = instructionOf(snapshot, facts);
  const stage = instruction?.stage ?? null;
  if (instruction === undefined || stage === null) return none;
  const owner = snapshot.facts[instruction.index];
  return owner === undefined ? none : (snapshot.stages[stage]?.packages.before(owner, manager) ?? none);
}
