// The few instructions that a question is about, found once for each stage and kept while the stage stays as it is: on a
// keystroke only the stage it touches is looked through. It judges nothing.
import type { InstructionFacts, Snapshot, StageFacts } from '../../facts/snapshot.ts';
import { remembered } from './remembered.ts';
import { stageChain } from './stage-chain.ts';
import { actingFacts } from './triggers.ts';

type Test = (facts: InstructionFacts) => boolean;

/** Instructions of a stage that answer the test, ONBUILDs by their trigger; it may depend on the facts alone. */
export function inStageWhere(test: Test): (stage: StageFacts) => readonly InstructionFacts[] {
  const found = remembered((instructions: readonly InstructionFacts[]) =>
    instructions.filter((facts) => test(actingFacts(facts))),
  );
  return ({ instructions }) => found(instructions);
}

/** Those of all stages, in document order. */
export function instructionsWhere(test: Test): (snapshot: Snapshot) => readonly InstructionFacts[] {
  const inStage = inStageWhere(test);
  return ({ stages }) => stages.flatMap(inStage);
}

/** Those whose layers the image that ships holds, in the order they are run; triggers of ONBUILD as they run later. */
export function shippingWhere(test: Test): (snapshot: Snapshot) => readonly InstructionFacts[] {
  const inStage = inStageWhere(test);
  return (snapshot) => stageChain(snapshot, snapshot.target).flatMap(inStage).map(actingFacts);
}
