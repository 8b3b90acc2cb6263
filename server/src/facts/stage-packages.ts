// Packages along a stage, put together when somebody asks. They stand apart from the state, so that a keystroke in one
// installation leaves the facts of all that follows as they are.
import { stepOf } from './instruction-step.ts';
import { changePackages, noPackages, packagesOf, type Packages } from './packages.ts';
import type { InstructionFacts, StagePackages } from './snapshot.ts';
import type { State } from './stage-state.ts';

interface Chain extends StagePackages {
  readonly parent: Chain | null;
  readonly isKnown: () => boolean;
  readonly last: () => Packages;
}

/** The packages of a stage that begins where `parent` ends. */
export function stagePackages(instructions: readonly InstructionFacts[], parent: StagePackages | null): StagePackages {
  let known: { readonly links: readonly Packages[]; readonly places: ReadonlyMap<InstructionFacts, number> } | null =
    null;
  const chain = (): NonNullable<typeof known> => {
    if (known !== null) return known;
    const links = [knownFromBelow(made.parent)];
    for (const { before, syntax } of instructions) {
      const link = links.at(-1) ?? noPackages;
      links.push(changePackages(link, stepOf((before as State).core, syntax).installs));
    }
    return (known = { links, places: new Map(instructions.map((facts, at) => [facts, at])) });
  };
  const at = (facts: InstructionFacts, step: 0 | 1, manager: string): ReadonlySet<string> => {
    const place = chain().places.get(facts);
    return packagesOf(chain().links[(place ?? NaN) + step] ?? noPackages, manager);
  };
  const last = (): Packages => chain().links.at(-1) ?? noPackages;
  const made: Chain = {
    parent: parent as Chain | null,
    isKnown: () => known !== null,
    before: (facts, manager) => at(facts, 0, manager),
    after: (facts, manager) => at(facts, 1, manager),
    atEnd: (manager) => packagesOf(last(), manager),
    last,
  };
  return made;
}

/** Packages where a stage ends, those that it stands on first: stages can stand on each other deeper than calls may nest. */
function knownFromBelow(stage: Chain | null): Packages {
  const open: Chain[] = [];
  for (let at = stage; at !== null && !at.isKnown(); at = at.parent) open.push(at);
  for (let at = open.pop(); at !== undefined; at = open.pop()) at.last();
  return stage?.last() ?? noPackages;
}
