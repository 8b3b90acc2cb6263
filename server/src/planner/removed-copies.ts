// What a RUN of the builder deletes of the project's own files: a copy brings them to the shipped stage too, so they are deleted
// there as well. Files that only the builder has are no matter of this file.
import type { PathPattern } from '../effects/effect.ts';
import { contains, intersects } from '../effects/path-set.ts';
import { contextCandidates } from './context-view.ts';
import { whyNotCopied } from './copies.ts';
import { type Decisions, runsInBuilder } from './decisions.ts';
import type { Step, Unit } from './stage-view.ts';

/** The command runs in the builder and takes away what a COPY or ADD brings to the shipped stage. */
export function removesShippedFiles(decisions: Decisions, unit: Unit, step: Step): boolean {
  const { command, effect } = step.facts;
  if (effect.tool !== 'rm' || !step.plain || command.guard.conditional || !runsInBuilder(decisions, unit, step))
    return false;
  const copies = decisions.view.units.filter(
    (other) =>
      other.place < unit.place && other.facts.copy?.kind === 'context' && whyNotCopied(decisions, other) === null,
  );
  const forced = command.words.some(({ raw }) => /^-[A-Za-z]*f|^--force$/.test(raw));
  const brought = effect.deletes.map(({ path }) => isBrought(decisions, copies, path, unit, forced));
  return forced ? brought.includes(true) : brought.length > 0 && !brought.includes(false);
}

/** One of the copies brings the file, or something in the folder: the context has it, or nothing else can have made it. */
function isBrought(
  { view }: Decisions,
  copies: readonly Unit[],
  path: PathPattern,
  unit: Unit,
  forced: boolean,
): boolean {
  if (path.kind !== 'file' && path.kind !== 'tree') return false;
  const holders = copies.filter(({ facts }) => facts.copy?.writes.some((write) => contains(write, path)) === true);
  const listing = view.snapshot.context?.listing ?? null;
  if (listing !== null && !listing.truncated)
    return contextCandidates(holders, path.path).some((candidate) =>
      listing.entries.some((entry) => entry.path === candidate || entry.path.startsWith(`${candidate}/`)),
    );
  const made = view.units.some(
    ({ place, steps }) =>
      place <= unit.place &&
      steps.some(({ facts }) => facts.effect.writes.some((write) => intersects(write.path, path))),
  );
  return holders.length > 0 && (forced || !made);
}
