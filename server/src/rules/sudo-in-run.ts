// A RUN has no terminal and no person at it, and runs as root unless USER says otherwise: then `sudo` does nothing but
// need a package. Where another user is in force, `USER root` says openly what happens.
import { removeWord } from '../rewrite/run-edits.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import type { ShellWord } from '../shell/shell.ts';
import { isSurelyRoot } from './parts/base-family.ts';
import { baseName, calledBy, runCommands } from './parts/called.ts';
import { commandOf, editsAt, factsOf } from './parts/places.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

/** The word `sudo` where it runs something: the command's own name, or that of a wrapper in it. */
function sudoWord(command: CommandFacts): ShellWord | undefined {
  const { wrappers, words } = calledBy(command);
  return [...wrappers, ...words.slice(0, 1)].find(({ value }) => value !== null && baseName(value) === 'sudo');
}

function* checkSudo(facts: InstructionFacts): Generator<LocalFinding> {
  for (const command of runCommands(facts)) {
    const word = sudoWord(command);
    if (word === undefined) continue;
    const isIdle = isRoot(facts) && !command.command.words.some(({ value }) => /^(?:-u|--user)/.test(value ?? ''));
    yield {
      span: word.span,
      message: isIdle
        ? 'sudo does nothing for root, and hides from the reader who runs the others'
        : 'USER says in the open who runs a step, sudo hides it',
    };
  }
}

function isRoot({ before }: InstructionFacts): boolean {
  return /^(?:root|0)(?::|$)/.test(before.user);
}

/** Options that change nothing for root: keep or reset the environment, ask for no password. */
const idle = /^-[EHnkS]+$|^--(?:preserve-env|set-home|non-interactive)$/;

/** Takes `sudo` and its idle options away; null where it does more than to become root. */
function dropSudo(snapshot: Snapshot, finding: Finding): Fix | null {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  if (facts === undefined || command === undefined || !command.command.exact) return null;
  const { words } = command.command;
  const at = words.findIndex(({ value }) => value !== null && baseName(value) === 'sudo');
  const word = words[at];
  const next = words[at + 1 + words.slice(at + 1).findIndex(({ value }) => value === null || !idle.test(value))];
  if (word === undefined || next === undefined || next === word) return null;
  if (next.value?.startsWith('-') === true || idle.test(next.value ?? '')) return null;
  if (!isRoot(facts)) return null;
  const between = facts.syntax.text.slice(word.span.from, next.span.from);
  const edits = /[\r\n]/.test(between)
    ? removeWord(facts.syntax, word.span)
    : [{ span: { from: word.span.from, to: next.span.from }, newText: '' }];
  if (/[\r\n]/.test(between) && (between.includes(' -') || at === 0)) return null;
  return {
    id: 'drop-sudo',
    title: 'Run it without sudo, as root already',
    applicability: isSurelyRoot(snapshot, facts) ? 'safe' : 'unsafe',
    edits: editsAt(snapshot, facts, edits),
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
  fix: (snapshot, finding) => [dropSudo(snapshot, finding)].filter((fix) => fix !== null),
};
