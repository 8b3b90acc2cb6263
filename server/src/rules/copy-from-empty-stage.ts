// A stage that begins from scratch and puts nothing in has nothing to copy from: the build stops at the COPY.
import type { Snapshot, StageFacts } from '../facts/snapshot.ts';
import { copiedStages } from './parts/copied-stage.ts';
import { ofKeyword } from './parts/of-keyword.ts';
import { stageChain } from './parts/stage-chain.ts';
import type { Rule } from './rule.ts';

/** From scratch, and nothing on the way writes a file. */
function isEmpty(snapshot: Snapshot, stage: StageFacts): boolean {
  if (stage.baseReference !== null) return false;
  const chain = stageChain(snapshot, stage);
  return (
    chain[0]?.stage.base.kind === 'scratch' &&
    chain.every((each) =>
      (['COPY', 'ADD', 'RUN', 'WORKDIR'] as const).every((keyword) => ofKeyword(each, keyword).length === 0),
    )
  );
}

export const copyFromEmptyStage: Rule = {
  meta: {
    id: 'copy-from-empty-stage',
    summary: 'COPY --from names a stage that holds no file',
    group: 'stages',
    severity: 'error',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: ['tally:copy-from-empty-scratch-stage'],
    references: ['https://docs.docker.com/build/building/base-images/#create-a-minimal-base-image-using-scratch'],
  },
  *checkFile(snapshot) {
    for (const { facts, flag, name, kind, stage } of copiedStages(snapshot)) {
      const from = kind === 'above' && stage !== null ? snapshot.stages[stage] : undefined;
      if (from !== undefined && isEmpty(snapshot, from))
        yield { facts, span: flag.valueSpan, message: `the stage ${name} is from scratch and holds no file` };
    }
  },
};
