// Which instructions end up in the image of a target: those of its stage and of the stages it builds on by FROM, oldest
// first. COPY --from brings files, not instructions, so it does not count.
import type { Dockerfile, Instruction, Stage } from '../dockerfile/dockerfile.ts';
import { lineAt } from '../text/line-index.ts';

/** The stage that ships: by name (any case) or number, else the last. Null where the text names no such stage. */
export function findTarget(dockerfile: Dockerfile, target: string | null): Stage | null {
  if (target === null || target === '') return dockerfile.stages.at(-1) ?? null;
  const wanted = target.toLowerCase();
  const named = dockerfile.stages.findLast(({ name }) => name?.toLowerCase() === wanted);
  return named ?? (/^\d{1,6}$/.test(target) ? (dockerfile.stages[Number(target)] ?? null) : null);
}

/** Stages from the one that has a base image down to the target. */
export function stageChain(dockerfile: Dockerfile, target: Stage): readonly Stage[] {
  const chain: Stage[] = [];
  let stage: Stage | undefined = target;
  // Invariant: a stage builds on earlier stages only, so this ends; the bound guards against a fault of ours.
  while (stage && chain.length <= dockerfile.stages.length) {
    chain.unshift(stage);
    stage = stage.base.kind === 'stage' ? dockerfile.stages[stage.base.stage] : undefined;
  }
  return chain;
}

/** The instructions of the chain in the order they run, FROM left out. */
export function chainInstructions(dockerfile: Dockerfile, target: Stage): readonly Instruction[] {
  return stageChain(dockerfile, target).flatMap(({ instructions }) =>
    instructions.filter(({ keyword }) => keyword !== 'FROM'),
  );
}

/** Zero-based lines of an instruction, both inclusive. */
export function linesOf(dockerfile: Dockerfile, { range }: Instruction): { startLine: number; endLine: number } {
  return { startLine: lineAt(dockerfile.lines, range.start), endLine: lineAt(dockerfile.lines, range.end) };
}
