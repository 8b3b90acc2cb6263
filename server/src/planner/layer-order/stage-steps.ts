// The instructions of one stage as steps with odds and seconds, the copies of manifests that could be put before installs, and
// which step must follow which. It decides no order.
import { estimateSeconds } from '../../estimate/build-seconds.ts';
import type { CommandFacts, InstructionFacts, Snapshot, StageFacts } from '../../facts/snapshot.ts';
import { lineAt } from '../../text/line-index.ts';
import type { Odds } from './change-history.ts';
import type { TimedStep } from './expected-seconds.ts';
import { type Footprint, footprintOf, unknownCommand } from './footprint.ts';
import { mustFollow, type Placed } from './independence.ts';
import { isManifestInstall } from './installers.ts';
import { proveInstalls } from './install-reads.ts';
import { manifestCopies, type ManifestCopies, type ManifestCopy } from './manifest-copies.ts';
import { projectOf } from './project.ts';

export interface StageStep extends TimedStep, Placed {
  /** Place in `StageSteps.steps`. */
  readonly at: number;
  /** A copy that does not stand in the text: of manifests, for an install behind it. */
  readonly added: ManifestCopy | null;
  /** Of an added copy: the installs that read what it brings. */
  readonly readers: readonly InstructionFacts[];
  /** The seconds were recorded in a build. */
  readonly measured: boolean;
}

/** Why what an install reads is not known. */
export interface Unproven {
  readonly step: StageStep;
  readonly command: CommandFacts | null;
  /** Goes on from "it stays below the copies above: ". */
  readonly why: string;
}

export interface StageSteps {
  /** In the order of the text, FROM left out; added copies stand before their install. */
  readonly steps: readonly StageStep[];
  /** By step: places of earlier steps that it must follow. */
  readonly before: readonly (readonly number[])[];
  readonly unproven: readonly Unproven[];
}

/** The steps of a stage. */
export function stageSteps(snapshot: Snapshot, stage: StageFacts, odds: Odds): StageSteps {
  const { context } = snapshot;
  const instructions = stage.instructions.filter(({ syntax }) => syntax.keyword !== 'FROM');
  const steps: StageStep[] = [];
  const relieved = new Map<StageStep, ManifestCopies['relieved']>();
  const unproven: Unproven[] = [];
  for (const [place, facts] of instructions.entries()) {
    const earlier = instructions.slice(0, place);
    const proof = facts.commands.some(isManifestInstall) ? proveInstalls(facts, projectOf(earlier, context)) : null;
    const proven = proof !== null && 'reads' in proof ? proof : null;
    const footprint = footprintOf(facts, context, proven);
    const isBrought = (path: string, source: string): boolean =>
      steps.some(({ added }) => added?.files.get(path) === source);
    const manifests =
      proven === null || footprint === null ? null : manifestCopies(facts, proven, earlier, context, isBrought);
    if (manifests !== null) {
      for (const added of manifests.copies) steps.push(addedStep(steps.length, added, odds));
      for (const [at, { added, readers }] of steps.entries()) {
        const step = steps[at];
        if (step !== undefined && proven?.manifests.some((path) => added?.files.has(path)) === true)
          steps[at] = { ...step, readers: [...readers, facts] };
      }
    }
    const step = ownStep(steps.length, facts, footprint, snapshot, odds);
    steps.push(step);
    if (manifests !== null) relieved.set(step, manifests.relieved);
    else if (proof !== null && 'why' in proof)
      unproven.push({ step, command: proof.command, why: context === null ? unknownContext : proof.why });
    else if (proven !== null) {
      const command = unknownCommand(facts, proven);
      const name = command?.command.name ?? 'another command';
      unproven.push({ step, command, why: `${name} in the same line may read any file` });
    }
  }
  const before = precedence(steps, relieved);
  for (const step of relieved.keys()) {
    const copy = steps.find((each) => before[step.at]?.includes(each.at) === true && isWiderThan(each, step));
    const line = copy === undefined ? null : lineOf(snapshot, copy.facts);
    if (line !== null)
      unproven.push({
        step,
        command: null,
        why: `line ${String(line)} brings what it writes, or a path that it names`,
      });
  }
  return { steps, before, unproven };
}

const unknownContext = 'the files of the build context are not known';

/** A copy that is likelier to change than what stands below it. */
export function isWiderThan({ kind, added, odds }: StageStep, below: StageStep): boolean {
  return kind === 'copy' && added === null && odds > Math.max(0.2, below.odds);
}

/** One-based line; null for facts of another snapshot. */
export function lineOf({ dockerfile, instructionOf }: Snapshot, facts: InstructionFacts): number | null {
  const instruction = instructionOf(facts);
  return instruction === undefined ? null : lineAt(dockerfile.lines, instruction.range.start) + 1;
}

function ownStep(
  at: number,
  facts: InstructionFacts,
  footprint: Footprint | null,
  { measured, instructionOf }: Pick<Snapshot, 'measured' | 'instructionOf'>,
  odds: Odds,
): StageStep {
  const { keyword } = facts.syntax;
  const recorded = measured?.instructions.get(instructionOf(facts)?.index ?? -1)?.seconds ?? null;
  return {
    at,
    added: null,
    readers: [],
    facts,
    kind:
      keyword === 'RUN' ? 'run' : facts.copy !== null || keyword === 'COPY' || keyword === 'ADD' ? 'copy' : 'setting',
    footprint,
    usesVariables: facts.syntax.text.includes('$'),
    targetIsAbsolute: facts.syntax.words.at(-1)?.value.startsWith('/') === true,
    odds: odds.of(facts),
    seconds: recorded ?? estimateSeconds(facts),
    measured: recorded !== null,
  };
}

function addedStep(at: number, added: ManifestCopy, odds: Odds): StageStep {
  return {
    at,
    added,
    readers: [],
    facts: added.copy,
    kind: 'copy',
    footprint: added.footprint,
    usesVariables: added.text.includes('$'),
    targetIsAbsolute: added.target.startsWith('/'),
    odds: odds.ofNewCopy([...added.files.values()]),
    seconds: 0.1,
    measured: false,
  };
}

function precedence(
  steps: readonly StageStep[],
  relieved: ReadonlyMap<StageStep, ManifestCopies['relieved']>,
): readonly (readonly number[])[] {
  const settled = new Set<string>();
  return steps.map((later, at) => {
    const { footprint } = later;
    const found = steps.slice(0, at).flatMap((earlier) => {
      if (earlier.readers.includes(later.facts) && later.added === null) return [earlier.at];
      const free = earlier.added === null ? relieved.get(later)?.get(earlier.facts) : undefined;
      const seen =
        free === undefined || footprint === null
          ? later
          : { ...later, footprint: { ...footprint, reads: footprint.reads.filter(({ path }) => !free.has(path)) } };
      return mustFollow(seen, earlier, settled) ? [earlier.at] : [];
    });
    if (later.facts.syntax.keyword === 'WORKDIR') settled.add(later.facts.after.workingFolder);
    return found;
  });
}
