// zypper asks "Continue? [y/n/...]" before it installs or removes anything, and about licences and keys besides. In a build its
// input is empty: it gives up, and the build stops. `-n` answers all of them with what zypper itself would choose.
import { zypperValues } from '../effects/commands/zypper.ts';
import { checkConfirmation, fixConfirmation, type Asking } from './parts/confirmation.ts';
import type { Rule } from './rule.ts';

const asking: Asking = {
  tools: ['zypper'],
  verbs: new Set([
    ...['install', 'in', 'remove', 'rm', 'source-install', 'si', 'patch', 'update', 'up', 'dist-upgrade', 'dup'],
    ...['verify', 've', 'install-new-recommends', 'inr'],
  ]),
  values: zypperValues,
  answers: ['-n', '--non-interactive', '-y', '--no-confirm', '--dry-run', '-h', '--help'],
  flag: '-n',
  after: 'tool',
};

export const zypperWithoutYes: Rule = {
  meta: {
    id: 'zypper-without-yes',
    summary: 'zypper asks for a confirmation that nobody gives in a build',
    group: 'correctness',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3034'],
    references: ['https://en.opensuse.org/SDB:Zypper_manual'],
  },
  checkInstruction: (facts) => checkConfirmation(facts, asking),
  fix: (snapshot, finding) => fixConfirmation(snapshot, finding, asking),
};
