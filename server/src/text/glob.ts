// The two kinds of patterns a build context knows, matched in time bounded by pattern times path: moby's patternmatcher
// for ignore files (`**` crosses folders) and Go's filepath.Match for COPY sources. Paths are slash-separated.
// Sources: moby/patternmatcher and Go's path/filepath documentation.

/** One item of a pattern. */
type Item =
  | { readonly kind: 'character'; readonly value: string }
  /** `?`: one character but `/`. */
  | { readonly kind: 'one' }
  /** `*`: any characters but `/`. */
  | { readonly kind: 'star' }
  /** `**` before more: nothing, or anything that ends in `/`. */
  | { readonly kind: 'folders' }
  /** `**` at the end, or before plain text at the beginning: anything. */
  | { readonly kind: 'all' }
  | { readonly kind: 'set'; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] };

/** A pattern made ready; null where it is malformed (`[` without its end, a trailing backslash). */
export type Glob = readonly Item[];

/**
 * Reads a pattern. With `deep`, `**` crosses folders as in ignore files; without, it is two stars that do not.
 */
export function readGlob(pattern: string, deep: boolean): Glob | null {
  const items: Item[] = [];
  const characters = Array.from(pattern);
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    if (character === '*') {
      if (!deep || characters[at + 1] !== '*') {
        items.push({ kind: 'star' });
        continue;
      }
      const first = at === 0;
      const slash = characters[at + 2] === '/';
      at += slash ? 2 : 1;
      // Why: a `**` that begins a pattern of plain text means "ends with"; everywhere else it stands for whole folders.
      if (at + 1 >= characters.length) items.push({ kind: 'all' });
      else items.push({ kind: first && !slash && isPlain(characters.slice(at + 1)) ? 'all' : 'folders' });
    } else if (character === '?') items.push({ kind: 'one' });
    else if (character === '\\') {
      const escaped = characters[++at];
      if (escaped === undefined) return null;
      items.push({ kind: 'character', value: escaped });
    } else if (character === '[') {
      const set = readSet(characters, at + 1);
      if (set === null) return null;
      items.push(set.item);
      at = set.end;
    } else items.push({ kind: 'character', value: character });
  }
  return items;
}

function isPlain(characters: readonly string[]): boolean {
  return !characters.some((character) => '*?[]\\'.includes(character));
}

function readSet(characters: readonly string[], from: number): { item: Item; end: number } | null {
  const negated = characters[from] === '^';
  const ranges: (readonly [string, string])[] = [];
  let at = negated ? from + 1 : from;
  const next = (): string | null => {
    const character = characters[at++];
    return character === '\\' ? (characters[at++] ?? null) : (character ?? null);
  };
  while (at < characters.length) {
    if (characters[at] === ']' && ranges.length > 0) return { item: { kind: 'set', negated, ranges }, end: at };
    const low = next();
    let high = low;
    if (characters[at] === '-' && characters[at + 1] !== ']') {
      at++;
      high = next();
    }
    if (low === null || high === null) return null;
    ranges.push([low, high]);
  }
  return null;
}

/** True where the pattern matches the whole path. */
export function matchesGlob(glob: Glob, path: string): boolean {
  // Invariant: `live` holds each i of which the first i items match what was read so far.
  let live = arriveAt(glob, [0]);
  for (const character of path) {
    const arrived: number[] = [];
    const stayed: number[] = [];
    for (const at of live) {
      const item = glob[at];
      if (item === undefined) continue;
      if (item.kind === 'all' || (item.kind === 'star' && character !== '/')) arrived.push(at);
      else if (item.kind === 'folders') {
        // Why: inside folders the way on is open only where one ends.
        stayed.push(at);
        if (character === '/') arrived.push(at + 1);
      } else if (matchesOne(item, character)) arrived.push(at + 1);
    }
    live = arriveAt(glob, arrived);
    for (const at of stayed) live.add(at);
    if (live.size === 0) return false;
  }
  return live.has(glob.length);
}

/** The places with all that can be reached from them without a character. */
function arriveAt(glob: Glob, places: readonly number[]): Set<number> {
  const reached = new Set(places);
  for (const at of reached) {
    const kind = glob[at]?.kind;
    if (kind === 'star' || kind === 'all' || kind === 'folders') reached.add(at + 1);
  }
  return reached;
}

function matchesOne(item: Item, character: string): boolean {
  switch (item.kind) {
    case 'character':
      return item.value === character;
    case 'one':
      return character !== '/';
    case 'set':
      return (
        character !== '/' && item.ranges.some(([low, high]) => low <= character && character <= high) !== item.negated
      );
    default:
      return false;
  }
}
