// HEALTHCHECK in shell form starts `/bin/sh -c …` for every probe: a process more every few seconds, and a shell that the image
// has to carry. Off by default: the cost is small, and the usual `… || exit 1` needs the shell.
import type { InstructionFacts } from '../facts/snapshot.ts';
import { execFormOf, isRunnable } from './parts/exec-form.ts';
import { editsAt, factsOf } from './parts/places.ts';
import type { LocalFinding, Rule } from './rule.ts';

function* checkProbe(facts: InstructionFacts): Generator<LocalFinding> {
  const { keyword, keywordSpan, json, shell } = facts.syntax;
  if (keyword !== 'HEALTHCHECK' || json !== null || shell === null || shell.text.trim() === '') return;
  const does =
    execFormOf(facts) === null ? 'each probe starts a shell' : 'each probe starts a shell that only starts the program';
  yield { span: keywordSpan, message: does };
}

export const shellFormHealthcheck: Rule = {
  meta: {
    id: 'shell-form-healthcheck',
    summary: 'HEALTHCHECK in shell form starts a shell for every probe',
    group: 'runtime',
    severity: 'off',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3025'],
    references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],
  },
  checkInstruction: checkProbe,
  fix(snapshot, finding) {
    const facts = factsOf(snapshot, finding);
    const values = facts === undefined ? null : execFormOf(facts);
    const shell = facts?.syntax.shell ?? null;
    if (facts === undefined || values === null || shell === null || facts.syntax.innerComments.length > 0) return [];
    const newText = `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;
    const edits = editsAt(snapshot, facts, [{ span: shell.span, newText }]);
    return [
      {
        id: 'exec-form',
        title: 'Write it as a JSON array, without a shell',
        applicability: isRunnable(values[0] ?? '') ? 'safe' : 'unsafe',
        edits,
        preferred: true,
      },
    ];
  },
};
