// TOML as far as Python's projects and lock files need it: tables, keys with strings, lists of strings and inline tables,
// line by line. It knows no dates and no multi-line strings, and reads on behind what it does not understand.

/** One `[name]` or `[[name]]` with the keys that follow it, values as written; lists over several lines are joined. */
export interface TomlTable {
  /** As written between the brackets, quotes taken off: `tool.poetry.group.dev.dependencies`. Empty above the first. */
  readonly name: string;
  readonly entries: ReadonlyMap<string, string>;
}

/** The line without a comment; a `#` inside quotes is none. */
function withoutComment(line: string): string {
  if (!line.includes('#')) return line;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? '';
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === '#') return line.slice(0, at);
  }
  return line;
}

/** Brackets that are still open at the end of the text, quotes left aside. */
function depthOf(text: string): number {
  let depth = 0;
  let quote = '';
  for (const char of text) {
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === '[' || char === '{') depth++;
    else if (char === ']' || char === '}') depth--;
  }
  return depth;
}

/** The tables of a text in order. Linear in its length. */
export function readTomlTables(text: string): readonly TomlTable[] {
  const tables: { name: string; entries: Map<string, string> }[] = [{ name: '', entries: new Map() }];
  let open: { key: string; parts: string[]; depth: number } | null = null;
  for (const raw of text.split(/\r?\n/)) {
    const line = withoutComment(raw).trim();
    if (line === '') continue;
    const entries = tables.at(-1)?.entries;
    if (open !== null) {
      open.parts.push(line);
      open.depth += depthOf(line);
      if (open.depth <= 0) {
        entries?.set(open.key, open.parts.join(' '));
        open = null;
      }
      continue;
    }
    if (line.startsWith('[')) {
      tables.push({ name: line.replace(/^\[{1,2}|\]{1,2}$/g, '').replace(/["'\s]/g, ''), entries: new Map() });
      continue;
    }
    const equals = line.indexOf('=');
    if (equals <= 0) continue;
    const key = line.slice(0, equals).trim().replace(/["']/g, '');
    const value = line.slice(equals + 1).trim();
    const depth = depthOf(value);
    if (depth > 0) open = { key, parts: [value], depth };
    else entries?.set(key, value);
  }
  return tables;
}

/** The text of a string value; null for anything else. */
export function tomlString(value: string | undefined): string | null {
  if (value === undefined || value.length < 2) return null;
  const quote = value[0];
  return (quote === '"' || quote === "'") && value.endsWith(quote) ? value.slice(1, -1) : null;
}

/** All strings in a value, in order: those of a list, and the values of inline tables. */
export function tomlStrings(value: string | undefined): readonly string[] {
  return [...(value ?? '').matchAll(/"([^"]*)"|'([^']*)'/g)].map(([, double, single]) => double ?? single ?? '');
}
