// dnf keeps the metadata of every enabled repository as it came and once more in the form its solver reads: up to 200 MB
// that nothing in the image reads again. A later RUN that cleans adds whiteouts only, so the clean-up stands in the same
// RUN, and is the one of the manager that was used: microdnf and dnf have folders of their own.
import type { LocalFinding, Rule } from './rule.ts';
import type { CacheWrite } from '../effects/effect.ts';
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { checkSystemCaches, fixSystemCaches } from './parts/system-caches.ts';

const caches = ['dnf', 'microdnf', 'tdnf'];

function* checkCaches(facts: InstructionFacts): Generator<LocalFinding> {
  yield* checkSystemCaches(
    facts,
    caches,
    ({ command, cache }) =>
      `${command.effect.tool} leaves the metadata of its repositories in this layer (${cache.paths[0]?.path ?? cache.id})`,
  );
}

/** Fedora's dnf is dnf 5 since release 41. */
function ofVersion({ target }: Snapshot, cache: CacheWrite): CacheWrite {
  const { repository, tag } = target.baseReference ?? { repository: '', tag: null };
  const isNew =
    /(?:^|\/)fedora(?:-minimal)?$/.test(repository) && (Number(tag ?? 'latest') >= 41 || !/^\d+$/.test(tag ?? ''));
  if (!isNew || cache.id !== 'dnf') return cache;
  return {
    ...cache,
    mounts: cache.mounts.map((mount) => ({
      ...mount,
      target: mount.target.replace('/var/cache/dnf', '/var/cache/libdnf5'),
    })),
  };
}

export const dnfCacheLeftInLayer: Rule = {
  meta: {
    id: 'dnf-cache-left-in-layer',
    summary: 'dnf, microdnf or tdnf leaves its metadata and downloads in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3040', 'trivy:DS-0019', 'trivy:DS-0027'],
    references: [
      'https://dnf.readthedocs.io/en/latest/command_ref.html#clean-command',
      'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
    ],
  },
  checkInstruction: checkCaches,
  fix: (snapshot, finding) => fixSystemCaches(snapshot, finding, caches, (cache) => ofVersion(snapshot, cache)),
};
