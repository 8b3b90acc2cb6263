// apt-get asks "Do you want to continue?" as soon as it is to do more than what was named. In a build its input is empty: it
// takes that for a no, and the build stops. That it went well once is luck: the next release of a package draws in another.
import { aptValues } from '../effects/commands/apt.ts';
import { argumentsFor, type ParsedArguments } from '../effects/options.ts';
import type { CommandFacts } from '../facts/snapshot.ts';
import { checkConfirmation, fixConfirmation, isOn, type Asking } from './parts/confirmation.ts';
import type { Rule } from './rule.ts';

/** `-qq`, `-q -q` and `-q=2` imply yes to apt-get(8) and apt(8), not to aptitude(8). */
function isQuietEnough({ options }: ParsedArguments, { effect }: CommandFacts): boolean {
  if (effect.tool === 'aptitude') return false;
  const quiet = options.filter(({ name }) => name === '-q' || name === '--quiet');
  return quiet.length > 1 || quiet.some(({ value }) => Number(value?.text ?? '1') > 1);
}

function isConfigured(parsed: ParsedArguments, { context }: CommandFacts): boolean {
  const given = argumentsFor(parsed, '-o', '--option')
    .map(({ text }) => /^apt::get::assume-yes=["']?(\w+)/i.exec(text ?? '')?.[1])
    .findLast((value) => value !== undefined);
  return isOn(given ?? context.setting('apt yes'));
}

const asking: Asking = {
  tools: ['apt-get', 'apt', 'aptitude'],
  verbs: new Set([
    ...['install', 'reinstall', 'satisfy', 'build-dep', 'remove', 'purge', 'autoremove', 'autopurge'],
    ...['upgrade', 'dist-upgrade', 'full-upgrade', 'safe-upgrade', 'dselect-upgrade'],
  ]),
  values: aptValues,
  answers: [
    ...['-y', '--yes', '--assume-yes', '-s', '--simulate', '--just-print', '--dry-run', '--recon', '--no-act'],
    ...['--print-uris', '-h', '--help'],
  ],
  answeredBy: (parsed, command) => isQuietEnough(parsed, command) || isConfigured(parsed, command),
  flag: '-y',
  after: 'verb',
};

export const aptWithoutYes: Rule = {
  meta: {
    id: 'apt-without-yes',
    summary: 'apt-get asks for a confirmation that nobody gives in a build',
    group: 'correctness',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3014', 'trivy:DS-0021'],
    references: ['https://manpages.debian.org/apt-get.8'],
  },
  checkInstruction: (facts) => checkConfirmation(facts, asking),
  fix: (snapshot, finding) => fixConfirmation(snapshot, finding, asking),
};
