// Without HEALTHCHECK an engine only knows whether the process runs, not whether it serves. Off by default: Kubernetes and
// most other orchestrators ignore HEALTHCHECK and probe by themselves. What the base image sets is not known here.
import { ofKeyword } from './parts/of-keyword.ts';
import { stageChain } from './parts/stage-chain.ts';
import type { FileFinding, Rule } from './rule.ts';
import type { Snapshot } from '../facts/snapshot.ts';

function* checkHealth(snapshot: Snapshot): Generator<FileFinding> {
  const from = snapshot.target.instructions[0];
  if (from === undefined || snapshot.target.stage.from === null) return;
  const has = stageChain(snapshot, snapshot.target).some(
    (stage) =>
      ofKeyword(stage, 'HEALTHCHECK').length > 0 ||
      ofKeyword(stage, 'ONBUILD').some(({ syntax }) => syntax.trigger?.keyword === 'HEALTHCHECK'),
  );
  if (!has)
    yield { facts: from, span: from.syntax.keywordSpan, message: 'the image that ships has no HEALTHCHECK of its own' };
}

export const healthcheckMissing: Rule = {
  meta: {
    id: 'healthcheck-missing',
    summary: 'The image that ships says nothing of how to tell whether it serves',
    group: 'runtime',
    severity: 'off',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3057', 'trivy:DS-0026', 'checkov:CKV_DOCKER_2'],
    references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],
  },
  checkFile: checkHealth,
};
