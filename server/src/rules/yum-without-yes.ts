// yum asks "Is this ok [y/d/N]" before it installs or removes anything. In a build its input is empty: it takes that for a no,
// exits with an error, and the build stops.
import { checkConfirmation, fixConfirmation } from './parts/confirmation.ts';
import { dnfAsking } from './parts/dnf-confirmation.ts';
import type { Rule } from './rule.ts';

const asking = dnfAsking(['yum']);

export const yumWithoutYes: Rule = {
  meta: {
    id: 'yum-without-yes',
    summary: 'yum asks for a confirmation that nobody gives in a build',
    group: 'correctness',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3030'],
    references: ['https://man7.org/linux/man-pages/man8/yum.8.html'],
  },
  checkInstruction: (facts) => checkConfirmation(facts, asking),
  fix: (snapshot, finding) => fixConfirmation(snapshot, finding, asking),
};
