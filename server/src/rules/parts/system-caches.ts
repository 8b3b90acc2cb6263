// The caches of dnf, zypper and their kin: found where they stay in a layer that ships, with the two fixes that all of them
// share. Which manager a rule speaks of, and in which words, is the rule's own.
import type { CacheWrite } from '../../effects/effect.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import type { Finding, Fix, LocalFinding } from '../rule.ts';
import { cacheMountFix, cleanUpFix } from './cache-fixes.ts';
import { addedAs, asCalled } from './called-alike.ts';
import { leftCaches, type LeftCache } from './left-caches.ts';
import { commandOf, factsOf, headSpan } from './places.ts';

/** The first command of a RUN that leaves one of these caches, once for each of them. */
export function* checkSystemCaches(
  facts: InstructionFacts,
  ids: readonly string[],
  message: (left: LeftCache) => string,
): Generator<LocalFinding> {
  if (!facts.ships || facts.syntax.keyword !== 'RUN') return;
  for (const id of ids) {
    // Why the first alone: several installations of one RUN fill one folder.
    const [left] = leftCaches(facts, id);
    if (left !== undefined) yield { span: headSpan(left.command), message: message(left) };
  }
}

/** Several commands joined with `&&`, each called as `command` calls its tool. */
function calledAlike(command: CommandFacts, cleanup: string): string {
  return cleanup
    .split(' && ')
    .map((each) => asCalled(command, each))
    .join(' && ');
}

/** Empty the cache in the same RUN, or mount one there; `place` says where, if the base tells more than the command. */
export function fixSystemCaches(
  snapshot: Snapshot,
  finding: Finding,
  ids: readonly string[],
  place: (cache: CacheWrite) => CacheWrite = (cache) => cache,
): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const cache = command?.effect.caches.find(({ id }) => ids.includes(id));
  if (facts === undefined || command === undefined || cache === undefined) return [];
  const { cleanup } = cache;
  return [
    cleanup === null
      ? null
      : cleanUpFix(
          snapshot,
          facts,
          calledAlike(command, cleanup),
          { id: 'clean-up', title: `Empty the cache in the same layer (${cleanup})` },
          addedAs(command),
        ),
    cacheMountFix(snapshot, facts, [place(cache)], {
      id: 'cache-mount',
      title: 'Mount a cache for what is downloaded',
    }),
  ].filter((fix) => fix !== null);
}
