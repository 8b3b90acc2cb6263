// yum downloads the metadata of every enabled repository, 20 to 200 MB, and often keeps packages beside it. Nothing in the
// image reads them again, and a later RUN that cleans only adds whiteouts. So the clean-up stands in the same RUN.
import type { LocalFinding, Rule } from './rule.ts';
import type { InstructionFacts } from '../facts/snapshot.ts';
import { checkSystemCaches, fixSystemCaches } from './parts/system-caches.ts';

const caches = ['yum'];

function* checkCaches(facts: InstructionFacts): Generator<LocalFinding> {
  yield* checkSystemCaches(
    facts,
    caches,
    ({ command, cache }) =>
      `${command.effect.tool} leaves the metadata of its repositories in this layer (${cache.paths[0]?.path ?? cache.id})`,
  );
}

export const yumCacheLeftInLayer: Rule = {
  meta: {
    id: 'yum-cache-left-in-layer',
    summary: 'yum leaves its metadata and downloads in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3032', 'trivy:DS-0015'],
    references: [
      'https://man7.org/linux/man-pages/man8/yum.8.html',
      'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
    ],
  },
  checkInstruction: checkCaches,
  fix: (snapshot, finding) => fixSystemCaches(snapshot, finding, caches),
};
