// Several files can only be copied into a folder, and a target is one for sure only with a slash at its end: without it the
// build stops, or one file is written over the other. `.` is a folder as it stands.
import { expandIn } from '../dockerfile/variables.ts';
import type { InstructionFacts } from '../facts/snapshot.ts';
import { variablesBefore } from '../facts/stage-state.ts';
import { editsAt, factsOf } from './parts/places.ts';
import type { LocalFinding, Rule } from './rule.ts';

function* checkTarget(facts: InstructionFacts): Generator<LocalFinding> {
  const { syntax } = facts;
  const { keyword, words, escape } = syntax;
  if ((keyword !== 'COPY' && keyword !== 'ADD') || words.length < 3) return;
  const target = words.at(-1);
  if (target === undefined || syntax.heredocs.some(({ operatorSpan }) => operatorSpan.to > target.span.from)) return;
  const value = target.raw.includes('$') ? expandIn(variablesBefore(facts), target.raw, escape).value : target.value;
  if (/[/\\]$|^\.$/.test(value)) return;
  yield { span: target.span, message: `several sources need a folder: ${target.value} has no slash at its end` };
}

export const severalSourcesToOneName: Rule = {
  meta: {
    id: 'several-sources-to-one-name',
    summary: 'Several files are copied to a target that is not marked as a folder',
    group: 'correctness',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3021', 'trivy:DS-0011'],
    references: ['https://docs.docker.com/reference/dockerfile/#copy'],
  },
  checkInstruction: checkTarget,
  fix(snapshot, finding) {
    const facts = factsOf(snapshot, finding);
    const target = facts?.syntax.words.at(-1);
    if (facts === undefined || target === undefined) return [];
    const { to } = target.span;
    const last = facts.syntax.text[to - 1];
    // Why: behind a backslash the slash would belong to something else.
    if (last === '\\' || last === '`' || target.raw.includes('<<')) return [];
    const at = last === '"' || last === "'" ? to - 1 : to;
    const edits = editsAt(snapshot, facts, [{ span: { from: at, to: at }, newText: '/' }]);
    return [{ id: 'add-slash', title: 'Mark it as a folder (/)', applicability: 'safe', edits, preferred: true }];
  },
};
