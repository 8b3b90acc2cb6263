// apt is for people at a terminal: its commands and its output may change between releases, and it says so itself whenever it
// is piped. apt-get and apt-cache are the stable names of the same actions.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import type { SpanEdit } from '../rewrite/gaps.ts';
import { calledBy, programOf, runCommands } from './parts/called.ts';
import { commandOf, editsAt, factsOf, headSpan } from './parts/places.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

function* checkProgram(facts: InstructionFacts): Generator<LocalFinding> {
  for (const command of runCommands(facts))
    if (programOf(command) === 'apt')
      yield { span: headSpan(command), message: 'apt is for a terminal: scripts call apt-get or apt-cache' };
}

/** Verbs of apt by the stable program that has the same; one that is spelled otherwise there as `verb words`. */
const twins: Readonly<Record<string, readonly ['apt-get' | 'apt-cache', string]>> = {
  update: ['apt-get', 'update'],
  install: ['apt-get', 'install'],
  reinstall: ['apt-get', 'install --reinstall'],
  remove: ['apt-get', 'remove'],
  purge: ['apt-get', 'purge'],
  autoremove: ['apt-get', 'autoremove'],
  autopurge: ['apt-get', 'autoremove --purge'],
  // Why: apt's upgrade installs new packages where an upgrade needs them; apt-get's does not.
  upgrade: ['apt-get', 'upgrade --with-new-pkgs'],
  'full-upgrade': ['apt-get', 'dist-upgrade'],
  'dist-upgrade': ['apt-get', 'dist-upgrade'],
  clean: ['apt-get', 'clean'],
  autoclean: ['apt-get', 'autoclean'],
  'build-dep': ['apt-get', 'build-dep'],
  source: ['apt-get', 'source'],
  download: ['apt-get', 'download'],
  search: ['apt-cache', 'search'],
  show: ['apt-cache', 'show'],
  showsrc: ['apt-cache', 'showsrc'],
  policy: ['apt-cache', 'policy'],
  depends: ['apt-cache', 'depends'],
  rdepends: ['apt-cache', 'rdepends'],
};

function editsFor(command: CommandFacts): readonly SpanEdit[] | null {
  const [program] = calledBy(command).words;
  const verb = calledBy(command).words.find(({ value }) => value !== null && value === command.effect.verb);
  const twin = verb?.value == null || !Object.hasOwn(twins, verb.value) ? undefined : twins[verb.value];
  if (program === undefined || verb === undefined || twin === undefined) return null;
  if (!command.command.exact || !program.raw.endsWith('apt') || verb.raw !== verb.value) return null;
  const name = { span: { from: program.span.to - 'apt'.length, to: program.span.to }, newText: twin[0] };
  return twin[1] === verb.value ? [name] : [name, { span: verb.span, newText: twin[1] }];
}

function fixProgram(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const edits = command === undefined ? null : editsFor(command);
  if (facts === undefined || edits === null) return [];
  return [
    {
      id: 'stable-name',
      title: `Call ${edits[0]?.newText ?? 'apt-get'}`,
      applicability: 'safe',
      edits: editsAt(snapshot, facts, edits),
      preferred: true,
    },
  ];
}

export const aptInsteadOfAptGet: Rule = {
  meta: {
    id: 'apt-instead-of-apt-get',
    summary: 'apt is called where apt-get or apt-cache is the stable name',
    group: 'correctness',
    severity: 'hint',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3027'],
    references: ['https://manpages.debian.org/apt.8#SCRIPT_USAGE_AND_DIFFERENCES_FROM_OTHER_APT_TOOLS'],
  },
  checkInstruction: checkProgram,
  fix: fixProgram,
};
