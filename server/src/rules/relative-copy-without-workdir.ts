// COPY to a relative target puts the files into whatever folder the base image works in: `/` for most, another one for others,
// and another again with the next base. A WORKDIR of the stage, or of one that it stands on, says where.
import type { Word } from '../dockerfile/dockerfile.ts';
import type { InstructionFacts, Snapshot, StageFacts } from '../facts/snapshot.ts';
import { actingFacts } from './parts/triggers.ts';
import { inheritsWorkdir, isAbsolute } from './parts/working-folder.ts';
import type { FileFinding, Rule } from './rule.ts';

/** The place of a relative target; null for other instructions and targets. */
function relativeTarget({ syntax }: InstructionFacts): Word | null {
  if ((syntax.keyword !== 'COPY' && syntax.keyword !== 'ADD') || syntax.words.length < 2) return null;
  const target = syntax.words.at(-1);
  return target === undefined || isAbsolute(target) ? null : target;
}

/** The first of a stage is told: a WORKDIR above it cures the others too. */
function* checkStage(snapshot: Snapshot, stage: StageFacts): Generator<FileFinding> {
  for (const each of stage.instructions) {
    const facts = actingFacts(each);
    if (facts.syntax.keyword === 'WORKDIR') return;
    const target = relativeTarget(facts);
    if (target === null) continue;
    if (inheritsWorkdir(snapshot, stage)) return;
    yield { facts, span: target.span, message: `${target.value} lies in whatever folder the base image works in` };
    return;
  }
}

export const relativeCopyWithoutWorkdir: Rule = {
  meta: {
    id: 'relative-copy-without-workdir',
    summary: 'COPY to a relative target, and no WORKDIR says where that is',
    group: 'correctness',
    severity: 'off',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3045'],
    references: ['https://docs.docker.com/reference/dockerfile/#workdir'],
  },
  *checkFile(snapshot) {
    for (const stage of snapshot.stages) yield* checkStage(snapshot, stage);
  },
};
