// The name that a misspelt one was meant to be: the nearest of some candidates by the letters that differ. It knows no
// name by heart.

/** Letters to add, drop, change or swap with the next one; `most + 1` as soon as it is more than `most`. */
function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(change, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    if (Math.min(...row) > most) return most + 1;
    before = above;
    above = row;
  }
  return above[b.length] ?? 0;
}

/**
 * The candidate that differs least from `name`, letter case aside: by one letter for names of up to five, by two for longer
 * ones. Undefined where none is that near. Names over 100 characters are near to none.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length < 2 || name.length > 100) return undefined;
  const wanted = name.toLowerCase();
  let most = name.length > 5 ? 2 : 1;
  let nearest: string | undefined;
  for (const candidate of candidates) {
    if (candidate.length < 2 || candidate === name) continue;
    const far = distance(wanted, candidate.toLowerCase(), most);
    if (far > most || (far === most && nearest !== undefined)) continue;
    nearest = candidate;
    most = far;
  }
  return nearest;
}

/** The same among names of variables: what is declared under no such name cannot be meant. */
export function nearestVariable(name: string, candidates: readonly string[]): string | undefined {
  return nearestName(
    name,
    candidates.filter((each) => /^[a-z_]\w*$/i.test(each)),
  );
}
