// In a stage that does not ship, what a package manager keeps costs no bytes of the image; but without a cache mount every
// build that runs the line again downloads all of it again. An opinion on build time, so it is off unless asked for.
import type { CacheWrite } from '../effects/effect.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { isMounted } from './parts/left-caches.ts';
import { cacheMountFix } from './parts/cache-fixes.ts';
import { factsOf, headSpan } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** apt's archives are left out: the hook of Debian's images deletes them, with a mount or without. */
function mountable({ effect }: CommandFacts): readonly CacheWrite[] {
  return effect.caches
    .map((cache) => ({ ...cache, mounts: cache.mounts.filter(({ target }) => target !== '/var/cache/apt') }))
    .filter(({ id, mounts }) => mounts.length > 0 && id !== 'apt-archives');
}

/** Commands of a RUN that fill a cache which could be mounted and is not. */
const unmounted: (facts: InstructionFacts) => readonly CommandFacts[] = remembered((facts) =>
  facts.syntax.keyword !== 'RUN'
    ? []
    : facts.commands.filter(
        (command) =>
          mountable(command).length > 0 &&
          !command.effect.caches.some(({ paths }) => paths.some(({ path }) => isMounted(facts, path))),
      ),
);

function* checkInstalls(snapshot: Snapshot): Generator<FileFinding> {
  for (const { reachesFinalStage, ships, instructions } of snapshot.stages) {
    if (ships || !reachesFinalStage) continue;
    for (const facts of instructions) {
      const [first] = unmounted(facts);
      if (first === undefined) continue;
      yield {
        facts,
        span: headSpan(first),
        message: `${first.effect.tool} downloads everything again whenever this line is built again`,
      };
    }
  }
}

function fixInstalls(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  if (facts === undefined) return [];
  const caches = unmounted(facts).flatMap(mountable);
  const fix = cacheMountFix(snapshot, facts, caches, {
    id: 'cache-mount',
    title: 'Mount caches for what is downloaded',
  });
  // Why unsafe: what a later RUN of the stage reads from the cache would no longer be in the image.
  return fix === null ? [] : [{ ...fix, applicability: 'unsafe', preferred: true }];
}

export const packageInstallWithoutCacheMount: Rule = {
  meta: {
    id: 'package-install-without-cache-mount',
    summary: 'A builder stage downloads packages without a cache mount',
    group: 'cache',
    severity: 'off',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/cache/optimize/#use-cache-mounts'],
  },
  checkFile: checkInstalls,
  fix: fixInstalls,
};
