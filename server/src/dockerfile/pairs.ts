// The names and values of ENV, LABEL and ARG, in both of ENV's forms (BuildKit `parseNameVal`, `parseNameOrNameVal`).
import { skipBlanks } from '../text/characters.ts';
import type { KeyValue, SyntaxProblem } from './dockerfile.ts';
import { type Escape, type LogicalLine, unfold } from './logical-line.ts';
import { splitQuoted, unquote } from './quoting.ts';

function pairAt(line: LogicalLine, from: number, to: number, escape: Escape): KeyValue {
  const written = line.folded.slice(from, to);
  const equals = written.indexOf('=');
  const nameTo = equals < 0 ? to : from + equals;
  return {
    name: unquote(line.folded.slice(from, nameTo), escape),
    nameSpan: unfold(line, from, nameTo),
    value: equals < 0 ? null : written.slice(equals + 1),
    valueSpan: equals < 0 ? null : valueSpan(line, nameTo + 1, to),
    span: unfold(line, from, to),
    legacy: false,
  };
}

function valueSpan(line: LogicalLine, from: number, to: number): KeyValue['valueSpan'] {
  if (from < to) return unfold(line, from, to);
  // Why: an empty value stands right after its `=`, not after a continuation that follows it.
  const equals = unfold(line, from - 1, from);
  return { from: equals.to, to: equals.to };
}

/** Reads the pairs of folded `[from, to)`. */
export function readPairs(
  line: LogicalLine,
  keyword: 'ENV' | 'LABEL' | 'ARG',
  from: number,
  to: number,
  escape: Escape,
): { readonly pairs: readonly KeyValue[]; readonly problems: readonly SyntaxProblem[] } {
  const words = splitQuoted(line.folded, from, to, escape);
  const first = words[0];
  if (first === undefined) return { pairs: [], problems: [] };
  const problems: SyntaxProblem[] = words
    .filter((word) => word.unterminated)
    .map((word) => ({
      code: 'unterminated-quote',
      message: 'this quote is not closed',
      span: unfold(line, word.from, word.to),
    }));
  if (keyword !== 'ARG' && !line.folded.slice(first.from, first.to).includes('=')) {
    const gap = /[\t\v\f\r ]/.exec(line.folded.slice(from, to));
    const nameTo = gap === null ? to : from + gap.index;
    const valueFrom = skipBlanks(line.folded, nameTo, to);
    const span = unfold(line, from, to);
    const name = unquote(line.folded.slice(from, nameTo), escape);
    const bare = valueFrom === to;
    if (bare) problems.push({ code: 'malformed-pair', message: `${keyword} ${name} has no value`, span });
    return {
      pairs: [
        {
          name,
          nameSpan: unfold(line, from, nameTo),
          value: bare ? null : line.folded.slice(valueFrom, to),
          valueSpan: bare ? null : unfold(line, valueFrom, to),
          span,
          legacy: true,
        },
      ],
      problems,
    };
  }
  const pairs = words.map((word) => pairAt(line, word.from, word.to, escape));
  for (const pair of pairs) {
    const nameless = pair.name === '';
    if (nameless || (keyword !== 'ARG' && pair.value === null)) {
      const message = nameless ? 'a name is missing before "="' : `${pair.name} is not of the form name=value`;
      problems.push({ code: 'malformed-pair', message, span: pair.span });
    }
  }
  return { pairs, problems };
}
