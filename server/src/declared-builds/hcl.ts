// The part of HCL's native syntax that Bake files are mostly written in: blocks, attributes, strings with variables, lists and
// objects. What is computed (functions, conditions, loops) is read past and has no value. Never throws; depth is bounded.

/** Gives the value in a scope; undefined where it is computed or not known. Numbers and booleans come as text. */
export type HclValue = (scope: (name: string) => string | undefined) => HclData;
export type HclData = string | null | undefined | readonly HclData[] | ReadonlyMap<string, HclData>;

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly attributes: ReadonlyMap<string, HclValue>;
}

const depthLimit = 32;
const blockLimit = 2_000;
const unknown: HclValue = () => undefined;

/** The blocks at the top of a file, in order; what cannot be read is left out. */
export function readHcl(text: string): readonly HclBlock[] {
  const reader = createReader(text);
  const blocks: HclBlock[] = [];
  while (!reader.atEnd() && blocks.length < blockLimit) {
    const type = reader.word();
    if (type === null) {
      reader.skipOne();
      continue;
    }
    const labels: string[] = [];
    for (let label = reader.label(); label !== null; label = reader.label()) labels.push(label);
    if (reader.take('{')) blocks.push({ type, labels, attributes: reader.body() });
    else if (reader.take('=')) reader.value(0);
  }
  return blocks;
}

interface Reader {
  atEnd(): boolean;
  /** Past one character that fits nothing. */
  skipOne(): void;
  take(mark: string): boolean;
  word(): string | null;
  label(): string | null;
  body(): ReadonlyMap<string, HclValue>;
  value(depth: number): HclValue;
}

function createReader(text: string): Reader {
  let at = 0;
  /** Strings inside what strings interpolate. */
  let nesting = 0;

  /** Past blanks and comments; line ends only where they mean nothing. */
  function skipBlanks(lines = true): void {
    for (;;) {
      const here = text[at];
      if (here === ' ' || here === '\t' || here === '\r' || (lines && here === '\n')) at++;
      else if (here === '#' || text.startsWith('//', at)) at = lineEnd();
      else if (text.startsWith('/*', at)) at = behind('*/', at + 2);
      else return;
    }
  }
  function lineEnd(): number {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  }
  function behind(mark: string, from: number): number {
    const found = text.indexOf(mark, from);
    return found < 0 ? text.length : found + mark.length;
  }
  function match(pattern: RegExp): string | null {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  }

  function take(mark: string): boolean {
    skipBlanks();
    if (!text.startsWith(mark, at)) return false;
    at += mark.length;
    return true;
  }
  function word(): string | null {
    skipBlanks();
    return match(/[a-z_][\w-]*/iy);
  }
  function label(): string | null {
    skipBlanks(false);
    if (text[at] !== '"') return match(/[a-z_][\w-]*/iy);
    const name = string()(() => undefined);
    return typeof name === 'string' ? name : '';
  }

  /** Past the rest of an expression that is computed: to its line's end or its list's, brackets and strings whole. */
  function skipExpression(): void {
    let depth = 0;
    while (at < text.length) {
      const here = text[at] ?? '';
      if (here === '"') {
        string();
        continue;
      }
      if (here === '#' || text.startsWith('//', at) || text.startsWith('/*', at)) {
        skipBlanks(false);
        continue;
      }
      if (depth === 0 && /[\n,\]}]/.test(here)) return;
      if (/[([{]/.test(here)) depth++;
      else if (/[)\]}]/.test(here)) depth--;
      at++;
    }
  }

  /** From the opening quote to behind the closing one. */
  function string(): HclValue {
    at++;
    nesting++;
    const parts: HclValue[] = [];
    let literal = '';
    const flush = (): void => {
      const whole = literal;
      if (whole !== '') parts.push(() => whole);
      literal = '';
    };
    while (at < text.length && text[at] !== '"' && text[at] !== '\n') {
      if (text[at] === '\\') {
        literal += escapes[text[at + 1] ?? ''] ?? text[at + 1] ?? '';
        at += 2;
      } else if (text.startsWith('$${', at) || text.startsWith('%%{', at)) {
        literal += `${text[at] ?? ''}{`;
        at += 3;
      } else if (nesting < depthLimit && (text.startsWith('${', at) || text.startsWith('%{', at))) {
        flush();
        parts.push(interpolation());
      } else literal += text[at++] ?? '';
    }
    at++;
    nesting--;
    flush();
    return (scope) => {
      const values = parts.map((part) => part(scope));
      return values.every((value) => typeof value === 'string') ? values.join('') : undefined;
    };
  }

  function interpolation(): HclValue {
    at += 2;
    const name = /\s*([a-z_][\w-]*)\s*\}/iy;
    name.lastIndex = at;
    const found = name.exec(text);
    if (found) {
      at += found[0].length;
      const variable = found[1] ?? '';
      return (scope) => scope(variable);
    }
    skipExpression();
    while (at < text.length && text[at] !== '}' && text[at] !== '\n') {
      at++;
      skipExpression();
    }
    at++;
    return unknown;
  }

  function list(depth: number): HclValue {
    const items: HclValue[] = [];
    while (!take(']') && at < text.length) {
      items.push(value(depth + 1));
      if (!take(',') && !take(']')) skipExpression();
      else if (text[at - 1] === ']') break;
    }
    return (scope) => items.map((item) => item(scope));
  }

  function object(depth: number): HclValue {
    const entries = new Map<string, HclValue>();
    while (!take('}') && at < text.length) {
      const key = label() ?? word();
      if (key !== null && (take('=') || take(':'))) entries.set(key, value(depth + 1));
      else at++;
      take(',');
    }
    return (scope) => new Map([...entries].map(([key, entry]) => [key, entry(scope)]));
  }

  function primary(depth: number): HclValue {
    const here = text[at] ?? '';
    if (here === '"') return string();
    if (depth < depthLimit && here === '[') {
      at++;
      return list(depth);
    }
    if (depth < depthLimit && here === '{') {
      at++;
      return object(depth);
    }
    const number = match(/-?\d[\d.]*/y);
    if (number !== null) return () => number;
    const name = match(/[a-z_][\w-]*/iy);
    if (name === null) return unknown;
    if (name === 'null') return () => null;
    return name === 'true' || name === 'false' ? () => name : (scope) => scope(name);
  }

  function value(depth: number): HclValue {
    skipBlanks();
    const read = primary(depth);
    skipBlanks(false);
    if (at >= text.length || /[\n,\]}]/.test(text[at] ?? '')) return read;
    skipExpression();
    return unknown;
  }

  /** From behind the opening brace to behind its closing one; blocks inside are read past. */
  function body(): ReadonlyMap<string, HclValue> {
    const attributes = new Map<string, HclValue>();
    while (!take('}') && at < text.length) {
      const name = word();
      if (name === null) {
        at++;
        continue;
      }
      if (take('=')) attributes.set(name, value(0));
      else {
        while (label() !== null);
        if (take('{')) object(0);
      }
    }
    return attributes;
  }

  return {
    atEnd: () => {
      skipBlanks();
      return at >= text.length;
    },
    skipOne: () => {
      at++;
    },
    take,
    word,
    label,
    body,
    value,
  };
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
