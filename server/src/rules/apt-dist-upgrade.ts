// dist-upgrade replaces the base's packages, installs new ones and removes others as it sees fit: what comes of it depends on the
// day of the build. The files it replaces stay in the base's layers. A newer base brings the same once, the same way each time.
import type { InstructionFacts } from '../facts/snapshot.ts';
import { headSpan } from './parts/places.ts';
import { upgradesOf } from './parts/upgrades.ts';
import type { LocalFinding, Rule } from './rule.ts';

function* checkUpgrades(facts: InstructionFacts): Generator<LocalFinding> {
  for (const { command, kind } of upgradesOf(facts))
    if (kind === 'distribution')
      yield {
        span: headSpan(command),
        message:
          'the distribution is upgraded on top of the base: what comes of it depends on the day, and the old files stay below',
      };
}

export const aptDistUpgrade: Rule = {
  meta: {
    id: 'apt-dist-upgrade',
    summary: 'apt-get upgrades the whole distribution on top of the base',
    group: 'layer-size',
    severity: 'hint',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: ['trivy:DS-0024'],
    references: ['https://docs.docker.com/build/building/best-practices/#rebuild-your-images-often'],
  },
  checkInstruction: checkUpgrades,
};
