// pacman keeps every archive it downloads in /var/cache/pacman/pkg: about a third of what the packages weigh, again. An
// upgrade of the base leaves a whole distribution there. Nothing reads them, and a later RUN frees nothing.
import type { LocalFinding, Rule } from './rule.ts';
import type { InstructionFacts } from '../facts/snapshot.ts';
import { checkSystemCaches, fixSystemCaches } from './parts/system-caches.ts';

const caches = ['pacman'];

function* checkCaches(facts: InstructionFacts): Generator<LocalFinding> {
  yield* checkSystemCaches(
    facts,
    caches,
    ({ command, cache }) =>
      `${command.effect.tool} leaves every archive it downloads in this layer (${cache.paths[0]?.path ?? cache.id})`,
  );
}

export const pacmanCacheLeftInLayer: Rule = {
  meta: {
    id: 'pacman-cache-left-in-layer',
    summary: 'pacman leaves the archives it downloads in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: [
      'https://wiki.archlinux.org/title/Pacman#Cleaning_the_package_cache',
      'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
    ],
  },
  checkInstruction: checkCaches,
  fix: (snapshot, finding) => fixSystemCaches(snapshot, finding, caches),
};
