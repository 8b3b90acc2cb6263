// A variable that nothing declares expands to nothing, without a word: `COPY $SRC .` copies from ``. Told where the base is
// known not to set it either; where the base is not known, only a name that is one slip from a declared one, and a global ARG
// that the stage does not take in.
import { declaredNames } from '../dockerfile/variables.ts';
import type { Snapshot, StageFacts } from '../facts/snapshot.ts';
import { variablesBefore } from '../facts/stage-state.ts';
import { baseVariables } from '../knowledge/base-variables.ts';
import { insertBefore } from './parts/instructions.ts';
import { nearestVariable } from './parts/nearest-name.ts';
import { editsAt, factsOf } from './parts/places.ts';
import { perStage } from './parts/per-stage.ts';
import { stageChain } from './parts/stage-chain.ts';
import { spanOfName, undefinedNames } from './parts/undefined-names.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** Names that the base of a stage sets; null where that is not known. */
function namesOfBase(snapshot: Snapshot, stage: StageFacts): ReadonlySet<string> | null {
  const lowest = stageChain(snapshot, stage)[0];
  if (lowest?.stage.base.kind === 'scratch') return new Set(['PATH']);
  const names = lowest?.baseReference == null ? null : baseVariables(lowest.baseReference);
  return names === null ? null : new Set(['PATH', ...names]);
}

/** Depends on the instructions, the states before them, and the base. */
const findingsIn = perStage(
  (stage, snapshot): readonly FileFinding[] => [...checkStage(snapshot, stage)],
  (stage) => `${stage.stage.base.kind} ${stage.baseReference?.text ?? ''}`,
);

function* checkStage(snapshot: Snapshot, stage: StageFacts): Generator<FileFinding> {
  let ofBase: ReadonlySet<string> | null | undefined;
  for (const facts of stage.instructions) {
    const names = undefinedNames(facts);
    if (names.length === 0) continue;
    ofBase ??= namesOfBase(snapshot, stage);
    const variables = variablesBefore(facts);
    for (const { name, span } of names) {
      if (name === 'PATH' || ofBase?.has(name) === true) continue;
      if (variables.globals.values.has(name)) {
        const message = `${name} is declared above the first FROM only: without ARG ${name} in this stage it is empty`;
        yield { facts, span, message, proof: { name, declare: true } };
        continue;
      }
      const meant = nearestVariable(name, ['PATH', ...declaredNames(variables), ...(ofBase ?? [])]);
      if (meant !== undefined)
        yield { facts, span, message: `${name} is not declared: ${meant} is`, proof: { name, meant } };
      else if (ofBase !== null)
        yield { facts, span, message: `${name} is not declared, so it is empty`, proof: { name } };
    }
  }
}

function fixName(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const { name, meant, declare } = finding.proof;
  if (facts === undefined || typeof name !== 'string') return [];
  if (typeof meant === 'string') {
    const { text, argumentSpan, keywordSpan } = facts.syntax;
    const span = spanOfName(text, { from: keywordSpan.to, to: argumentSpan.to }, name);
    if (text.slice(span.from, span.to) !== name) return [];
    const edits = editsAt(snapshot, facts, [{ span, newText: meant }]);
    return [{ id: 'nearest-name', title: `Write ${meant}`, applicability: 'unsafe', edits, preferred: true }];
  }
  const edit = declare === true ? insertBefore(snapshot, facts, [`ARG ${name}`]) : null;
  if (edit === null) return [];
  return [
    {
      id: 'declare',
      title: `Take ${name} into the stage (ARG)`,
      applicability: 'unsafe',
      edits: [edit],
      preferred: true,
    },
  ];
}

export const undefinedVariable: Rule = {
  meta: {
    id: 'undefined-variable',
    summary: 'A variable is used that nothing declares, so it is empty',
    group: 'correctness',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['buildkit:UndefinedVar'],
    references: [
      'https://docs.docker.com/reference/build-checks/undefined-var/',
      'https://docs.docker.com/reference/dockerfile/#scope',
    ],
  },
  *checkFile(snapshot) {
    for (const stage of snapshot.stages) yield* findingsIn(stage, snapshot);
  },
  fix: fixName,
};
