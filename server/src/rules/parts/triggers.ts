// ONBUILD's own instruction as facts of its own: it runs in the images built on this one, where its layer ships as this
// one does. Its spans count from the start of the ONBUILD, so findings and edits need no more than its place.
import { stepOf } from '../../facts/instruction-step.ts';
import type { InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import type { State } from '../../facts/stage-state.ts';
import type { Instruction } from '../../dockerfile/dockerfile.ts';

const triggers = new WeakMap<InstructionFacts, InstructionFacts>();
const owners = new WeakMap<InstructionFacts, InstructionFacts>();

/** What the instruction runs, here or in an image built on this one: the trigger of an ONBUILD, itself for the others. */
export function actingFacts(facts: InstructionFacts): InstructionFacts {
  const { trigger } = facts.syntax;
  if (trigger === null) return facts;
  let found = triggers.get(facts);
  if (found === undefined) {
    const { script, commands, mounts, copy } = stepOf((facts.before as State).core, trigger);
    found = { ...facts, syntax: trigger, script, commands, mounts, copy };
    triggers.set(facts, found);
    owners.set(found, facts);
  }
  return found;
}

/** The instruction that facts stand for: the ONBUILD for its trigger's. Undefined for facts of another snapshot. */
export function instructionOf(snapshot: Snapshot, facts: InstructionFacts): Instruction | undefined {
  return snapshot.instructionOf(owners.get(facts) ?? facts);
}
