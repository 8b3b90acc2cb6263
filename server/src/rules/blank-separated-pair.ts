// `ENV NAME value` is the old form: it takes one variable only, everything after the name is its value, and it may be dropped.
// `NAME=value` says where the value ends.
import type { InstructionSyntax } from '../dockerfile/dockerfile.ts';
import { splitQuoted } from '../dockerfile/quoting.ts';
import { editsAt, factsOf } from './parts/places.ts';
import type { Rule } from './rule.ts';

/** Blanks that end a word of the new form, though not of the old one. */
const otherBlanks = /[^\S \t]|\u0085/;

/** The value as one word of the new form, meaning the same; null where that takes a person. */
function asWord(value: string, { escape }: InstructionSyntax): string | null {
  const words = splitQuoted(value, 0, value.length, escape);
  if (words.length === 1 && words[0]?.unterminated !== true) return value;
  // Why: within double quotes blanks and variables mean what they meant; quotes and escapes would not.
  return /["'\\`]/.test(value) ? null : `"${value}"`;
}

export const blankSeparatedPair: Rule = {
  meta: {
    id: 'blank-separated-pair',
    summary: 'ENV or LABEL is written with a blank in place of the equals sign',
    group: 'correctness',
    severity: 'off',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['buildkit:LegacyKeyValueFormat'],
    references: ['https://docs.docker.com/reference/build-checks/legacy-key-value-format/'],
  },
  *checkInstruction({ syntax }) {
    const [pair] = syntax.keyword === 'ENV' || syntax.keyword === 'LABEL' ? syntax.pairs : [];
    if (pair?.legacy === true && pair.value !== null)
      yield { span: pair.nameSpan, message: `${syntax.keyword} is written name=value` };
  },
  fix(snapshot, finding) {
    const facts = factsOf(snapshot, finding);
    const [pair] = facts?.syntax.pairs ?? [];
    if (facts === undefined || pair?.value == null || pair.valueSpan === null) return [];
    const span = { from: pair.nameSpan.to, to: pair.valueSpan.to };
    if (otherBlanks.test(facts.syntax.text.slice(pair.nameSpan.from, span.to))) return [];
    const value = asWord(pair.value, facts.syntax);
    if (value === null) return [];
    const edits = editsAt(snapshot, facts, [{ span, newText: `=${value}` }]);
    return [{ id: 'equals', title: 'Write it with an equals sign', applicability: 'safe', edits, preferred: true }];
  },
};
