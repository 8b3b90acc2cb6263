// The image that a FROM writes, as it is written: for rules on how a base is named. Stages, scratch and names that a build
// argument decides are no images here.
import type { InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import type { Span } from '../../text/range.ts';
import { remembered } from './remembered.ts';

export interface WrittenBase {
  readonly facts: InstructionFacts;
  readonly span: Span;
  /** Name without tag and digest. */
  readonly name: string;
  /** As written; null where none is, and null where a variable may hold one (`mayVary`). */
  readonly tag: string | null;
  readonly digest: string | null;
  /** A variable stands where tag or digest would. */
  readonly mayVary: boolean;
}

const readBase = remembered((facts: InstructionFacts): WrittenBase | null => {
  const word = facts.syntax.from?.image ?? null;
  if (word === null) return null;
  // Why: blanked variables keep their place, but no `:` or `/` of theirs counts.
  const plain = word.value.replace(/\$\{[^{}]*\}|\$\w+/g, (variable) => '$'.repeat(variable.length));
  const at = plain.indexOf('@');
  const end = at < 0 ? plain.length : at;
  const slash = plain.lastIndexOf('/', end - 1);
  const colon = plain.lastIndexOf(':', end - 1);
  const tagged = colon > slash;
  return {
    facts,
    span: word.span,
    name: word.value.slice(0, tagged ? colon : end),
    tag: tagged ? word.value.slice(colon + 1, end) : null,
    digest: at < 0 ? null : word.value.slice(at + 1),
    mayVary: plain.includes('$', slash + 1),
  };
});

/** The images that the FROMs of a file name, in order. */
export function* writtenBases(snapshot: Snapshot): Generator<WrittenBase> {
  for (const { stage, instructions } of snapshot.stages) {
    const [facts] = instructions;
    if (facts === undefined || stage.base.kind === 'stage' || stage.base.kind === 'scratch') continue;
    const base = readBase(facts);
    if (base !== null) yield base;
  }
}
