// Brace expansion of bash: `{a,b}` and `{1..3}`, nested, bounded. It knows text only.

const most = 256;

/** The texts that the braces of a text stand for; the text itself where there is none or where there would be too many. */
export function expandBraces(text: string): readonly string[] {
  const expanded = expand(text, 0);
  return expanded.length > most ? [text] : expanded;
}

function expand(text: string, depth: number): readonly string[] {
  const open = depth > 8 ? null : findBraces(text);
  if (open === null) return [text];
  const head = text.slice(0, open.from);
  const tails = expand(text.slice(open.to), depth + 1);
  const results: string[] = [];
  for (const choice of open.choices) {
    for (const middle of expand(choice, depth + 1)) {
      for (const tail of tails) {
        if (results.length > most) return results;
        results.push(head + middle + tail);
      }
    }
  }
  return results;
}

/** The first brace pair that is an expansion: one with a comma of its own level, or a range of whole numbers. */
function findBraces(text: string): { from: number; to: number; choices: readonly string[] } | null {
  for (let from = text.indexOf('{'); from >= 0; from = text.indexOf('{', from + 1)) {
    if (text[from - 1] === '$') continue;
    const cuts = [from];
    let depth = 0;
    let to = -1;
    for (let at = from; at < text.length; at++) {
      const character = text[at];
      if (character === '{') depth++;
      else if (character === ',' && depth === 1) cuts.push(at);
      else if (character === '}' && --depth === 0) {
        to = at;
        break;
      }
    }
    if (to < 0) return null;
    if (cuts.length > 1) {
      const choices = cuts.map((cut, index) => text.slice(cut + 1, cuts[index + 1] ?? to));
      return { from, to: to + 1, choices };
    }
    const range = /^(-?\d{1,9})\.\.(-?\d{1,9})$/.exec(text.slice(from + 1, to));
    if (range !== null) return { from, to: to + 1, choices: count(Number(range[1]), Number(range[2])) };
  }
  return null;
}

function count(first: number, last: number): readonly string[] {
  const length = Math.min(Math.abs(last - first) + 1, most + 1);
  const step = last < first ? -1 : 1;
  return Array.from({ length }, (_, index) => String(first + index * step));
}
