// Predicted bytes of every shipping instruction, for where nothing has been measured: before the first build, without an
// engine. Every figure is an estimate; what is not known stays unknown.
import { pathsOfCopy } from '../build-context/copy-paths.ts';
import type { Estimate } from '../estimate/estimate.ts';
import { estimateInstruction } from '../estimate/estimate-instruction.ts';
import { cacheIsCleaned, cacheIsMounted } from '../facts/caches.ts';
import type { CopyFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { textInImage } from '../planner/context-view.ts';

export interface InstructionEstimate {
  /** `Instruction.index`. */
  readonly instruction: number;
  readonly estimate: Estimate;
}

function copyBytes({ context }: Snapshot, { kind, sources }: CopyFacts): number | null {
  const listing = context?.listing ?? null;
  if (kind !== 'context' || listing === null) return null;
  const paths = sources.flatMap(({ expanded }) => (expanded === null ? [] : [expanded]));
  if (paths.length < sources.length) return null;
  const taken = pathsOfCopy(listing, paths);
  return taken.fileCount === 0 ? null : taken.fileBytes;
}

/** Whether a cache's bytes stay in the instruction's layer: filled by one of its commands, neither mounted nor emptied. */
function keepsCache(facts: InstructionFacts, id: string): boolean {
  return facts.commands.some((command) =>
    command.effect.caches.some(
      (cache) => cache.id === id && !cacheIsMounted(facts, cache) && !cacheIsCleaned(facts, command, cache),
    ),
  );
}

/** The estimate of one instruction of the snapshot, given those that stand before it in its stage. */
function estimateOne(snapshot: Snapshot, facts: InstructionFacts, before: readonly InstructionFacts[]): Estimate {
  const placed = before.map((each) => ({ facts: each }));
  return estimateInstruction(
    facts,
    {
      manifestText: (path) => textInImage(snapshot, placed, path)?.text ?? null,
      copyBytes: (copy) => copyBytes(snapshot, copy),
    },
    (id) => keepsCache(facts, id),
  );
}

/** Estimates of all RUN, COPY and ADD that ship, in order of the file. */
export function estimateImage(snapshot: Snapshot): readonly InstructionEstimate[] {
  const result: InstructionEstimate[] = [];
  for (const stage of snapshot.stages) {
    if (!stage.ships) continue;
    for (const [at, facts] of stage.instructions.entries()) {
      const instruction = snapshot.instructionOf(facts);
      if (instruction === undefined || !['RUN', 'COPY', 'ADD'].includes(instruction.keyword)) continue;
      result.push({
        instruction: instruction.index,
        estimate: estimateOne(snapshot, facts, stage.instructions.slice(0, at)),
      });
    }
  }
  return result;
}
