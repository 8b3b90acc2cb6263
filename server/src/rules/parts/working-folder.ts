// Where a WORKDIR or a COPY target is told from: absolute or not, and whether a WORKDIR of this file stands above. What the
// base image sets is not known here.
import type { Word } from '../../dockerfile/dockerfile.ts';
import type { InstructionFacts, Snapshot, StageFacts } from '../../facts/snapshot.ts';
import { ofKeyword } from './of-keyword.ts';
import { parentStage, stageChain } from './stage-chain.ts';

/** `/x`, `C:\x`, `\x`: absolute on some platform. A variable may hold anything, so what begins with one counts as absolute. */
export function isAbsolute({ raw }: Word): boolean {
  return /^["']?(?:[/\\$]|[a-z]:)/i.test(raw);
}

/** The WORKDIRs of the stages that a stage stands on, its own before `facts` last. */
export function workdirsAbove(
  snapshot: Snapshot,
  stage: StageFacts,
  facts: InstructionFacts,
): readonly InstructionFacts[] {
  const inherited = stageChain(snapshot, stage).filter((each) => each !== stage);
  const before = stage.instructions.slice(0, stage.instructions.indexOf(facts));
  return [
    ...inherited.flatMap((each) => ofKeyword(each, 'WORKDIR')),
    ...before.filter(({ syntax }) => syntax.keyword === 'WORKDIR'),
  ];
}

/** A stage that this one stands on has a WORKDIR. */
export function inheritsWorkdir(snapshot: Snapshot, stage: StageFacts): boolean {
  for (let at = parentStage(snapshot, stage); at !== null; at = parentStage(snapshot, at))
    if (ofKeyword(at, 'WORKDIR').length > 0) return true;
  return false;
}
