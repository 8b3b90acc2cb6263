// A shell takes the last command of a pipe for the whole: whatever fails before it goes unseen, and the layer is kept. Most
// pipes in builds end in a command that notices when nothing comes, so this is off unless asked for; an interpreter does not
// notice, and the message says so.
import type { CommandFacts, InstructionFacts } from '../facts/snapshot.ts';
import type { ShellCommand } from '../shell/shell.ts';
import { programOf } from './parts/called.ts';
import { factsOf } from './parts/places.ts';
import { pipefailFix, unguardedPipes } from './parts/pipes.ts';
import type { LocalFinding, Rule } from './rule.ts';

const interpreters = /^(?:(?:ba|da|[azk])?sh|python[\d.]*|perl|ruby|node|php|bun|deno)$/;

/** The interpreter that a download is piped into as its program; null for other pipes. */
function scriptReader(facts: InstructionFacts, members: readonly ShellCommand[]): string | null {
  const factsFor = (wanted: ShellCommand | undefined): CommandFacts | undefined =>
    facts.commands.find(({ command }) => command === wanted);
  const reader = factsFor(members.at(-1));
  if (reader === undefined || factsFor(members[0])?.effect.role !== 'fetch') return null;
  // Why: an interpreter that is given its program otherwise reads data.
  const hasProgram = reader.command.words.some(({ value }) => /^-[a-zA-Z]*[ce]$|^--eval$|^-m$/.test(value ?? ''));
  const name = programOf(reader);
  return interpreters.test(name) && !hasProgram ? name : null;
}

function* checkPipes(facts: InstructionFacts): Generator<LocalFinding> {
  const pipes = unguardedPipes(facts);
  // Why one for a RUN: one SHELL guards them all. A script that is run is the worst of them.
  const members = pipes.find((each) => scriptReader(facts, each) !== null) ?? pipes[0];
  const [first, second] = members ?? [];
  if (members === undefined || first === undefined || second === undefined) return;
  const name = first.name === null ? 'what comes before it' : first.name;
  const reader = scriptReader(facts, members);
  const message =
    reader === null
      ? `only the end of a pipe can fail this RUN: ${name} may fail unseen`
      : `only the end of a pipe can fail this RUN: when ${name} fails, ${reader} runs an empty script`;
  yield { span: second.joinSpan, message };
}

export const pipeWithoutPipefail: Rule = {
  meta: {
    id: 'pipe-without-pipefail',
    summary: 'A command before a pipe may fail without failing its RUN',
    group: 'correctness',
    severity: 'off',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL4006'],
    references: ['https://docs.docker.com/build/building/best-practices/#using-pipes'],
  },
  checkInstruction: checkPipes,
  fix(snapshot, finding) {
    const facts = factsOf(snapshot, finding);
    return [facts === undefined ? null : pipefailFix(snapshot, facts)].filter((fix) => fix !== null);
  },
};
