// Refusals of lines that a person put where they cannot do their work: what cannot be placed at all, and what breaks once the
// rest is decided around it. It places nothing.
import { intersects, isWithin, mayMatch } from '../effects/path-set.ts';
import type { ChosenPlaces } from './chosen-places.ts';
import { arrivesWith, neededShipped } from './copies.ts';
import { type Decisions, runsInBuilder } from './decisions.ts';
import { programOf } from './packages.ts';
import type { Refusal } from './plan.ts';
import { instructionRange, refuse, stepRange } from './refusals.ts';
import { workingFolderReason } from './roots.ts';
import { readsFrom } from './slice.ts';
import { firstWords, systemInstalls, type StageView, type Unit } from './stage-view.ts';

/** True for a line that may stand in either stage: a RUN that does something, a COPY, an ADD. */
export function isPlaceable({ instruction, steps }: Unit): boolean {
  if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') return true;
  return steps.some(({ kind }) => kind !== 'setup' && kind !== 'check' && kind !== 'upkeep' && kind !== 'register');
}

/** Lines that have no choice of stage, wherever the others run. */
export function refuseChoices(view: StageView, chosen: ChosenPlaces): readonly Refusal[] {
  return [...chosen].flatMap(([index, side]) => {
    const unit = view.units.find(({ instruction }) => instruction.index === index);
    const instruction = view.snapshot.dockerfile.instructions[index];
    if (instruction === undefined) return [];
    const say = (message: string): Refusal => refuse('misplaced', instruction.range, message);
    if (unit === undefined) return [say('only lines of the stage that ships can be placed')];
    const { keyword } = instruction;
    if (keyword !== 'RUN' && keyword !== 'COPY' && keyword !== 'ADD')
      return [
        say(
          `${keyword} is part of the image’s configuration, which both stages have; only RUN, COPY and ADD can be placed`,
        ),
      ];
    if (!isPlaceable(unit)) return [say('it follows the lines around it; place those')];
    const registers = side === 'builder' ? unit.steps.find(({ kind }) => kind === 'register') : undefined;
    return registers === undefined
      ? []
      : [
          refuse(
            'misplaced',
            stepRange(unit, registers),
            `\`${firstWords(registers)}\` sets up the image that ships, and what it registers cannot be copied; give it a RUN of its own`,
          ),
        ];
  });
}

/** Choices that do not go with what else was decided. `programs`: what runs in the shipped stage, each with why. */
export function refuseBroken(decisions: Decisions, programs: ReadonlyMap<string, string>): readonly Refusal[] {
  return decisions.view.units.flatMap((unit) => {
    const side = decisions.chosen.get(unit.instruction.index);
    if (side === undefined) return [];
    const why =
      side === 'shipped'
        ? whyNotShipped(decisions, unit)
        : (whyNotBuilt(decisions, unit) ?? whyMissed(decisions, unit, programs));
    return why === null ? [] : [refuse('misplaced', instructionRange(unit), why)];
  });
}

/** A line that builds was put into the shipped stage, and all that it builds with went along. */
export function refuseCompiling(unit: Unit): Refusal {
  return refuse(
    'misplaced',
    instructionRange(unit),
    `\`${firstLine(unit)}\` builds: in the final stage it takes along all that it builds with, and nothing is left to take off`,
  );
}

/** What the line reads of the builder and would not find; a copy that arrives anyway. */
function whyNotShipped(decisions: Decisions, unit: Unit): string | null {
  if (unit.facts.copy !== null) {
    const holder = arrivesWith(decisions, unit);
    return holder === null ? null : `it arrives with ${holder} from the builder anyway`;
  }
  for (const step of unit.steps) {
    for (const earlier of decisions.view.units) {
      if (earlier.place >= unit.place) break;
      const lost = earlier.steps.some(
        (each) =>
          runsInBuilder(decisions, earlier, each) &&
          readsFrom(step, each) &&
          !decisions.carried.some(({ path }) =>
            step.facts.effect.reads.some((read) => intersects(read, { kind: 'tree', path })),
          ),
      );
      if (lost)
        return `\`${firstWords(step)}\` reads what \`${firstLine(earlier)}\` leaves in the builder; place that line in the final stage too`;
    }
  }
  return null;
}

/** Why the builder has no use for the line. */
function whyNotBuilt(decisions: Decisions, unit: Unit): string | null {
  const installs = unit.facts.copy !== null || unit.steps.every(({ kind }) => neverCopied.has(kind));
  if (unit.place > decisions.lastBuilder)
    return 'no line of the builder comes after it, so it would just be gone; take it out of the file if nothing needs it';
  if (installs) return null;
  const copied = decisions.carried.some(({ place }) => place >= unit.place);
  return copied ? null : 'nothing of what it leaves could be copied to the final stage';
}

const neverCopied = new Set(['install', 'upkeep', 'setup', 'check']);

/** What the shipped image would miss. */
function whyMissed(decisions: Decisions, unit: Unit, programs: ReadonlyMap<string, string>): string | null {
  for (const step of unit.steps) {
    for (const one of systemInstalls(step).flatMap(({ packages }) => packages)) {
      const program = programOf(one, programs);
      if (program !== undefined) return `the final stage needs ${one.name}: it brings ${program[0]}, and ${program[1]}`;
    }
  }
  const { copy } = unit.facts;
  if (copy === null || arrivesWith(decisions, unit) !== null) return null;
  const read = copy.writes.find((path) => neededShipped(decisions, unit, path));
  if (read !== undefined) return `a command of the final stage reads ${read.path}`;
  for (const [root, why] of decisions.roots.paths) {
    const brings = copy.writes.some((path) => path.kind !== 'unknown' && mayMatch(path, root));
    const carried = decisions.carried.some(({ kind, path }) =>
      kind === 'tree' ? isWithin(path, root) : path === root,
    );
    if (brings && !carried && why !== workingFolderReason) return `${root} would be missing: ${why}`;
  }
  return null;
}

function firstLine({ instruction }: Unit): string {
  const [line = ''] = instruction.syntax.text.split('\n');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
