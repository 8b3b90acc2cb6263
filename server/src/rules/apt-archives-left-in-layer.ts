// apt keeps every .deb it downloads in /var/cache/apt/archives. The official Debian and Ubuntu images delete them after each
// install by a hook; a file that takes the hook out, for the sake of cache mounts, has to mount or clean everywhere.
import { treeAt } from '../effects/path-set.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { addedAs, asCalled } from './parts/called-alike.ts';
import { cacheMountFix, cleanUpFix } from './parts/cache-fixes.ts';
import { switchesHookOff } from './parts/docker-clean.ts';
import { isEmptiedAfter, isMounted } from './parts/left-caches.ts';
import { commandOf, factsOf, headSpan } from './parts/places.ts';
import { shippingWhere } from './parts/instructions-where.ts';
import { remembered } from './parts/remembered.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

const archives = '/var/cache/apt/archives';

/** The first command of the RUN whose archives stay. */
const leavesArchives: (facts: InstructionFacts) => CommandFacts | undefined = remembered((facts) => {
  if (facts.syntax.keyword !== 'RUN' || isMounted(facts, archives)) return undefined;
  return facts.commands.find(
    ({ effect }, index) =>
      effect.caches.some(({ id }) => id === 'apt-archives') && !isEmptiedAfter(facts, index, treeAt(archives)),
  );
});

const telling = shippingWhere((facts) => switchesHookOff(facts) || leavesArchives(facts) !== undefined);

function* checkArchives(snapshot: Snapshot): Generator<FileFinding> {
  let kept = false;
  for (const facts of telling(snapshot)) {
    kept ||= switchesHookOff(facts);
    const command = kept ? leavesArchives(facts) : undefined;
    if (command === undefined) continue;
    yield {
      facts,
      span: headSpan(command),
      message: `downloaded packages stay in this layer (${archives}): the hook that deletes them is switched off above`,
    };
  }
}

function fixArchives(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const cache = command?.effect.caches.find(({ id }) => id === 'apt-archives');
  if (facts === undefined || command === undefined || cache === undefined) return [];
  const mounted = { ...cache, mounts: [{ target: '/var/cache/apt', locked: true }] };
  return [
    cleanUpFix(
      snapshot,
      facts,
      asCalled(command, 'apt-get clean'),
      { id: 'clean-up', title: 'Remove the downloaded packages in the same layer' },
      addedAs(command),
    ),
    cacheMountFix(snapshot, facts, [mounted], { id: 'cache-mount', title: 'Mount a cache for downloaded packages' }),
  ].filter((fix) => fix !== null);
}

export const aptArchivesLeftInLayer: Rule = {
  meta: {
    id: 'apt-archives-left-in-layer',
    summary: 'Packages that apt downloads stay in the layer because the clean-up hook is switched off',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'stable',
    since: '0.1.0',
    aliases: [],
    references: ['https://docs.docker.com/build/cache/optimize/#use-cache-mounts'],
  },
  checkFile: checkArchives,
  fix: fixArchives,
};
