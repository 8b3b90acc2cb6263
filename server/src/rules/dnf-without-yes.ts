// dnf asks "Is this ok [y/N]" before it installs or removes anything, and so do tdnf and microdnf since release 3.9. In a build
// the input is empty: it takes that for a no, exits with an error, and the build stops.
import { checkConfirmation, fixConfirmation } from './parts/confirmation.ts';
import { dnfAsking } from './parts/dnf-confirmation.ts';
import type { Rule } from './rule.ts';

const asking = dnfAsking(['dnf', 'dnf5', 'microdnf', 'tdnf']);

export const dnfWithoutYes: Rule = {
  meta: {
    id: 'dnf-without-yes',
    summary: 'dnf, microdnf or tdnf asks for a confirmation that nobody gives in a build',
    group: 'correctness',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3038'],
    references: ['https://dnf.readthedocs.io/en/latest/command_ref.html'],
  },
  checkInstruction: (facts) => checkConfirmation(facts, asking),
  fix: (snapshot, finding) => fixConfirmation(snapshot, finding, asking),
};
