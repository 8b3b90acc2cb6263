// The head of an instruction: its keyword, and whether heredocs follow its line. All that is needed to tell where it ends.
import { findBlank, skipBlanks } from '../text/characters.ts';
import { type Heredoc, type Keyword, keywords } from './dockerfile.ts';
import { findHeredocWords, readHeredocs } from './heredocs.ts';
import { readJsonForm } from './json-form.ts';
import type { LogicalLine } from './logical-line.ts';
import { readFlags } from './read-flags.ts';

const known: ReadonlySet<string> = new Set(keywords);

/** The keyword a word spells, in any case. */
export function keywordOf(text: string): Keyword {
  const upper = text.toUpperCase();
  return known.has(upper) ? (upper as Keyword) : 'UNKNOWN';
}

/** Keyword and its place in folded text. */
export interface Head {
  readonly keyword: Keyword;
  readonly keywordFrom: number;
  readonly keywordTo: number;
}

/** The head of the instruction that begins at `from` of folded text. */
export function readHead(folded: string, from: number): Head {
  const keywordFrom = skipBlanks(folded, from, folded.length);
  const keywordTo = findBlank(folded, keywordFrom, folded.length);
  return { keyword: keywordOf(folded.slice(keywordFrom, keywordTo)), keywordFrom, keywordTo };
}

/** The heredocs that follow a logical line, in `text` where the line stands. */
export function heredocsAfter(text: string, line: LogicalLine): readonly Heredoc[] {
  if (!line.folded.includes('<<')) return [];
  let head = readHead(line.folded, 0);
  if (head.keyword === 'ONBUILD') head = readHead(line.folded, head.keywordTo);
  if (head.keyword !== 'RUN' && head.keyword !== 'COPY' && head.keyword !== 'ADD') return [];
  const { rest } = readFlags(line, head.keywordTo, line.folded.length);
  if (readJsonForm(line.folded, rest, line.folded.length).json !== null) return [];
  return readHeredocs(text, line, findHeredocWords(line.folded, 0, line.folded.length));
}
