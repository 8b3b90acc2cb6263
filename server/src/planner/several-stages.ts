// Files that have stages already: only the last stage, the one that ships, is sliced; the stages above it stay byte for byte.
// It says when there is nothing to slice, and gives what the rest of the planner must know of the other stages.
import type { Snapshot } from '../facts/snapshot.ts';
import { isWithin } from '../effects/path-set.ts';
import { twinChoices } from './choose-base.ts';
import type { Decisions } from './decisions.ts';
import type { LeadingLines } from './leading-lines.ts';
import type { PlannedInstruction, PlannedStage, Refusal } from './plan.ts';
import { instructionRange, refuse } from './refusals.ts';
import type { PackageNeed } from './recipes/recipe.ts';
import { type StageView, type Step, systemInstalls, type Unit, viewAnyStage } from './stage-view.ts';

/** Why the last of several stages is not sliced; empty where it may be, and where there is but one. */
export function refuseStages({ dockerfile, target }: Snapshot, view: StageView, from: Unit): readonly Refusal[] {
  if (dockerfile.stages.length < 2) return [];
  const refused = (why: string): readonly Refusal[] => [refuse('nothing-to-gain', instructionRange(from), why)];
  if (target.stage.index !== dockerfile.stages.length - 1)
    return refused('stages stand below the one that ships; only the last stage of a file is slimmed');
  if (target.stage.base.kind === 'stage')
    return refused('the image that ships is another stage of this file with more on top; begin it from an image');
  const { base } = view;
  const written = from.instruction.syntax.from?.image?.raw ?? '';
  if (base !== null && twinChoices(base, written).length > 0 && arrivesKnown(view)) return [];
  const builds = view.units.some(({ steps }) =>
    steps.some(({ kind }) => kind === 'compile' || kind === 'language' || kind === 'unknown'),
  );
  return builds ? [] : refused(buildsNothing);
}

/** Stages that the one that ships copies from, straight or through others: what they install may run there. */
export function otherStages(snapshot: Snapshot): readonly StageView[] {
  return snapshot.stages.flatMap((stage) =>
    stage === snapshot.target || !stage.reachesFinalStage ? [] : [viewAnyStage(snapshot, stage)],
  );
}

/**
 * False where something arrives from another stage that may load anything of the base: only what was made on the very same
 * base by tools whose output is known may be moved to a leaner one, and what Node made for an image without Node.
 */
export function arrivesKnown({ snapshot, units, base }: StageView): boolean {
  return units.every(({ facts: { copy } }) => {
    if (copy?.kind !== 'stage') return true;
    const source = copy.fromStage === null ? undefined : snapshot.stages[copy.fromStage];
    const other = source === undefined ? null : viewAnyStage(snapshot, source);
    if (other?.base == null || base === null) return false;
    if (other.base.image === nodeImage && base.image !== nodeImage) return true;
    const sameBase = other.base.image === base.image && other.base.release === base.release;
    return (
      sameBase && other.units.every(({ steps }) => steps.every((step) => step.kind !== 'unknown' && !linksUnsaid(step)))
    );
  });
}

const nodeImage = 'docker.io/library/node';

/** Compilers whose output loads libraries that no list of packages tells of; Go's and Rust's recipes know theirs. */
function linksUnsaid({ kind, facts }: Step): boolean {
  return kind === 'compile' && !/(?:^|\/)(?:go|cargo)$/.test(facts.effect.tool);
}

/** Development packages of stages on the same base: what was built with them there runs here. */
export function packagesElsewhere(view: StageView, other: StageView): readonly PackageNeed[] {
  if (other.base?.image !== view.base?.image) return [];
  const named = other.units.flatMap(({ steps }) => steps.flatMap(systemInstalls)).flatMap(({ packages }) => packages);
  return named
    .filter(({ name }) => name.endsWith('-dev'))
    .map(({ name }) => ({ name, reason: `an earlier stage builds with ${name}` }));
}

/** What of the decisions does not fit a file that has stages already; empty for one with a single stage. */
export function refuseStaged(decisions: Decisions, from: Unit): readonly Refusal[] {
  const { view, lastBuilder, base } = decisions;
  if (view.snapshot.dockerfile.stages.length < 2) return [];
  // Why: where the stage builds nothing, its packages are there because the author wants them to run.
  if (lastBuilder < 0 && base.tier === 'same')
    return [refuse('nothing-to-gain', instructionRange(from), buildsNothing)];
  return refuseMixed(decisions);
}

const buildsNothing = 'the file has several stages already, and the one that ships builds nothing';

/** Folders that another stage fills and the builder adds to: copying both would ship the first twice. */
function refuseMixed({ view, carried, lastBuilder }: Decisions): readonly Refusal[] {
  return view.units.flatMap(({ place, facts, instruction }) => {
    if (facts.copy?.kind !== 'stage' || place > lastBuilder) return [];
    const into = facts.copy.writes.filter(({ kind }) => kind !== 'file');
    const mixed = carried.find(
      (one) => one.place > place && into.some(({ path }) => path !== one.path && isWithin(path, one.path)),
    );
    if (mixed === undefined) return [];
    const why = `what it brings and what is built below lie together in ${mixed.path}, so one cannot be copied without the other; make both in one stage`;
    return [refuse('unreadable-script', instruction.range, why)];
  });
}

/** The stages above the one that ships, as they stand. */
export function keptStages({ dockerfile, target }: Snapshot, leading: LeadingLines): readonly PlannedStage[] {
  return dockerfile.stages.slice(0, target.stage.index).map(({ name, instructions }) => ({
    name,
    instructions: instructions.map(({ syntax, index }): PlannedInstruction => ({
      text: syntax.text,
      origin: index,
      move: 'keep',
      reason: 'this stage stays as it is',
      confidence: 'certain',
      bytes: 0,
      comments: leading.of.get(index) ?? [],
    })),
  }));
}

/** A name for the new builder that no stage has and no `--from` means. */
export function builderNameFor({ dockerfile, facts }: Snapshot): string {
  const taken = new Set(
    [...dockerfile.stages.map(({ name }) => name), ...facts.map(({ copy }) => copy?.from ?? null)].flatMap((name) =>
      name === null ? [] : [name.toLowerCase()],
    ),
  );
  const free = ['build', 'builder', 'build-tools', 'lean-build'].find((name) => !taken.has(name));
  for (let number = 2; free === undefined; number++) if (!taken.has(`build-${number}`)) return `build-${number}`;
  return free;
}
