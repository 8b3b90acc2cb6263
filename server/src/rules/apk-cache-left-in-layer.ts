// apk downloads the index of every package there is before it installs one, and keeps it in /var/cache/apk: 2 to 3 MB on
// Alpine that nothing reads again. --no-cache makes it forget the index at once; a removal in a later RUN frees nothing.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { apkAdds, noCacheFix } from './parts/apk-adds.ts';
import { cacheMountFix, cleanUpFix } from './parts/cache-fixes.ts';
import { addedAs, asCalled } from './parts/called-alike.ts';
import { commandOf, factsOf, headSpan } from './parts/places.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

function* checkAdds(facts: InstructionFacts): Generator<LocalFinding> {
  for (const command of apkAdds(facts).left)
    yield { span: headSpan(command), message: 'the package index stays in this layer (/var/cache/apk)' };
}

function fixAdds(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const cache = command?.effect.caches.find(({ id }) => id === 'apk');
  if (facts === undefined || command === undefined || cache === undefined) return [];
  // Why: beside an `apk add` that keeps none, a mount says two things at once.
  const keepsNone = facts.commands.some(
    ({ effect }) => effect.verb === 'add' && effect.tool === 'apk' && effect.caches.length === 0,
  );
  return [
    noCacheFix(snapshot, facts) ?? removeIndexFix(snapshot, facts, command, cache.cleanup),
    keepsNone
      ? null
      : cacheMountFix(snapshot, facts, [cache], { id: 'cache-mount', title: 'Mount a cache for the package index' }),
  ].filter((fix) => fix !== null);
}

/** Where an `apk update` has to stay, its index goes with the other. */
function removeIndexFix(
  snapshot: Snapshot,
  facts: InstructionFacts,
  command: CommandFacts,
  cleanup: string | null,
): Fix | null {
  if (cleanup === null || !command.command.exact) return null;
  return cleanUpFix(
    snapshot,
    facts,
    asCalled(command, cleanup),
    { id: 'clean-up', title: 'Remove the package index in the same layer' },
    addedAs(command),
  );
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
