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

/**
 * Turns filling into blanks wherever a blank means the same to a shell: outside quotes, next to a blank, an operator or
 * an end. The text keeps its length.
 */
export function settleJoiners(text: string): string {
  if (!text.includes(joiner)) return text;
  let result = '';
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === joiner) {
      let end = at;
      while (text[end] === joiner) end++;
      const settles = quote === '' && (splits(text[at - 1]) || splits(text[end]));
      result += (settles ? ' ' : joiner).repeat(end - at);
      at = end - 1;
      continue;
    }
    result += char;
    if (quote === "'") {
      if (char === "'") quote = '';
    } else if (char === '\\' && text[at + 1] !== joiner) result += text[++at] ?? '';
    else if (char === '"') quote = quote === '"' ? '' : '"';
    else if (char === "'" && quote === '') quote = "'";
  }
  return result;
}
