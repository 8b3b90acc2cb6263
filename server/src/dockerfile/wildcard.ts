// The wildcards of `${name#pattern}` and its kin as BuildKit matches them: `*`, `?` and backslash escapes, no brackets.

type Token = { readonly kind: 'literal'; readonly char: string } | { readonly kind: 'one' } | { readonly kind: 'many' };

/** A pattern cut into tokens. */
export type Wildcard = readonly Token[];

/** Reads a pattern; a backslash makes the next character literal. */
export function readWildcard(pattern: string): Wildcard {
  const tokens: Token[] = [];
  const chars = Array.from(pattern);
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] ?? '';
    if (char === '*') {
      if (tokens.at(-1)?.kind !== 'many') tokens.push({ kind: 'many' });
    } else if (char === '?') tokens.push({ kind: 'one' });
    else if (char === '\\' && i + 1 < chars.length) tokens.push({ kind: 'literal', char: chars[++i] ?? '' });
    else tokens.push({ kind: 'literal', char });
  }
  return tokens;
}

/** All ends of matches that begin at `start` of `chars`, ascending. Time grows with tokens times characters. */
export function matchEnds(wildcard: Wildcard, chars: readonly string[], start: number): readonly number[] {
  let reached = new Set([start]);
  for (const token of wildcard) {
    const next = new Set<number>();
    if (token.kind === 'many') {
      const first = Math.min(...reached);
      for (let at = first; at <= chars.length; at++) next.add(at);
    } else {
      for (const at of reached) {
        if (at < chars.length && (token.kind === 'one' || chars[at] === token.char)) next.add(at + 1);
      }
    }
    if (next.size === 0) return [];
    reached = next;
  }
  return [...reached].sort((a, b) => a - b);
}

/** Takes the shortest or longest match off the front or the back. */
export function trimMatch(value: string, pattern: string, side: 'front' | 'back', longest: boolean): string {
  const wildcard = readWildcard(pattern);
  const chars = Array.from(value);
  const isBack = side === 'back';
  const ends = matchEnds(isBack ? wildcard.toReversed() : wildcard, isBack ? chars.toReversed() : chars, 0);
  const end = longest ? ends.at(-1) : ends[0];
  if (end === undefined) return value;
  return (isBack ? chars.slice(0, chars.length - end) : chars.slice(end)).join('');
}

/** Replaces the first match, or all, each as long as it can be. */
export function replaceMatch(value: string, pattern: string, replacement: string, all: boolean): string {
  const wildcard = readWildcard(pattern);
  const chars = Array.from(value);
  let result = '';
  for (let at = 0; at <= chars.length; at++) {
    const end = matchEnds(wildcard, chars, at).at(-1);
    if (end === undefined) {
      result += chars[at] ?? '';
      continue;
    }
    result += replacement;
    if (!all) return result + chars.slice(end).join('');
    if (end > at) at = end - 1;
    else result += chars[at] ?? '';
  }
  return result;
}
