// Instructions of which only the last of a stage counts: those before it, and the edit that takes one out. Which
// instructions are of that kind is for the rules to say.
import type { Keyword } from '../../dockerfile/dockerfile.ts';
import type { InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import type { Finding, Fix } from '../rule.ts';
import { removeInstruction, uncoversDirective } from './instructions.ts';
import { ofKeyword } from './of-keyword.ts';
import { factsOf } from './places.ts';

/** All but the last of each stage. */
export function* overridden(snapshot: Snapshot, keyword: Keyword): Generator<InstructionFacts> {
  for (const stage of snapshot.stages) yield* ofKeyword(stage, keyword).slice(0, -1);
}

/** Takes the instruction of the finding out; none where a comment inside it would be lost. */
export function takeOut(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  if (facts === undefined || facts.syntax.innerComments.length > 0 || uncoversDirective(snapshot, facts)) return [];
  const edit = removeInstruction(snapshot, facts);
  if (edit === null) return [];
  const title = `Remove the ${facts.syntax.keyword} that has no effect`;
  return [{ id: 'remove', title, applicability: 'safe', edits: [edit], preferred: true }];
}
