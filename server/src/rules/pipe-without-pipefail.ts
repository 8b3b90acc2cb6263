// A shell takes the last command of a pipe for the whole: whatever fails before it goes unseen, and the layer is kept. Most
// pipes in builds end in a command that notices when nothing comes, so this is off unless asked for; a script piped into a
// shell, which does not notice, has a rule of its own.
import type { InstructionFacts } from '../facts/snapshot.ts';
import { factsOf } from './parts/places.ts';
import { scriptPipes } from './parts/script-pipes.ts';
import { pipefailFix, unguardedPipes } from './parts/pipes.ts';
import type { LocalFinding, Rule } from './rule.ts';

function* checkPipes(facts: InstructionFacts): Generator<LocalFinding> {
  if (scriptPipes(facts).length > 0) return;
  const [first, second] = unguardedPipes(facts)[0] ?? [];
  if (first === undefined || second === undefined) return;
  const name = first.name === null ? 'what comes before it' : first.name;
  yield { span: second.joinSpan, message: `only the end of a pipe can fail this RUN: ${name} may fail unseen` };
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
