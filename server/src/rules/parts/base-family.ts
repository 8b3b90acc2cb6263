// What kind of image a stage stands on, as far as its name tells: busybox tools or GNU's, who USER is at the start. It reads
// no image and judges nothing.
import type { InstructionFacts, Snapshot, StageFacts } from '../../facts/snapshot.ts';
import { stageChain } from './stage-chain.ts';
import { actingFacts, instructionOf } from './triggers.ts';

/** The stage that an instruction stands in; undefined for facts of another snapshot. */
export function stageOf(snapshot: Snapshot, facts: InstructionFacts): StageFacts | undefined {
  const index = instructionOf(snapshot, facts)?.stage;
  return index == null ? undefined : snapshot.stages[index];
}

/** The base's name says that `sh`, `wget` and their kin are busybox's. */
export function hasBusyboxBase(snapshot: Snapshot, facts: InstructionFacts): boolean {
  const reference = stageOf(snapshot, facts)?.baseReference;
  return /alpine|busybox/i.test(reference?.text ?? '');
}

/** True where root is sure to run the instruction: a USER says so, or the base is one of Docker's official images, which all begin as root. */
export function isSurelyRoot(snapshot: Snapshot, facts: InstructionFacts): boolean {
  const { user } = facts.before;
  if (!/^(?:root|0)(?::|$)/.test(user)) return false;
  const stage = stageOf(snapshot, facts);
  if (stage === undefined) return false;
  const chain = stageChain(snapshot, stage).flatMap(({ instructions }) => instructions);
  const at = chain.findIndex((each) => actingFacts(each) === facts);
  // Why: whichever USER was the last above, the state says that it was root.
  if (chain.slice(0, Math.max(0, at)).some(({ syntax }) => syntax.keyword === 'USER')) return true;
  const { baseReference } = stage;
  return baseReference?.registry === 'docker.io' && baseReference.repository.startsWith('library/');
}
