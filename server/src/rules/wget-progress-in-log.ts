// wget draws its progress for a person at a terminal; in a build's log that is a line for every fifty kilobytes. It costs no
// byte of the image, so it is off unless asked for.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { insertWord } from '../rewrite/run-edits.ts';
import { hasBusyboxBase } from './parts/base-family.ts';
import { calledBy, programOf, runCommands } from './parts/called.ts';
import { commandOf, editsAt, factsOf } from './parts/places.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

/** Options that say what becomes of the progress: none, a short one, or all of the log in a file. */
const long = /^--(?:progress|quiet|no-verbose|output-file|append-output|version|help|no-show-progress)\b/;
/** Letters of a cluster up to one that takes a value; `-nv` is a name of two letters. */
const short = /^-(?:[^-OPTtUieQl]*[qoa]|[^-OPTtUieQl]*nv)/;

function isQuiet(command: CommandFacts): boolean {
  return calledBy(command)
    .args.slice(1)
    .some(
      ({ text, prefix, many }) => (text === null && many && prefix === '') || long.test(prefix) || short.test(prefix),
    );
}

function* checkWget(facts: InstructionFacts): Generator<LocalFinding> {
  for (const command of runCommands(facts)) {
    const word = calledBy(command).words[0];
    if (word === undefined || programOf(command) !== 'wget' || isQuiet(command)) continue;
    yield { span: word.span, message: 'wget fills the build log with its progress' };
  }
}

function quieten(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const word = command === undefined ? undefined : calledBy(command).words[0];
  if (facts === undefined || word === undefined || command?.command.exact !== true) return [];
  const withFlag = (id: string, title: string, flag: string): Fix => ({
    id,
    title,
    applicability: 'safe',
    edits: editsAt(snapshot, facts, [insertWord(word.span, flag)]),
  });
  const quiet = withFlag('quiet', 'Say nothing of the progress (-q)', '-q');
  // Why: busybox's wget knows no other way.
  if (hasBusyboxBase(snapshot, facts)) return [{ ...quiet, preferred: true }];
  return [
    { ...withFlag('dots', 'One dot for each megabyte (--progress=dot:giga)', '--progress=dot:giga'), preferred: true },
    quiet,
  ];
}

export const wgetProgressInLog: Rule = {
  meta: {
    id: 'wget-progress-in-log',
    summary: 'wget writes its progress bar into the build log',
    group: 'runtime',
    severity: 'off',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3047'],
    references: ['https://www.gnu.org/software/wget/manual/wget.html#Download-Options'],
  },
  checkInstruction: checkWget,
  fix: quieten,
};
