// The instructions that run one after the other on the way to the image that ships: a stage after the stages it is FROM.
// It knows positions and parents, and nothing of what instructions do.
import { remembered } from './remembered.ts';
import { actingFacts, instructionOf } from './triggers.ts';
import type { InstructionFacts, Snapshot, StageFacts } from '../../facts/snapshot.ts';

/** A stage and the stages it stands on, the lowest first. */
export function stageChain(snapshot: Snapshot, top: StageFacts): readonly StageFacts[] {
  const chain: StageFacts[] = [];
  // Invariant: a stage's parent stands before it, so this ends.
  for (let at: StageFacts | null = top; at !== null; at = parentStage(snapshot, at)) chain.push(at);
  return chain.reverse();
}

/** The stage that a stage is FROM; null where that is an image. */
export function parentStage(snapshot: Snapshot, { stage: { base } }: StageFacts): StageFacts | null {
  return base.kind === 'stage' ? (snapshot.stages[base.stage] ?? null) : null;
}

/** Every instruction whose layer the image that ships holds, in the order they are run; triggers of ONBUILD as they run later. */
export const shippingChain: (snapshot: Snapshot) => readonly InstructionFacts[] = remembered((snapshot) =>
  stageChain(snapshot, snapshot.target).flatMap(({ instructions }) => instructions.map(actingFacts)),
);

/** Those after the given one; empty where it is not on the way. */
export function shippingChainAfter(snapshot: Snapshot, facts: InstructionFacts): readonly InstructionFacts[] {
  const chain = shippingChain(snapshot);
  const at = chain.indexOf(facts);
  return at < 0 ? [] : chain.slice(at + 1);
}

/** Those before the given one; empty where it is not on the way. */
export function shippingChainBefore(snapshot: Snapshot, facts: InstructionFacts): readonly InstructionFacts[] {
  const chain = shippingChain(snapshot);
  return chain.slice(0, Math.max(0, chain.indexOf(facts)));
}

/** The text below an instruction holds one of the names, comments and other stages included. Linear in the text, and quick. */
export function isNamedAfter(snapshot: Snapshot, facts: InstructionFacts, names: readonly string[]): boolean {
  const end = instructionOf(snapshot, facts)?.range.end ?? 0;
  return names.some((name) => name !== '' && snapshot.dockerfile.text.includes(name, end));
}
