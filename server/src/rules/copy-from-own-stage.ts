// A stage cannot copy from itself: the build stops. The file is already there; `RUN cp` copies within a stage.
import { copiedStages } from './parts/copied-stage.ts';
import type { Rule } from './rule.ts';

export const copyFromOwnStage: Rule = {
  meta: {
    id: 'copy-from-own-stage',
    summary: 'COPY --from names the stage it stands in',
    group: 'stages',
    severity: 'error',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3023', 'trivy:DS-0006'],
    references: ['https://docs.docker.com/reference/dockerfile/#copy---from'],
  },
  *checkFile(snapshot) {
    for (const { facts, flag, name, kind } of copiedStages(snapshot))
      if (kind === 'own') yield { facts, span: flag.valueSpan, message: `${name} is this very stage` };
  },
};
