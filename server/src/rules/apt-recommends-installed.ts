// apt installs what a package recommends beside what it needs: often several times its bytes (build-essential 75 MB more,
// python3-pip a whole compiler). The flag, or a line of apt.conf, leaves them out. No cache mount does. Silent once the
// file itself has switched recommends off, or copies a configuration of apt that nobody has looked into.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { insertWord } from '../rewrite/run-edits.ts';
import { shippingWhere } from './parts/instructions-where.ts';
import { commandOf, editsAt, factsOf, headSpan, verbWord } from './parts/places.ts';
import { packagesBefore } from './parts/packages-before.ts';
import { remembered } from './parts/remembered.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** A line of apt.conf(5), however it is put into the file. */
const switchedOff = /APT::Install-Recommends["']?[\s=]+["'\\]*(?:0|no|false|off)\b/i;

function configuresApt({ syntax, copy }: InstructionFacts): boolean {
  if (/^\/etc\/apt(?:\/|$)/.test(copy?.target ?? '') && copy?.kind !== 'heredoc')
    return !/sources|keyrings|trusted/.test(copy?.target ?? '');
  return switchedOff.test(syntax.text);
}

/** Asking for them by name is a choice. */
const asked: ReadonlySet<string> = new Set(['--install-recommends', '--with-recommends']);

function asksForThem({ command, effect }: CommandFacts): boolean {
  return command.words.some(({ value }) => asked.has(value ?? '') || (effect.tool === 'aptitude' && value === '-r'));
}

function installsRecommends(command: CommandFacts): boolean {
  const { effect } = command;
  return (
    effect.verb === 'install' &&
    !asksForThem(command) &&
    effect.installs.some(({ manager, recommends }) => manager === 'apt' && recommends === true)
  );
}

interface Asked {
  readonly configures: boolean;
  readonly installs: readonly CommandFacts[];
}

const ask: (facts: InstructionFacts) => Asked = remembered((facts) => ({
  configures: configuresApt(facts),
  installs: facts.commands.filter(installsRecommends),
}));

const telling = shippingWhere((facts) => ask(facts).configures || ask(facts).installs.length > 0);

function* checkRecommends(snapshot: Snapshot): Generator<FileFinding> {
  for (const facts of telling(snapshot)) {
    const { configures, installs } = ask(facts);
    if (configures) return;
    for (const command of installs)
      yield { facts, span: headSpan(command), message: 'recommended packages are installed too' };
  }
}

/** They recommend ca-certificates; without it nothing they fetch by https is trusted. */
const fetchers: ReadonlySet<string> = new Set(['curl', 'wget', 'git', 'aria2', 'libcurl4', 'mercurial', 'subversion']);

function lacksCertificates(snapshot: Snapshot, facts: InstructionFacts): boolean {
  const names = facts.commands.flatMap(({ effect }) =>
    effect.installs.flatMap(({ packages }) => packages.map(({ name }) => name)),
  );
  if (names.includes('ca-certificates') || packagesBefore(snapshot, facts, 'apt').has('ca-certificates')) return false;
  return snapshot.dockerfile.instructions.some(({ syntax }) => syntax.text.includes('https://'));
}

function fixRecommends(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const verb = command === undefined ? undefined : verbWord(command);
  if (facts === undefined || command === undefined || verb === undefined || !command.command.exact) return [];
  const flag = command.effect.tool === 'aptitude' ? '--without-recommends' : '--no-install-recommends';
  const fetcher = command.effect.installs
    .flatMap(({ packages }) => packages)
    .findLast(({ name, word }) => fetchers.has(name) && word.value === name);
  const certificates = fetcher !== undefined && lacksCertificates(snapshot, facts);
  return [
    {
      id: 'no-recommends',
      title: certificates
        ? `Leave recommended packages out (${flag}), but keep ca-certificates`
        : `Leave recommended packages out (${flag})`,
      applicability: 'unsafe',
      edits: editsAt(snapshot, facts, [
        insertWord(verb.span, flag),
        ...(certificates ? [insertWord(fetcher.word.span, 'ca-certificates')] : []),
      ]),
      preferred: true,
    },
  ];
}

export const aptRecommendsInstalled: Rule = {
  meta: {
    id: 'apt-recommends-installed',
    summary: 'apt installs recommended packages that nobody asked for',
    group: 'layer-size',
    severity: 'info',
    needs: 'source',
    fix: 'sometimes',
    status: 'stable',
    since: '0.1.0',
    aliases: ['hadolint:DL3015', 'trivy:DS-0029'],
    references: [
      'https://manpages.debian.org/apt-get#no-install-recommends',
      'https://docs.docker.com/build/building/best-practices/#apt-get',
    ],
  },
  checkFile: checkRecommends,
  fix: fixRecommends,
};
