// Words, quotes and escapes as BuildKit's Dockerfile frontend reads them (parser/line_parsers.go, shell/lex.go). Works on
// folded text; it expands no variable and knows no instruction.
import { isBlank, skipBlanks } from '../text/characters.ts';
import type { Escape } from './logical-line.ts';

/** A word's place in folded text. */
export interface FoldedWord {
  readonly from: number;
  readonly to: number;
  /** A quote was opened and not closed. */
  readonly unterminated: boolean;
}

/** Splits at blanks outside quotes, as ENV, ARG and LABEL are split (`parseWords`). */
export function splitQuoted(text: string, from: number, to: number, escape: Escape): readonly FoldedWord[] {
  const words: FoldedWord[] = [];
  let at = skipBlanks(text, from, to);
  while (at < to) {
    const start = at;
    let quote = '';
    while (at < to) {
      const char = text[at];
      if (quote === '' && isBlank(text.charCodeAt(at))) break;
      if (char === escape && quote !== "'") at++;
      else if (quote !== '' && char === quote) quote = '';
      else if (quote === '' && (char === "'" || char === '"')) quote = char;
      at++;
    }
    at = Math.min(at, to);
    words.push({ from: start, to: at, unterminated: quote !== '' });
    at = skipBlanks(text, at, to);
  }
  return words;
}

/** Splits at blanks whatever the quotes, as FROM, EXPOSE, COPY, ADD and VOLUME are split. */
export function splitPlain(text: string, from: number, to: number): readonly FoldedWord[] {
  const words: FoldedWord[] = [];
  let at = skipBlanks(text, from, to);
  while (at < to) {
    const start = at;
    while (at < to && !isBlank(text.charCodeAt(at))) at++;
    words.push({ from: start, to: at, unterminated: false });
    at = skipBlanks(text, at, to);
  }
  return words;
}

/** Quotes and escapes resolved, variables left as written; an unclosed quote runs to the end. */
export function unquote(raw: string, escape: Escape): string {
  if (!/["'\\`]/.test(raw)) return raw;
  let value = '';
  let quote = '';
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at] ?? '';
    if (quote === "'") {
      if (char === quote) quote = '';
      else value += char;
    } else if (char === escape) {
      const next = raw[at + 1];
      if (next === undefined) break;
      // Why: between double quotes only `"`, `$` and the escape character itself can be escaped.
      if (quote === '"' && next !== '"' && next !== '$' && next !== escape) value += char;
      else {
        value += next;
        at++;
      }
    } else if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else value += char;
  }
  return value;
}

/**
 * The words of a line as BuildKit looks for heredocs in it: quotes and escapes kept, `<<` and the blanks after it part
 * of one word. None where a quote is not closed, as there.
 */
export function splitForHeredocs(text: string, from: number, to: number): readonly FoldedWord[] {
  const words: FoldedWord[] = [];
  let start = -1;
  let quote = '';
  for (let at = from; at < to; at++) {
    const char = text[at];
    if (quote !== '') {
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"') at++;
      continue;
    }
    if (isBlank(text.charCodeAt(at))) {
      if (start >= 0) words.push({ from: start, to: at, unterminated: false });
      start = -1;
      continue;
    }
    if (start < 0) start = at;
    if (char === "'" || char === '"') quote = char;
    else if (char === '\\') at++;
    else if (char === '<' && text[at + 1] === '<') at = skipBlanks(text, at + 2, to) - 1;
  }
  if (quote !== '') return [];
  if (start >= 0) words.push({ from: start, to, unterminated: false });
  return words;
}
