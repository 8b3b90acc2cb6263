// All pairs of one ENV are read before any is set: `ENV A=1 B=$A` gives B the value that A had before, which is none where
// nothing above set it. A variable that stands in its own value, or is set above, means the old value on purpose.
import { variableNames } from '../dockerfile/expand-variables.ts';
import type { KeyValue } from '../dockerfile/dockerfile.ts';
import { indentationAt, lineEndOf, gapBefore } from '../rewrite/gaps.ts';
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { editsAt, factsOf } from './parts/places.ts';
import { instructionOf } from './parts/triggers.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

interface Use {
  readonly pair: KeyValue;
  readonly name: string;
}

/** Pairs that use what another pair of the same ENV sets and nothing above did. */
function usesOf({ syntax, before }: InstructionFacts): readonly Use[] {
  const { keyword, pairs, escape } = syntax;
  if (keyword !== 'ENV' || pairs.length < 2) return [];
  const set = new Set(pairs.map(({ name }) => name));
  return pairs.flatMap((pair) =>
    pair.value?.includes('$') !== true
      ? []
      : variableNames(pair.value, escape)
          .filter((name) => name !== pair.name && set.has(name) && before.variable(name) === undefined)
          .map((name) => ({ pair, name })),
  );
}

function* checkPairs(facts: InstructionFacts): Generator<LocalFinding> {
  for (const { pair, name } of usesOf(facts))
    yield { span: pair.valueSpan ?? pair.span, message: `${name} is set by this very ENV, so it is still empty here` };
}

/** Begins an ENV of its own at the pair, where what it uses stands before it. */
function splitEnv(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const instruction = facts === undefined ? undefined : instructionOf(snapshot, facts);
  if (facts === undefined || instruction === undefined) return [];
  const { pairs, text, keywordSpan } = facts.syntax;
  const at = finding.range.start - instruction.range.start;
  const use = usesOf(facts).find(({ pair }) => (pair.valueSpan ?? pair.span).from === at);
  if (use === undefined) return [];
  const index = pairs.indexOf(use.pair);
  if (pairs.findLastIndex(({ name }) => name === use.name) > index || index === 0) return [];
  const gap = gapBefore(facts.syntax, use.pair.span.from);
  if (gap.comments.length > 0) return [];
  const head = text.slice(0, keywordSpan.to);
  const newText = `${lineEndOf(snapshot.dockerfile.text)}${indentationAt(text, 0)}${head} `;
  const edits = editsAt(snapshot, facts, [{ span: { from: gap.from, to: use.pair.span.from }, newText }]);
  return [{ id: 'split-env', title: 'Set it in an ENV of its own', applicability: 'unsafe', edits, preferred: true }];
}

export const variableOfSameEnv: Rule = {
  meta: {
    id: 'variable-of-same-env',
    summary: 'ENV uses a variable that the same ENV sets, before it is set',
    group: 'correctness',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3044'],
    references: ['https://docs.docker.com/reference/dockerfile/#environment-replacement'],
  },
  checkInstruction: checkPairs,
  fix: splitEnv,
};
