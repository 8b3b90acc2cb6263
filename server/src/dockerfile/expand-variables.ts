// Variables in Dockerfile words, expanded as BuildKit's shell/lex.go does: `$X`, `${X}`, the modifiers `:-` `-` `:+` `+`
// `:?` `?` `#` `##` `%` `%%` `/` `//`, quotes and escapes. It knows no scope: who asks supplies the values.
import type { Escape } from './logical-line.ts';
import { replaceMatch, trimMatch } from './wildcard.ts';

/** A text with its variables filled in. */
export interface Expansion {
  /** Quotes and escapes resolved; an unknown variable stands for nothing. */
  readonly value: string;
  /** Names without a value that the text depends on (a default given in place counts as a value), each once. */
  readonly missing: readonly string[];
}

/** The value of a variable; undefined where it is not set. */
export type Lookup = (name: string) => string | undefined;

/** Code units of values that one text may take in. Why: `ENV A=$A$A` doubles, and forty such lines fill any memory. */
const mostExpanded = 16_384;
/** Steps that matching one pattern may take. */
const mostMatched = 4_000_000;
/** `${A:-${B:-…}}` is followed down to here. */
const deepest = 64;

/** What a text with all its operands has in common. */
interface Whole {
  /** Code units that values may still take up. */
  left: number;
  /** A brace has no end, or the text grows beyond all bounds: nothing of it is expanded. */
  refused: boolean;
}

interface Reader {
  readonly text: string;
  readonly escape: Escape;
  readonly lookup: Lookup;
  readonly missing: Set<string>;
  readonly named: Set<string>;
  readonly depth: number;
  readonly whole: Whole;
  at: number;
}

const special = '@*#?-$!';

/** Gives the whole text up. */
function refuse(reader: Reader): void {
  reader.whole.refused = true;
  reader.at = reader.text.length;
}

function readName(reader: Reader): string {
  const { text } = reader;
  const start = reader.at;
  if (/\d/.test(text[start] ?? '')) {
    while (/\d/.test(text[reader.at] ?? '')) reader.at++;
  } else if (start < text.length && special.includes(text[start] ?? '')) reader.at++;
  else while (/[\p{L}\p{Nd}_]/u.test(text[reader.at] ?? '')) reader.at++;
  return text.slice(start, reader.at);
}

/** Reads to `stop` (left out) or the end, expanding. `raw` keeps escape characters, for patterns. Null where no `stop`. */
function readUntil(reader: Reader, stop: string | null, raw: boolean): string | null {
  const { text, escape } = reader;
  let value = '';
  while (reader.at < text.length) {
    const char = text[reader.at] ?? '';
    if (char === stop) {
      reader.at++;
      return value;
    }
    if (char === '$') value += readDollar(reader);
    else if (char === "'") {
      const close = text.indexOf("'", reader.at + 1);
      const end = close < 0 ? text.length : close;
      value += text.slice(reader.at + 1, end);
      reader.at = end + 1;
    } else if (char === '"') value += readDoubleQuoted(reader, raw);
    else if (char === escape) {
      if (raw) value += char;
      value += text[reader.at + 1] ?? '';
      reader.at += 2;
    } else {
      value += char;
      reader.at++;
    }
  }
  if (stop === null) return value;
  refuse(reader);
  return null;
}

function readDoubleQuoted(reader: Reader, raw: boolean): string {
  const { text, escape } = reader;
  let value = '';
  reader.at++;
  while (reader.at < text.length && text[reader.at] !== '"') {
    const char = text[reader.at] ?? '';
    if (char === '$') {
      value += readDollar(reader);
      continue;
    }
    if (char === escape) {
      const next = text[reader.at + 1] ?? '';
      const escapes = next === '"' || next === '$' || next === escape;
      if (raw || !escapes) value += char;
      if (escapes) value += next;
      reader.at += escapes ? 2 : 1;
      continue;
    }
    value += char;
    reader.at++;
  }
  reader.at++;
  return value;
}

function readDollar(reader: Reader): string {
  const start = reader.at;
  reader.at++;
  if (reader.text[reader.at] !== '{') {
    const name = readName(reader);
    return name === '' ? '$' : need(reader, name);
  }
  reader.at++;
  const name = readName(reader);
  const expanded = name === '' ? null : readModifier(reader, name);
  if (expanded !== null) return expanded;
  if (reader.whole.refused) return '';
  // Why: BuildKit refuses such a text; as it stands is the best there is to show.
  const close = reader.text.indexOf('}', start);
  reader.at = close < 0 ? reader.text.length : close + 1;
  return reader.text.slice(start, reader.at);
}

function need(reader: Reader, name: string): string {
  reader.named.add(name);
  const value = reader.lookup(name);
  if (value === undefined) reader.missing.add(name);
  return take(reader, value ?? '');
}

function take(reader: Reader, value: string): string {
  reader.whole.left -= value.length;
  return reader.whole.left >= 0 ? value : refuseGrowth(reader);
}

function refuseGrowth(reader: Reader): string {
  reader.whole.left = -1;
  refuse(reader);
  return '';
}

/** An operand: what it misses counts only where it is used. */
function readOperand(reader: Reader, stop: string, raw: boolean): { text: string; missing: Set<string> } | null {
  const missing = new Set<string>();
  if (reader.depth >= deepest) refuse(reader);
  const inner: Reader = { ...reader, missing, depth: reader.depth + 1 };
  const text = readUntil(inner, stop, raw);
  reader.at = inner.at;
  return text === null ? null : { text, missing };
}

function readModifier(reader: Reader, name: string): string | null {
  let operator = reader.text[reader.at] ?? '';
  reader.at++;
  if (operator === '}') return need(reader, name);
  const emptyIsUnset = operator === ':';
  if (emptyIsUnset) {
    operator = reader.text[reader.at] ?? '';
    reader.at++;
  }
  if (operator === '-' || operator === '+' || operator === '?') {
    const operand = readOperand(reader, '}', false);
    if (operand === null) return null;
    reader.named.add(name);
    const value = reader.lookup(name);
    const isSet = value !== undefined && !(emptyIsUnset && value === '');
    if (operator === '?') {
      if (!isSet) reader.missing.add(name);
      return take(reader, value ?? '');
    }
    if (operator === '-' ? isSet : !isSet) return operator === '-' ? take(reader, value ?? '') : '';
    for (const missed of operand.missing) reader.missing.add(missed);
    return operand.text;
  }
  if (emptyIsUnset) return null;
  if (operator === '#' || operator === '%') {
    const longest = reader.text[reader.at] === operator;
    if (longest) reader.at++;
    const pattern = readUntil(reader, '}', true);
    if (pattern === null) return null;
    const value = need(reader, name);
    if (value.length * pattern.length > mostMatched) return refuseGrowth(reader);
    return trimMatch(value, pattern, operator === '#' ? 'front' : 'back', longest);
  }
  if (operator !== '/') return null;
  const all = reader.text[reader.at] === '/';
  if (all) reader.at++;
  const pattern = readUntil(reader, '/', true);
  const replacement = pattern === null ? null : readUntil(reader, '}', true);
  if (pattern === null || replacement === null) return null;
  const value = need(reader, name);
  const { length } = value;
  if (length * length * pattern.length > mostMatched || (length + 1) * replacement.length > mostMatched)
    return refuseGrowth(reader);
  return take(reader, replaceMatch(value, pattern, replacement, all));
}

function expand(raw: string, lookup: Lookup, escape: Escape): { value: string; reader: Reader } {
  const whole: Whole = { left: mostExpanded, refused: false };
  const shared = { missing: new Set<string>(), named: new Set<string>(), depth: 0, whole };
  const reader: Reader = { text: raw, escape, lookup, ...shared, at: 0 };
  return { value: readUntil(reader, null, false) ?? '', reader };
}

/**
 * Expands a raw word or value. Text that BuildKit would refuse stays as written; so does text whose values are longer
 * together than 16,384 code units, and it counts as missing every name in it.
 */
export function expandVariables(raw: string, lookup: Lookup, escape: Escape): Expansion {
  const { value, reader } = expand(raw, lookup, escape);
  const { refused, left } = reader.whole;
  return { value: refused ? raw : value, missing: [...(left < 0 ? reader.named : reader.missing)] };
}

/** The names that a raw text mentions, each once, in order; operands that are not used included. */
export function variableNames(raw: string, escape: Escape): readonly string[] {
  return [...expand(raw, () => undefined, escape).reader.named];
}
