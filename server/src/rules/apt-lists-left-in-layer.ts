// `apt-get update` downloads the lists of all packages, 20 to 50 MB; nothing reads them once the packages are installed.
// A later `RUN rm` only adds whiteouts: the bytes stay in the layer that downloaded them. So the lists have to go in the
// same RUN, or never enter a layer (cache mount). `apt-get clean` removes archives, not lists.
import { keepsArchives } from './parts/docker-clean.ts';
import { addedAs, asCalled } from './parts/called-alike.ts';
import { cacheMountFix, cleanUpFix } from './parts/cache-fixes.ts';
import { leftCaches } from './parts/left-caches.ts';
import { commandOf, factsOf, headSpan } from './parts/places.ts';
import { estimateInstruction } from '../estimate/estimate-instruction.ts';
import { formatBytes } from '../text/format-bytes.ts';
import type { CacheWrite } from '../effects/effect.ts';
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { moveUpdateFix, usersOfIndex } from './parts/move-update.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

const lists = '/var/lib/apt/lists';
const cleanUp = `rm -rf ${lists}/*`;
const nothingElse = { manifestText: () => null, copyBytes: () => null };

function* checkLists(facts: InstructionFacts): Generator<LocalFinding> {
  if (!facts.ships) return;
  // Why the first alone: several updates of one RUN leave one set of lists.
  const [left] = leftCaches(facts, 'apt-lists');
  if (left === undefined) return;
  const alone = { ...facts, commands: [left.command] };
  const { cacheBytes: bytes } = estimateInstruction(alone, nothingElse, (id) => id === 'apt-lists');
  yield {
    span: headSpan(left.command),
    message: `package lists of ${formatBytes(bytes)} or more stay in this layer (${lists})`,
    saving: { bytes, unit: 'file', kind: 'estimated' },
  };
}

function fixLists(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const cache = command?.effect.caches.find(({ id }) => id === 'apt-lists');
  if (facts === undefined || command === undefined || cache === undefined) return [];
  // Why no clean-up here: later RUNs would find no package without these lists.
  if (usersOfIndex(snapshot, facts).length > 0) return [moveUpdateFix(snapshot, facts)].filter((fix) => fix !== null);
  // Why not always: Debian's images delete archives after each install, so that a mount for them stays empty.
  const archives = { target: '/var/cache/apt', locked: true };
  const mounted: CacheWrite = {
    ...cache,
    mounts: [...(keepsArchives(snapshot, facts) ? [archives] : []), { target: lists, locked: true }],
  };
  return [
    cleanUpFix(
      snapshot,
      facts,
      asCalled(command, cleanUp),
      { id: 'clean-up', title: 'Remove the package lists in the same layer' },
      addedAs(command),
    ),
    cacheMountFix(snapshot, facts, [mounted], { id: 'cache-mount', title: 'Mount a cache for the package lists' }),
  ].filter((fix) => fix !== null);
}

export const aptListsLeftInLayer: Rule = {
  meta: {
    id: 'apt-lists-left-in-layer',
    summary: 'The package lists that apt downloads stay in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'stable',
    since: '0.1.0',
    aliases: ['hadolint:DL3009'],
    references: ['https://docs.docker.com/build/building/best-practices/#apt-get'],
  },
  checkInstruction: checkLists,
  fix: fixLists,
};
