// Makes a text that shows something as short as it gets: leaves out ever smaller pieces while it still shows it. Bounded in
// tries; it knows nothing of what is shown.

/** A text as short as found within `tries` for which `shows` still holds. `text` itself must show it. */
export function minimise(text: string, shows: (text: string) => boolean, tries = 1500): string {
  let shortest = text;
  let left = tries;
  for (let size = Math.ceil(text.length / 2); size >= 1 && left > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    let at = 0;
    while (at < shortest.length && left-- > 0) {
      const shorter = shortest.slice(0, at) + shortest.slice(at + size);
      if (shows(shorter)) shortest = shorter;
      else at += size;
    }
  }
  return shortest;
}
