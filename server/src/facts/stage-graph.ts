// Which stages belong to what ships: the chain of FROM names, and everything that copies and mounts reach.
import type { Dockerfile, Instruction, Stage } from '../dockerfile/dockerfile.ts';
import { findFlag, flagText } from '../dockerfile/flags.ts';
import { mountsOf } from '../dockerfile/mounts.ts';
import { findStage } from '../dockerfile/stages.ts';

/** The stage that a target names, by name in any case or by number; the last stage where none is named or found. */
export function targetStage(dockerfile: Dockerfile, target: string | null): Stage | undefined {
  const named = target === null || target === '' ? null : findStage(dockerfile.stages, target, null, true);
  return named ?? dockerfile.stages.at(-1);
}

/** Indexes of the target and its parent stages, outermost parent first. */
export function stageChain(dockerfile: Dockerfile, target: Stage | undefined): readonly number[] {
  const chain: number[] = [];
  for (let stage = target; stage !== undefined;) {
    chain.push(stage.index);
    const { base } = stage;
    // Invariant: a stage's parent stands before it, so this ends.
    stage = base.kind === 'stage' ? dockerfile.stages[base.stage] : undefined;
  }
  return chain.reverse();
}

/** The stage that `COPY --from` of an instruction names; null where it names none. */
export function fromStageOf(dockerfile: Dockerfile, { syntax, stage }: Instruction): number | null {
  const flag = syntax.keyword === 'COPY' && syntax.flags.length > 0 ? findFlag(syntax, 'from') : null;
  return flag === null ? null : (findStage(dockerfile.stages, flagText(flag), stage, true)?.index ?? null);
}

/** Indexes of the stages that the target needs: itself, and whatever FROM, COPY --from and mounts reach. */
export function reachedStages(dockerfile: Dockerfile, target: Stage | undefined): ReadonlySet<number> {
  const reached = new Set<number>();
  const open: (Stage | null | undefined)[] = [target];
  // Why a list: stages can stand on each other by the thousand, deeper than calls may nest.
  while (open.length > 0) {
    const stage = open.pop();
    if (stage == null || reached.has(stage.index)) continue;
    reached.add(stage.index);
    if (stage.base.kind === 'stage') open.push(dockerfile.stages[stage.base.stage]);
    for (const instruction of stage.instructions) {
      const copied = fromStageOf(dockerfile, instruction);
      if (copied !== null) open.push(dockerfile.stages[copied]);
      if (instruction.keyword !== 'RUN' || instruction.syntax.flags.length === 0) continue;
      for (const mount of mountsOf(instruction.syntax)) {
        if ((mount.type !== 'bind' && mount.type !== 'cache') || mount.from === null) continue;
        open.push(findStage(dockerfile.stages, mount.from, stage.index, true));
      }
    }
  }
  return reached;
}
