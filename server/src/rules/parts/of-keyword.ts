// The instructions of one kind in a stage, found in one pass that is remembered while the stage stays as it is. It judges
// nothing; triggers of ONBUILD stand under ONBUILD.
import type { Keyword } from '../../dockerfile/dockerfile.ts';
import type { InstructionFacts, StageFacts } from '../../facts/snapshot.ts';
import { remembered } from './remembered.ts';

const none: readonly InstructionFacts[] = [];

const byKeyword = remembered((instructions: readonly InstructionFacts[]): ReadonlyMap<Keyword, InstructionFacts[]> => {
  const found = new Map<Keyword, InstructionFacts[]>();
  for (const facts of instructions) {
    const same = found.get(facts.syntax.keyword);
    if (same === undefined) found.set(facts.syntax.keyword, [facts]);
    else same.push(facts);
  }
  return found;
});

/** In document order. */
export function ofKeyword({ instructions }: StageFacts, keyword: Keyword): readonly InstructionFacts[] {
  return byKeyword(instructions).get(keyword) ?? none;
}
