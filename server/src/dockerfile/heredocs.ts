// Heredocs of RUN, COPY and ADD, found as BuildKit finds them (parser.go, `heredocsFromLine`): which words of a logical
// line announce one, and which of the lines after it are its body.
import type { Heredoc } from './dockerfile.ts';
import { type LogicalLine, unfold } from './logical-line.ts';
import { type FoldedWord, splitForHeredocs, splitQuoted, unquote } from './quoting.ts';

/** What a word like `3<<-"EOF"` says; offsets in folded text. */
export interface HeredocWord {
  readonly name: string;
  readonly operatorFrom: number;
  readonly to: number;
  readonly expands: boolean;
  readonly stripsTabs: boolean;
  readonly descriptor: number | null;
}

const heredocWord = /^(\d*)<<(-?)([^<]*)$/;

/** The line `[from, to)` without carriage returns at its end. */
function trimReturns(text: string, from: number, to: number): string {
  let end = to;
  while (end > from && text.charCodeAt(end - 1) === 13) end--;
  return text.slice(from, end);
}

function readHeredocWord(folded: string, word: FoldedWord): HeredocWord | null {
  const match = heredocWord.exec(folded.slice(word.from, word.to));
  if (match === null) return null;
  const [, digits = '', dash = '', written = ''] = match;
  const rest = written.trimStart();
  // Invariant: the name is one word with balanced quotes; `<<one two` announces nothing.
  const parts = splitQuoted(rest, 0, rest.length, '\\');
  if (parts.length !== 1 || parts[0]?.unterminated !== false) return null;
  const name = unquote(rest.trimEnd(), '\\');
  if (name === '') return null;
  return {
    name,
    operatorFrom: word.from + digits.length,
    to: word.to,
    expands: !/["']/.test(rest),
    stripsTabs: dash === '-',
    descriptor: digits === '' ? null : Number(digits),
  };
}

/** The heredocs that folded `[from, to)` announces, in order. */
export function findHeredocWords(folded: string, from: number, to: number): readonly HeredocWord[] {
  if (!folded.includes('<<', from)) return [];
  return splitForHeredocs(folded, from, to).flatMap((word) => readHeredocWord(folded, word) ?? []);
}

/** The heredoc that folded `[from, to)` consists of, or null: `RUN <<EOF` and nothing else. */
export function soleHeredocWord(folded: string, from: number, to: number): HeredocWord | null {
  return readHeredocWord(folded, { from, to, unterminated: false });
}

/** Reads the bodies of the announced heredocs from the lines that begin at `line.next`. */
export function readHeredocs(text: string, line: LogicalLine, words: readonly HeredocWord[]): readonly Heredoc[] {
  let at = line.next;
  return words.map((word) => {
    const bodyFrom = at;
    let terminator: { from: number; to: number } | null = null;
    let bodyTo = text.length;
    while (at < text.length) {
      const feed = text.indexOf('\n', at);
      const stop = feed < 0 ? text.length : feed;
      const written = trimReturns(text, at, stop);
      const from = at;
      at = feed < 0 ? text.length : feed + 1;
      if ((word.stripsTabs ? written.replace(/^\t+/, '') : written) === word.name) {
        terminator = { from, to: from + written.length };
        bodyTo = from;
        break;
      }
    }
    return {
      name: word.name,
      operatorSpan: unfold(line, word.operatorFrom, word.to),
      expands: word.expands,
      stripsTabs: word.stripsTabs,
      descriptor: word.descriptor,
      bodySpan: { from: Math.min(bodyFrom, bodyTo), to: bodyTo },
      terminatorSpan: terminator,
    };
  });
}
