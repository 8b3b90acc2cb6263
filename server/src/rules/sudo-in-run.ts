// A RUN has no terminal and no person at it, and runs as root unless USER says otherwise: then `sudo` does nothing but
// need a package. Where another user is in force, `USER root` says openly what happens.
import type { SpanEdit } from '../rewrite/gaps.ts';
import { removeWord } from '../rewrite/run-edits.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import type { ShellWord } from '../shell/shell.ts';
import { isSurelyRoot } from './parts/base-family.ts';
import { baseName, calledBy, runCommands } from './parts/called.ts';
import { editsAt, factsOf } from './parts/places.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

/** The word `sudo` where it runs something: the command's own name, or that of a wrapper in it. */
function sudoWord(command: CommandFacts): ShellWord | undefined {
  const { wrappers, words } = calledBy(command);
  return [...wrappers, ...words.slice(0, 1)].find(({ value }) => value !== null && baseName(value) === 'sudo');
}

/** One finding for a RUN: it is one thing to mend. */
function* checkSudo(facts: InstructionFacts): Generator<LocalFinding> {
  const first = sudosOf(facts)[0];
  if (first === undefined) return;
  const isIdle = isRoot(facts) && !first.command.command.words.some(({ value }) => /^(?:-u|--user)/.test(value ?? ''));
  yield {
    span: first.word.span,
    message: isIdle
      ? 'sudo does nothing for root, and hides from the reader who runs the others'
      : 'USER says in the open who runs a step, sudo hides it',
  };
}

interface Sudo {
  readonly command: CommandFacts;
  readonly word: ShellWord;
}

function sudosOf(facts: InstructionFacts): readonly Sudo[] {
  return runCommands(facts).flatMap((command) => {
    const word = sudoWord(command);
    return word === undefined ? [] : [{ command, word }];
  });
}

function isRoot({ before }: InstructionFacts): boolean {
  return /^(?:root|0)(?::|$)/.test(before.user);
}

/** Options that change nothing for root: keep or reset the environment, ask for no password. */
const idle = /^-[EHnkS]+$|^--(?:preserve-env|set-home|non-interactive)$/;

/** The edits that take one `sudo` and its idle options away; null where it does more than to become root. */
function dropOne({ syntax }: InstructionFacts, { command: { command }, word }: Sudo): readonly SpanEdit[] | null {
  if (!command.exact) return null;
  const { words } = command;
  const at = words.indexOf(word);
  const next = words.slice(at + 1).find(({ value }) => value === null || !idle.test(value));
  if (at < 0 || next === undefined || next.value?.startsWith('-') === true) return null;
  const between = syntax.text.slice(word.span.from, next.span.from);
  if (!/[\r\n]/.test(between)) return [{ span: { from: word.span.from, to: next.span.from }, newText: '' }];
  return between.includes(' -') || at === 0 ? null : removeWord(syntax, word.span);
}

function dropAll(snapshot: Snapshot, finding: Finding): Fix | null {
  const facts = factsOf(snapshot, finding);
  if (facts === undefined || !isRoot(facts)) return null;
  const edits = sudosOf(facts).map((each) => dropOne(facts, each));
  if (edits.length === 0 || edits.includes(null)) return null;
  return {
    id: 'drop-sudo',
    title: 'Run it without sudo, as root already',
    applicability: isSurelyRoot(snapshot, facts) ? 'safe' : 'unsafe',
    edits: editsAt(
      snapshot,
      facts,
      edits.flatMap((each) => each ?? []),
    ),
    preferred: true,
  };
}

export const sudoInRun: Rule = {
  meta: {
    id: 'sudo-in-run',
    summary: 'sudo is called while the image is built',
    group: 'security',
    severity: 'hint',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3004', 'trivy:DS-0010'],
    references: ['https://docs.docker.com/build/building/best-practices/#user'],
  },
  checkInstruction: checkSudo,
  fix: (snapshot, finding) => [dropAll(snapshot, finding)].filter((fix) => fix !== null),
};
