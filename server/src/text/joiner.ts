// The filling that stands for a line continuation inside a word or a quoted string, so that offsets stay true where a
// blank would change the meaning: the two sides are one. It knows quotes, and no more of the shell than that.
import { isBlank } from './characters.ts';

/** A noncharacter of Unicode: no text means anything by it. Whoever reads filled text drops it from every value. */
export const joiner = '\uFDD0';

/** The text without any filling. */
export function dropJoiners(text: string): string {
  return text.includes(joiner) ? text.replaceAll(joiner, '') : text;
}

function splits(char: string | undefined): boolean {
  return char === undefined || ';&|<>()'.includes(char) || isBlank(char.charCodeAt(0));
}

/** Where a scan stands: the quote it is in, and the parentheses that are open since the last `$(`. */
interface Nesting {
  quote: '' | '"' | "'";
  parentheses: number;
  /** What ends this level: the parenthesis of `$(`, a back quote, or nothing at the outermost. */
  readonly ends: ')' | '`' | '';
}

/** Takes one character that is no filling and no escape; a substitution inside quotes is outside them again. */
function step(levels: Nesting[], char: string, before: string | undefined): void {
  const level = levels.at(-1);
  if (level === undefined) return;
  if (level.quote === "'") {
    if (char === "'") level.quote = '';
  } else if (char === '"') level.quote = level.quote === '"' ? '' : '"';
  else if (char === '(' && before === '$') levels.push({ quote: '', parentheses: 0, ends: ')' });
  else if (char === '`') {
    if (level.ends === '`') levels.pop();
    else levels.push({ quote: '', parentheses: 0, ends: '`' });
  } else if (level.quote === '') {
    if (char === "'") level.quote = "'";
    else if (char === '(') level.parentheses++;
    else if (char === ')' && level.parentheses > 0) level.parentheses--;
    else if (char === ')' && level.ends === ')') levels.pop();
  }
}

/**
 * Turns filling into blanks wherever a blank means the same to a shell: outside quotes, next to a blank, an operator or
 * an end. The text keeps its length.
 */
export function settleJoiners(text: string): string {
  if (!text.includes(joiner)) return text;
  let result = '';
  const levels: Nesting[] = [{ quote: '', parentheses: 0, ends: '' }];
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === joiner) {
      let end = at;
      while (text[end] === joiner) end++;
      const settles = levels.at(-1)?.quote === '' && (splits(text[at - 1]) || splits(text[end]));
      result += (settles ? ' ' : joiner).repeat(end - at);
      at = end - 1;
      continue;
    }
    result += char;
    if (char === '\\' && levels.at(-1)?.quote !== "'" && text[at + 1] !== joiner) result += text[++at] ?? '';
    else step(levels, char, text[at - 1]);
  }
  return result;
}
