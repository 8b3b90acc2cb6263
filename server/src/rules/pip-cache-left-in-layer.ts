// pip keeps every download and every wheel it built below the user's cache folder; nothing in the image reads it again,
// and a later `rm` frees nothing. Reported where that folder ends up in a layer that ships.
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { cacheMountFix, preventFix } from './parts/cache-fixes.ts';
import { isMounted, leftCaches } from './parts/left-caches.ts';
import { commandOf, factsOf, headSpan } from './parts/places.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

/**
 * True where a mount keeps pip's cache out. A mount that is pip's cache of some user counts: who the user is may be the
 * base image's secret.
 */
function isKeptOut(facts: InstructionFacts, path: string): boolean {
  return (
    isMounted(facts, path) ||
    facts.mounts.some(({ type, target }) => (type === 'cache' || type === 'tmpfs') && /\/\.cache\/pip\/?$/.test(target))
  );
}

function* checkCaches(facts: InstructionFacts): Generator<LocalFinding> {
  if (!facts.ships) return;
  for (const { command, cache } of leftCaches(facts, 'pip', (path) => isKeptOut(facts, path))) {
    const folder = cache.paths[0]?.path ?? '~/.cache/pip';
    yield { span: headSpan(command), message: `pip keeps its downloads in this layer (${folder})`, proof: { folder } };
  }
}

function fixCaches(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const cache = command?.effect.caches.find(({ id }) => id === 'pip');
  if (facts === undefined || command === undefined || cache === undefined) return [];
  return [
    preventFix(snapshot, facts, command, cache, {
      id: 'no-cache-dir',
      title: 'Let pip keep no cache (--no-cache-dir)',
    }),
    cacheMountFix(snapshot, facts, [cache], { id: 'cache-mount', title: "Mount a cache at pip's cache folder" }),
  ].filter((fix) => fix !== null);
}

export const pipCacheLeftInLayer: Rule = {
  meta: {
    id: 'pip-cache-left-in-layer',
    summary: 'pip leaves its downloads and built wheels in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'always',
    status: 'stable',
    since: '0.1.0',
    aliases: ['hadolint:DL3042'],
    references: [
      'https://pip.pypa.io/en/stable/topics/caching/',
      'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
    ],
  },
  checkInstruction: checkCaches,
  fix: fixCaches,
};
