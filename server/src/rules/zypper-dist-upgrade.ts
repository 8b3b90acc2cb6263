// zypper dup moves every package to what the repositories have, and removes what has no place there any more: what comes of it
// depends on the day of the build. The files it replaces stay in the base's layers. A newer base brings the same once.
import type { InstructionFacts } from '../facts/snapshot.ts';
import { headSpan } from './parts/places.ts';
import { upgradesOf } from './parts/upgrades.ts';
import type { LocalFinding, Rule } from './rule.ts';

function* checkUpgrades(facts: InstructionFacts): Generator<LocalFinding> {
  for (const { command, kind } of upgradesOf(facts))
    if (kind === 'zypper distribution')
      yield {
        span: headSpan(command),
        message:
          'the distribution is upgraded on top of the base: what comes of it depends on the day, and the old files stay below',
      };
}

export const zypperDistUpgrade: Rule = {
  meta: {
    id: 'zypper-dist-upgrade',
    summary: 'zypper upgrades the whole distribution on top of the base',
    group: 'layer-size',
    severity: 'hint',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3035'],
    references: ['https://en.opensuse.org/SDB:System_upgrade'],
  },
  checkInstruction: checkUpgrades,
};
