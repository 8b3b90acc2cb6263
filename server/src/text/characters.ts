// Which characters count as blank, by the rules of the Dockerfile frontend (Go's unicode.IsSpace), which differ from
// JavaScript's `\s`: U+0085 counts, a byte-order mark does not.

/** True for a code unit that the Dockerfile frontend trims and splits at. */
export function isBlank(code: number): boolean {
  if (code <= 32) return code === 32 || (code >= 9 && code <= 13);
  if (code < 0x1680) return code === 0x85 || code === 0xa0;
  return (
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** The first offset in `[from, to)` that is not blank, else `to`. */
export function skipBlanks(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** The offset after the last character in `[from, to)` that is not blank, else `from`. */
export function trimBlanksEnd(text: string, from: number, to: number): number {
  let at = to;
  while (at > from && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

/** The first blank in `[from, to)`, else `to`. */
export function findBlank(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && !isBlank(text.charCodeAt(at))) at++;
  return at;
}
