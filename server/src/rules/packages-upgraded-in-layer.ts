// An upgrade writes the files of the packages anew: the old ones stay below, in the base's layers, and the image carries both.
// What it brings depends on the day, and the cached layer keeps the day it was built on. A newer tag or digest of the base
// brings the same once, and in layers that other images share.
import type { InstructionFacts } from '../facts/snapshot.ts';
import { headSpan } from './parts/places.ts';
import { upgradesOf } from './parts/upgrades.ts';
import type { LocalFinding, Rule } from './rule.ts';

function* checkUpgrades(facts: InstructionFacts): Generator<LocalFinding> {
  if (!facts.ships) return;
  for (const { command, kind } of upgradesOf(facts))
    if (kind === 'packages')
      yield {
        span: headSpan(command),
        message: 'every file of the base that is upgraded is in the image twice: a newer base brings it once',
      };
}

export const packagesUpgradedInLayer: Rule = {
  meta: {
    id: 'packages-upgraded-in-layer',
    summary: 'All packages of the base are upgraded in a layer of their own',
    group: 'layer-size',
    severity: 'off',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/building/best-practices/#rebuild-your-images-often'],
  },
  checkInstruction: checkUpgrades,
};
