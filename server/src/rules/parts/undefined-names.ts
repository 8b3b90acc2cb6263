// Names of variables that an instruction uses and nothing in its stage has declared, each with its place. What the base image
// sets is not known here, nor what the shell of a RUN sets for itself: only words that the builder expands are looked at.
import { expandVariables } from '../../dockerfile/expand-variables.ts';
import { findVariable } from '../../dockerfile/variables.ts';
import type { Keyword } from '../../dockerfile/dockerfile.ts';
import type { InstructionFacts } from '../../facts/snapshot.ts';
import { variablesBefore } from '../../facts/stage-state.ts';
import type { Span } from '../../text/range.ts';
import { remembered } from './remembered.ts';

export interface UndefinedName {
  readonly name: string;
  /** The name itself where it can be told, else the word. */
  readonly span: Span;
}

/** Dockerfile reference, "Environment replacement". */
const expanding: ReadonlySet<Keyword> = new Set([
  ...(['ADD', 'COPY', 'ENV', 'EXPOSE', 'LABEL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR'] as const),
]);

/** Build arguments that exist without ARG, in lower case too. */
const predefined = /^(?:https?|ftp|no|all)_proxy$/i;

interface Text {
  readonly raw: string;
  readonly span: Span;
}

function textsOf({ syntax }: InstructionFacts): readonly Text[] {
  const { keyword, pairs, words, flags, json } = syntax;
  const values = flags.flatMap(({ value, valueSpan }) => (value === null ? [] : [{ raw: value, span: valueSpan }]));
  if (keyword === 'ENV' || keyword === 'LABEL')
    return pairs.flatMap(({ value, valueSpan }) =>
      value === null || valueSpan === null ? [] : [{ raw: value, span: valueSpan }],
    );
  if (json !== null) return [...values, ...json.values.map((raw, at) => ({ raw, span: json.spans[at] ?? json.span }))];
  return [...values, ...words.map(({ raw, span }) => ({ raw, span }))];
}

/** Where a name stands in a text of the instruction. */
export function spanOfName(text: string, within: Span, name: string): Span {
  for (let at = text.indexOf('$', within.from); at >= 0 && at < within.to; at = text.indexOf('$', at + 1)) {
    const from = text[at + 1] === '{' ? at + 2 : at + 1;
    if (text.startsWith(name, from) && !/\w/.test(text[from + name.length] ?? ''))
      return { from, to: from + name.length };
  }
  return within;
}

/** Each name once an instruction. Depends on the instruction and the state before it alone. */
export const undefinedNames: (facts: InstructionFacts) => readonly UndefinedName[] = remembered((facts) => {
  const { syntax } = facts;
  if (!expanding.has(syntax.keyword) || !syntax.text.includes('$')) return [];
  const variables = variablesBefore(facts);
  const lookup = (name: string): string | undefined => {
    const variable = findVariable(variables, name);
    return variable === undefined ? undefined : (variable.value ?? '');
  };
  const found = new Map<string, UndefinedName>();
  for (const { raw, span } of textsOf(facts)) {
    if (!raw.includes('$')) continue;
    for (const name of expandVariables(raw, lookup, syntax.escape).missing)
      // Why: `$1`, `$@` and their kin are the shell's.
      if (/^[\p{L}_]/u.test(name) && !predefined.test(name) && !found.has(name))
        found.set(name, { name, span: spanOfName(syntax.text, span, name) });
  }
  return [...found.values()];
});
