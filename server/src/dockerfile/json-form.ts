// The JSON (exec) form of an instruction's arguments: an array of strings and nothing after it, as BuildKit accepts it.
import { skipBlanks, trimBlanksEnd } from '../text/characters.ts';

/** Strings and their places (quotes included) in the text that was read. */
export interface FoldedJson {
  readonly values: readonly string[];
  readonly places: readonly { readonly from: number; readonly to: number }[];
}

function placesOfStrings(text: string, from: number, to: number): readonly { from: number; to: number }[] {
  const places: { from: number; to: number }[] = [];
  for (let at = from; at < to; at++) {
    if (text[at] !== '"') continue;
    const start = at;
    for (at++; at < to && text[at] !== '"'; at++) if (text[at] === '\\') at++;
    places.push({ from: start, to: at + 1 });
  }
  return places;
}

/**
 * The array of strings that `[from, to)` is, or null where it is none. `meant` is true where the text looks meant as an
 * array and is not one: `CMD ['a']`, `["a",]`, `["a", 1]`. `[ "$x" = y ]` is a shell test and not meant.
 */
export function readJsonForm(text: string, from: number, to: number): { json: FoldedJson | null; meant: boolean } {
  const start = skipBlanks(text, from, to);
  const end = trimBlanksEnd(text, start, to);
  if (text[start] !== '[') return { json: null, meant: false };
  const written = text.slice(start, end);
  try {
    const parsed: unknown = JSON.parse(written);
    if (!Array.isArray(parsed)) return { json: null, meant: false };
    const values = parsed.filter((value): value is string => typeof value === 'string');
    if (values.length !== parsed.length) return { json: null, meant: true };
    return { json: { values, places: placesOfStrings(text, start, end) }, meant: false };
  } catch {
    const looksLikeArray = /^\[\s*["'“‘]/.test(written) && written.endsWith(']');
    const meant = looksLikeArray && (/["'”’]\s*,/.test(written) || !/\s/.test(written.slice(1, -1).trim()));
    return { json: null, meant };
  }
}
