// What `COPY --from` names: a stage above, its own stage, one below, or none, and so an image. It judges none of them.
import type { Flag, Stage } from '../../dockerfile/dockerfile.ts';
import { findFlag, flagText } from '../../dockerfile/flags.ts';
import { findStage } from '../../dockerfile/stages.ts';
import type { InstructionFacts, Snapshot, StageFacts } from '../../facts/snapshot.ts';
import { ofKeyword } from './of-keyword.ts';
import { actingFacts } from './triggers.ts';

export interface CopiedStage {
  readonly facts: InstructionFacts;
  readonly flag: Flag;
  /** The flag's value, quotes resolved. */
  readonly name: string;
  readonly kind: 'above' | 'own' | 'below' | 'none';
  /** Index of the stage named; null for `none`. */
  readonly stage: number | null;
}

function kindOf(stages: readonly Stage[], own: Stage, name: string): Pick<CopiedStage, 'kind' | 'stage'> {
  if (own.name?.toLowerCase() === name.toLowerCase() || name === String(own.index))
    return { kind: 'own', stage: own.index };
  const above = findStage(stages, name, own.index, true);
  if (above !== null) return { kind: 'above', stage: above.index };
  const below = findStage(stages, name, null, true);
  return below === null ? { kind: 'none', stage: null } : { kind: 'below', stage: below.index };
}

function copiesOf(stage: StageFacts): readonly InstructionFacts[] {
  const triggers = ofKeyword(stage, 'ONBUILD');
  const copies = ofKeyword(stage, 'COPY');
  return triggers.length === 0
    ? copies
    : [...copies, ...triggers.map(actingFacts).filter(({ syntax }) => syntax.keyword === 'COPY')];
}

/** Every COPY of the file that has a `--from`, triggers of ONBUILD last in their stage. */
export function* copiedStages(snapshot: Snapshot): Generator<CopiedStage> {
  const { stages } = snapshot.dockerfile;
  for (const stage of snapshot.stages)
    for (const facts of copiesOf(stage)) {
      const flag = facts.syntax.flags.length === 0 ? null : findFlag(facts.syntax, 'from');
      const name = flag === null ? '' : flagText(flag);
      if (flag === null || name === '') continue;
      const above = facts.copy?.fromStage ?? null;
      const isOwn = stage.stage.name !== null && stage.stage.name.toLowerCase() === name.toLowerCase();
      if (above !== null && !isOwn) yield { facts, flag, name, kind: 'above', stage: above };
      else yield { facts, flag, name, ...kindOf(stages, stage.stage, name) };
    }
}
