// CMD and ENTRYPOINT in shell form start `/bin/sh -c …`: the shell is process 1, so stop signals may never reach the
// program, arguments of `docker run` are lost on an ENTRYPOINT, and the image must carry a shell. Left alone: `exec …`,
// which replaces the shell, and a stage whose SHELL is set on purpose (BuildKit's own exception). HEALTHCHECK has
// a rule of its own.
import { instructionOf } from './parts/triggers.ts';
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { isDefaultShell } from '../facts/stage-state.ts';
import type { ShellCommand } from '../shell/shell.ts';
import { execFormOf, isRunnable } from './parts/exec-form.ts';
import { editsAt, factsOf } from './parts/places.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

/** The commands of the main sequence, nested ones left out. */
function mainCommands({ script }: InstructionFacts): readonly ShellCommand[] {
  return script?.commands.filter(({ list, parent }) => list === 0 && parent === null) ?? [];
}

/** The last thing the shell does is to become the program. */
function endsInExec(facts: InstructionFacts): boolean {
  const last = mainCommands(facts).at(-1);
  return last?.name === 'exec' && last.words.length > 1 && last.pipeline === null && !last.guard.background;
}

function setsShell({ before }: InstructionFacts): boolean {
  return !(isDefaultShell(before.shell) && before.shell[0] === '/bin/sh');
}

function* checkCommand(facts: InstructionFacts): Generator<LocalFinding> {
  const { syntax } = facts;
  const { keyword } = syntax;
  if (keyword !== 'CMD' && keyword !== 'ENTRYPOINT') return;
  if (syntax.json !== null || syntax.shell === null || syntax.shell.text.trim() === '' || setsShell(facts)) return;
  if (endsInExec(facts)) return;
  const cost =
    keyword === 'CMD'
      ? 'stop signals may end at the shell'
      : 'stop signals may end at the shell, and CMD and arguments of docker run are dropped';
  yield { span: syntax.keywordSpan, message: `${keyword} in shell form runs below /bin/sh -c: ${cost}` };
}

/** ENTRYPOINT in exec form takes CMD as its arguments, which shell form had ignored. */
function changesMeaning(snapshot: Snapshot, facts: InstructionFacts): boolean {
  if (facts.syntax.keyword !== 'ENTRYPOINT') return false;
  const stage = instructionOf(snapshot, facts)?.stage;
  return snapshot.stages.some(
    (each) => each.stage.index === stage && each.instructions.some(({ syntax }) => syntax.keyword === 'CMD'),
  );
}

/** `['a', 'b']`, which JSON does not take: the array that was meant. */
function meantArray({ syntax }: InstructionFacts): readonly string[] | null {
  if (!syntax.problems.some(({ code }) => code === 'malformed-json')) return null;
  const text = syntax.argumentText.trim();
  if (!/^\[[^"\\[\]]*\]$/.test(text)) return null;
  const items = text.slice(1, -1).split(',');
  const values = items.map((item) => /^\s*'([^']*)'\s*$/.exec(item)?.[1]);
  return values.every((value) => value !== undefined) ? values : null;
}

function execForm(snapshot: Snapshot, facts: InstructionFacts): Fix | null {
  const values = meantArray(facts) ?? execFormOf(facts);
  const shell = facts.syntax.shell;
  if (values === null || shell === null || facts.syntax.innerComments.length > 0) return null;
  const isSafe = isRunnable(values[0] ?? '') && !changesMeaning(snapshot, facts);
  const text = `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;
  return {
    id: 'exec-form',
    title: 'Write it as a JSON array, without a shell',
    applicability: isSafe ? 'safe' : 'unsafe',
    edits: editsAt(snapshot, facts, [{ span: shell.span, newText: text }]),
    preferred: true,
  };
}

const builtins: ReadonlySet<string> = new Set([
  ...['.', ':', '[', 'alias', 'bg', 'break', 'cd', 'command', 'continue', 'eval', 'exec', 'exit', 'export', 'fg'],
  ...['getopts', 'hash', 'jobs', 'read', 'readonly', 'return', 'set', 'shift', 'source', 'test', 'times', 'trap'],
  ...['type', 'ulimit', 'umask', 'unalias', 'unset', 'wait'],
]);

/** `exec` in front of the last command: the shell still expands, then becomes the program. */
function execLast(snapshot: Snapshot, facts: InstructionFacts): Fix | null {
  const commands = mainCommands(facts);
  const last = commands.at(-1);
  const first = last?.words[0];
  if (last === undefined || first === undefined || !last.exact || facts.script?.errors.length !== 0) return null;
  const { conditional, loop, subshell, function: inFunction, background, mayFail } = last.guard;
  if (
    facts.syntax.problems.length > 0 ||
    conditional ||
    loop ||
    subshell > 0 ||
    inFunction !== null ||
    background ||
    mayFail
  )
    return null;
  if (last.pipeline !== null || last.joinedBy === '||' || last.joinedBy === '|' || last.joinedBy === '&') return null;
  // Why: after `VAR=1` the word exec would change what the assignment means to some shells.
  if (last.assignments.length > 0 || last.name === null || builtins.has(last.name)) return null;
  // Why: a command behind the last one (of an `if`, a group) would never run.
  if ((facts.script.commands.at(-1)?.span.to ?? 0) > last.span.to) return null;
  if (facts.syntax.text.slice(last.span.to, facts.syntax.argumentSpan.to).trim() !== '') return null;
  return {
    id: 'exec-last',
    title: 'Let the shell become the program (exec)',
    applicability: 'safe',
    edits: editsAt(snapshot, facts, [{ span: { from: first.span.from, to: first.span.from }, newText: 'exec ' }]),
  };
}

function fixCommand(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  if (facts === undefined) return [];
  const array = execForm(snapshot, facts);
  if (array !== null) return [array];
  const exec = execLast(snapshot, facts);
  return exec === null ? [] : [exec];
}

export const shellFormCommand: Rule = {
  meta: {
    id: 'shell-form-command',
    summary: 'CMD or ENTRYPOINT in shell form puts a shell between the engine and the program',
    group: 'runtime',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'stable',
    since: '0.1.0',
    aliases: ['hadolint:DL3025', 'buildkit:JSONArgsRecommended'],
    references: [
      'https://docs.docker.com/reference/dockerfile/#shell-and-exec-form',
      'https://docs.docker.com/reference/build-checks/json-args-recommended/',
    ],
  },
  checkInstruction: checkCommand,
  fix: fixCommand,
};
