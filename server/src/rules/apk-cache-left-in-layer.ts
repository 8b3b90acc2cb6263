// apk downloads the index of every package there is before it installs one, and keeps it in /var/cache/apk: 2 to 3 MB on
// Alpine that nothing reads again. --no-cache makes it forget the index at once; a removal in a later RUN frees nothing.
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { apkAdds, noCacheFix } from './parts/apk-adds.ts';
import { cacheMountFix } from './parts/cache-fixes.ts';
import { commandOf, factsOf, headSpan } from './parts/places.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

function* checkAdds(facts: InstructionFacts): Generator<LocalFinding> {
  for (const command of apkAdds(facts).left)
    yield { span: headSpan(command), message: 'the package index stays in this layer (/var/cache/apk)' };
}

function fixAdds(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const cache = commandOf(snapshot, finding)?.effect.caches.find(({ id }) => id === 'apk');
  if (facts === undefined || cache === undefined) return [];
  return [
    noCacheFix(snapshot, facts),
    cacheMountFix(snapshot, facts, [cache], { id: 'cache-mount', title: 'Mount a cache for the package index' }),
  ].filter((fix) => fix !== null);
}

export const apkCacheLeftInLayer: Rule = {
  meta: {
    id: 'apk-cache-left-in-layer',
    summary: 'The package index that apk downloads stays in the layer',
    group: 'layer-size',
    severity: 'info',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3019', 'trivy:DS-0025', 'dockerfilelint:apkadd-missing_nocache_or_updaterm'],
    references: [
      'https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper',
      'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
    ],
  },
  checkInstruction: checkAdds,
  fix: fixAdds,
};
