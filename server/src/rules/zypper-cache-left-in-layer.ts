// zypper downloads the metadata of every repository and builds a solver file from it, some 60 MB together; with keeppackages
// the packages stay beside it. Nothing in the image reads them again; a clean-up in a later RUN frees nothing.
import type { LocalFinding, Rule } from './rule.ts';
import type { InstructionFacts } from '../facts/snapshot.ts';
import { checkSystemCaches, fixSystemCaches } from './parts/system-caches.ts';

const caches = ['zypper'];

function* checkCaches(facts: InstructionFacts): Generator<LocalFinding> {
  yield* checkSystemCaches(
    facts,
    caches,
    ({ command, cache }) =>
      `${command.effect.tool} leaves the metadata of its repositories in this layer (${cache.paths[0]?.path ?? cache.id})`,
  );
}

export const zypperCacheLeftInLayer: Rule = {
  meta: {
    id: 'zypper-cache-left-in-layer',
    summary: 'zypper leaves its metadata and downloads in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3036', 'trivy:DS-0020'],
    references: [
      'https://doc.opensuse.org/documentation/leap/reference/html/book-reference/cha-sw-cl.html',
      'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
    ],
  },
  checkInstruction: checkCaches,
  fix: (snapshot, finding) => fixSystemCaches(snapshot, finding, caches),
};
