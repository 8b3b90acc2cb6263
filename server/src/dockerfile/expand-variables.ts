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

interface Reader {
  readonly text: string;
  readonly escape: Escape;
  readonly lookup: Lookup;
  readonly missing: Set<string>;
  readonly named: Set<string>;
  at: number;
}

const special = '@*#?-$!';

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
  return stop === null ? value : null;
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
  // Why: BuildKit refuses such a text; as it stands is the best there is to show.
  const close = reader.text.indexOf('}', start);
  reader.at = close < 0 ? reader.text.length : close + 1;
  return reader.text.slice(start, reader.at);
}

function need(reader: Reader, name: string): string {
  reader.named.add(name);
  const value = reader.lookup(name);
  if (value === undefined) reader.missing.add(name);
  return value ?? '';
}

/** An operand: what it misses counts only where it is used. */
function readOperand(reader: Reader, stop: string, raw: boolean): { text: string; missing: Set<string> } | null {
  const missing = new Set<string>();
  const inner: Reader = { ...reader, missing };
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
      return value ?? '';
    }
    if (operator === '-' ? isSet : !isSet) return operator === '-' ? (value ?? '') : '';
    for (const missed of operand.missing) reader.missing.add(missed);
    return operand.text;
  }
  if (emptyIsUnset) return null;
  if (operator === '#' || operator === '%') {
    const longest = reader.text[reader.at] === operator;
    if (longest) reader.at++;
    const pattern = readUntil(reader, '}', true);
    if (pattern === null) return null;
    return trimMatch(need(reader, name), pattern, operator === '#' ? 'front' : 'back', longest);
  }
  if (operator !== '/') return null;
  const all = reader.text[reader.at] === '/';
  if (all) reader.at++;
  const pattern = readUntil(reader, '/', true);
  const replacement = pattern === null ? null : readUntil(reader, '}', true);
  if (pattern === null || replacement === null) return null;
  return replaceMatch(need(reader, name), pattern, replacement, all);
}

function expand(raw: string, lookup: Lookup, escape: Escape): { value: string; reader: Reader } {
  const reader: Reader = { text: raw, escape, lookup, missing: new Set(), named: new Set(), at: 0 };
  return { value: readUntil(reader, null, false) ?? '', reader };
}

/** Expands a raw word or value. Text that BuildKit would refuse stays as written. */
export function expandVariables(raw: string, lookup: Lookup, escape: Escape): Expansion {
  const { value, reader } = expand(raw, lookup, escape);
  return { value, missing: [...reader.missing] };
}

/** The names that a raw text mentions, each once, in order; operands that are not used included. */
export function variableNames(raw: string, escape: Escape): readonly string[] {
  return [...expand(raw, () => undefined, escape).reader.named];
}
