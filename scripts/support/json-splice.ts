// Replaces one value inside a JSON text and leaves every other byte as it is, so that a file which people write by hand
// can have generated parts. It knows no file.

interface Found {
  readonly start: number;
  readonly end: number;
}

function skipBlanks(text: string, at: number): number {
  let i = at;
  while (i < text.length && ' \t\r\n'.includes(text[i] ?? '')) i++;
  return i;
}

function endOfString(text: string, at: number): number {
  let i = at + 1;
  while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i + 1;
}

function endOfValue(text: string, at: number): number {
  const first = text[at];
  if (first === '"') return endOfString(text, at);
  if (first !== '{' && first !== '[') {
    let i = at;
    while (i < text.length && !',]} \t\r\n'.includes(text[i] ?? '')) i++;
    return i;
  }
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const character = text[i];
    if (character === '"') i = endOfString(text, i) - 1;
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') {
      depth--;
      if (depth === 0) return i + 1;
    }
  }
  return text.length;
}

function findMember(text: string, object: number, name: string): Found | null {
  let i = skipBlanks(text, object + 1);
  while (text[i] === '"') {
    const keyEnd = endOfString(text, i);
    const key = JSON.parse(text.slice(i, keyEnd)) as string;
    const start = skipBlanks(text, skipBlanks(text, keyEnd) + 1);
    const end = endOfValue(text, start);
    if (key === name) return { start, end };
    i = skipBlanks(text, end);
    if (text[i] === ',') i = skipBlanks(text, i + 1);
  }
  return null;
}

/** The text (valid JSON, an object) with the value at `path` replaced. Throws where a member of the path is missing. */
export function replaceJsonValue(text: string, path: readonly string[], value: unknown): string {
  let found: Found = { start: skipBlanks(text, 0), end: text.length };
  for (const name of path) {
    const member = findMember(text, found.start, name);
    if (member === null) throw new Error(`there is no ${path.join('.')} to replace`);
    found = member;
  }
  const indent = '  '.repeat(path.length);
  const rendered = JSON.stringify(value, null, 2).replace(/\n/g, `\n${indent}`);
  return text.slice(0, found.start) + rendered + text.slice(found.end);
}
