// What follows keyword and flags: words, shell text, and what is missing, by each instruction's own way of splitting.
import type { Span } from '../text/range.ts';
import type { Heredoc, InstructionSyntax, Keyword, ShellSource, Word } from './dockerfile.ts';
import { findHeredocWords, soleHeredocWord } from './heredocs.ts';
import type { FoldedJson } from './json-form.ts';
import { type Escape, type LogicalLine, unfold } from './logical-line.ts';
import { type FoldedWord, splitPlain, splitQuoted, unquote } from './quoting.ts';
import { bodySource, lineSource } from './shell-source.ts';

const mayBeEmpty: ReadonlySet<Keyword> = new Set(['CMD', 'ENTRYPOINT', 'UNKNOWN']);
const isSplitPlain: ReadonlySet<Keyword> = new Set(['ADD', 'COPY', 'EXPOSE', 'FROM', 'VOLUME']);
const isOneString: ReadonlySet<Keyword> = new Set(['MAINTAINER', 'STOPSIGNAL', 'USER', 'WORKDIR']);
const hasShellForm: ReadonlySet<Keyword> = new Set(['CMD', 'ENTRYPOINT', 'RUN']);

function wordAt(line: LogicalLine, word: FoldedWord, escape: Escape): Word {
  const raw = line.folded.slice(word.from, word.to);
  return { raw, value: unquote(raw, escape), span: unfold(line, word.from, word.to) };
}

function jsonWords(line: LogicalLine, json: FoldedJson): readonly Word[] {
  return json.values.map((value, i) => {
    const place = json.places[i] ?? { from: 0, to: 0 };
    return { raw: line.folded.slice(place.from, place.to), value, span: unfold(line, place.from, place.to) };
  });
}

/** `<< EOF` is one word: BuildKit takes the blanks after `<<` into it. */
function joinHeredocWords(line: LogicalLine, words: readonly FoldedWord[], to: number): readonly FoldedWord[] {
  const heredocs = findHeredocWords(line.folded, 0, to);
  const joined: FoldedWord[] = [];
  for (const word of words) {
    const heredoc = heredocs.find((h) => h.operatorFrom < word.from && word.to <= h.to);
    const last = joined.at(-1);
    if (heredoc !== undefined && last !== undefined && heredoc.operatorFrom >= last.from) {
      joined[joined.length - 1] = { ...last, to: word.to };
    } else joined.push(word);
  }
  return joined;
}

/** The instruction that is being read. */
export interface Place {
  readonly text: string;
  readonly line: LogicalLine;
  readonly escape: Escape;
  readonly heredocs: readonly Heredoc[];
  readonly insideOnbuild: boolean;
}

/** The words of folded `[from, to)`; those of the array for the JSON form. */
export function readWords(
  place: Place,
  keyword: Keyword,
  from: number,
  to: number,
  json: FoldedJson | null,
): readonly Word[] {
  const { line, escape } = place;
  if (json !== null) return jsonWords(line, json);
  if (from >= to) return [];
  if (isOneString.has(keyword)) return [wordAt(line, { from, to, unterminated: false }, escape)];
  const split = isSplitPlain.has(keyword)
    ? splitPlain(line.folded, from, to)
    : splitQuoted(line.folded, from, to, escape);
  const words = place.heredocs.length > 0 ? joinHeredocWords(line, split, to) : split;
  return words.map((word) => wordAt(line, word, escape));
}

/** Image and name of FROM. */
export function readFrom(words: readonly Word[]): InstructionSyntax['from'] {
  const [image = null, as, name = null] = words;
  return { image, name: as?.value.toUpperCase() === 'AS' ? name : null };
}

/** The shell text of RUN, CMD and ENTRYPOINT in shell form. */
export function readShell(
  place: Place,
  keyword: Keyword,
  from: number,
  to: number,
  argument: Span,
): ShellSource | null {
  if (!hasShellForm.has(keyword)) return null;
  const { text, line, heredocs } = place;
  const [heredoc] = heredocs;
  if (keyword === 'RUN' && heredoc !== undefined && soleHeredocWord(line.folded, from, to) !== null) {
    return bodySource(text, heredoc);
  }
  return lineSource(text, line, argument, keyword === 'RUN' ? heredocs : []);
}

/** What an instruction lacks, or has too much, in words; null where it has what it takes. */
export function argumentProblem(keyword: Keyword, words: readonly Word[]): string | null {
  if (keyword === 'FROM') {
    const named = words.length === 3 && words[1]?.value.toUpperCase() === 'AS';
    return words.length === 1 || named ? null : 'FROM takes an image, or an image, AS and a name';
  }
  if (keyword === 'COPY' || keyword === 'ADD') {
    return words.length < 2 ? `${keyword} takes at least one source and a destination` : null;
  }
  return words.length === 0 && !mayBeEmpty.has(keyword) ? `${keyword} takes at least one argument` : null;
}
