// One instruction's own text as InstructionSyntax. It never looks at another instruction, so its result may be kept by
// text; it never throws: what cannot be read is a problem.
import { findBlank, skipBlanks, trimBlanksEnd } from '../text/characters.ts';
import { boundedCache, detachText } from '../text/bounded-cache.ts';
import type { Span } from '../text/range.ts';
import {
  type Heredoc,
  type InstructionSyntax,
  type Keyword,
  keywords,
  type ShellSource,
  type SyntaxProblem,
  type Word,
} from './dockerfile.ts';
import { findHeredocWords, readHeredocs, soleHeredocWord } from './heredocs.ts';
import { type FoldedJson, readJsonForm } from './json-form.ts';
import { type Escape, fillBetween, foldLine, type LogicalLine, unfold } from './logical-line.ts';
import { readPairs } from './pairs.ts';
import { type FoldedWord, splitPlain, splitQuoted, unquote } from './quoting.ts';
import { readFlags } from './read-flags.ts';
import { bodySource, lineSource } from './shell-source.ts';

const known: ReadonlySet<string> = new Set(keywords);

const mayBeJson: ReadonlySet<Keyword> = new Set(['ADD', 'CMD', 'COPY', 'ENTRYPOINT', 'RUN', 'SHELL', 'VOLUME']);
const mayBeEmpty: ReadonlySet<Keyword> = new Set(['CMD', 'ENTRYPOINT', 'UNKNOWN']);
const isSplitPlain: ReadonlySet<Keyword> = new Set(['ADD', 'COPY', 'EXPOSE', 'FROM', 'VOLUME']);
const isOneString: ReadonlySet<Keyword> = new Set(['MAINTAINER', 'STOPSIGNAL', 'USER', 'WORKDIR']);
const hasShellForm: ReadonlySet<Keyword> = new Set(['CMD', 'ENTRYPOINT', 'RUN']);

/** The keyword a word spells, in any case. */
export function keywordOf(text: string): Keyword {
  const upper = text.toUpperCase();
  return known.has(upper) ? (upper as Keyword) : 'UNKNOWN';
}

/** The head of an instruction in folded text: what decides whether heredocs follow its line. */
interface Head {
  readonly keyword: Keyword;
  readonly keywordFrom: number;
  readonly keywordTo: number;
}

function readHead(folded: string, from: number): Head {
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

interface Place {
  readonly text: string;
  readonly line: LogicalLine;
  readonly escape: Escape;
  readonly heredocs: readonly Heredoc[];
  readonly insideOnbuild: boolean;
}

function readWords(place: Place, keyword: Keyword, from: number, to: number, json: FoldedJson | null): readonly Word[] {
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

function readFrom(words: readonly Word[]): InstructionSyntax['from'] {
  const [image = null, as, name = null] = words;
  return { image, name: as?.value.toUpperCase() === 'AS' ? name : null };
}

function readShell(place: Place, keyword: Keyword, from: number, to: number, argument: Span): ShellSource | null {
  if (!hasShellForm.has(keyword)) return null;
  const { text, line, heredocs } = place;
  const [heredoc] = heredocs;
  if (keyword === 'RUN' && heredoc !== undefined && soleHeredocWord(line.folded, from, to) !== null) {
    return bodySource(text, heredoc);
  }
  return lineSource(text, line, argument, keyword === 'RUN' ? heredocs : []);
}

function argumentProblem(keyword: Keyword, words: readonly Word[]): string | null {
  if (keyword === 'FROM') {
    const named = words.length === 3 && words[1]?.value.toUpperCase() === 'AS';
    return words.length === 1 || named ? null : 'FROM takes an image, or an image, AS and a name';
  }
  if (keyword === 'COPY' || keyword === 'ADD') {
    return words.length < 2 ? `${keyword} takes at least one source and a destination` : null;
  }
  return words.length === 0 && !mayBeEmpty.has(keyword) ? `${keyword} takes at least one argument` : null;
}

function parseAt(place: Place, start: number): InstructionSyntax {
  const { text, line, escape, heredocs } = place;
  const { folded } = line;
  const head = readHead(folded, start);
  const { keyword, keywordFrom, keywordTo } = head;
  const keywordSpan = unfold(line, keywordFrom, keywordTo);
  const { flags, rest } = readFlags(line, keywordTo, folded.length);
  const to = trimBlanksEnd(folded, rest, folded.length);
  const argumentSpan: Span =
    rest < to
      ? unfold(line, rest, to)
      : { from: flags.at(-1)?.span.to ?? keywordSpan.to, to: flags.at(-1)?.span.to ?? keywordSpan.to };

  const problems: SyntaxProblem[] = [];
  let jsonFrom = rest;
  let healthcheck: InstructionSyntax['healthcheck'] = null;
  if (keyword === 'HEALTHCHECK') {
    const kindTo = findBlank(folded, rest, to);
    const kind = folded.slice(rest, kindTo).toUpperCase();
    if (kind === 'NONE' || kind === 'CMD') {
      jsonFrom = skipBlanks(folded, kindTo, to);
      const end = unfold(line, rest, kindTo).to;
      healthcheck = { kind, argumentSpan: jsonFrom < to ? unfold(line, jsonFrom, to) : { from: end, to: end } };
    } else if (rest < to) {
      problems.push({ code: 'missing-argument', message: 'HEALTHCHECK takes NONE or CMD', span: argumentSpan });
    }
  }

  const tryJson = mayBeJson.has(keyword) || healthcheck?.kind === 'CMD';
  const { json, meant } = tryJson ? readJsonForm(folded, jsonFrom, to) : { json: null, meant: false };
  if (meant || (keyword === 'SHELL' && json === null && rest < to)) {
    const message = 'this is not a JSON array of strings in double quotes';
    problems.push({ code: 'malformed-json', message, span: argumentSpan });
  }
  const listed = keyword === 'HEALTHCHECK' && json !== null ? null : json;
  const words = readWords(place, keyword, rest, to, listed);

  const paired = keyword === 'ENV' || keyword === 'LABEL' || keyword === 'ARG';
  const { pairs, problems: pairProblems } = paired
    ? readPairs(line, keyword, rest, to, escape)
    : { pairs: [], problems: [] };
  problems.push(...pairProblems);

  let trigger: InstructionSyntax | null = null;
  if (keyword === 'ONBUILD' && rest < to && !place.insideOnbuild) {
    trigger = parseAt({ ...place, insideOnbuild: true }, rest);
    problems.push(...trigger.problems);
  }
  if (place.insideOnbuild && (keyword === 'ONBUILD' || keyword === 'FROM' || keyword === 'MAINTAINER')) {
    problems.push({ code: 'nested-onbuild', message: `ONBUILD does not take ${keyword}`, span: keywordSpan });
  }
  if (keyword === 'UNKNOWN') {
    const message = `unknown instruction ${folded.slice(keywordFrom, keywordTo)}`;
    problems.push({ code: 'unknown-instruction', message, span: keywordSpan });
  }
  const missing = argumentProblem(keyword, words);
  if (missing !== null) problems.push({ code: 'missing-argument', message: missing, span: keywordSpan });
  if (!place.insideOnbuild) {
    for (const heredoc of heredocs) {
      if (heredoc.terminatorSpan !== null) continue;
      const message = `no line "${heredoc.name}" ends this heredoc`;
      problems.push({ code: 'unterminated-heredoc', message, span: heredoc.operatorSpan });
    }
  }

  let shell: ShellSource | null = null;
  if (healthcheck?.kind === 'CMD' && json === null) {
    shell = lineSource(text, line, healthcheck.argumentSpan, []);
  } else if (json === null) shell = readShell(place, keyword, rest, to, argumentSpan);

  return {
    text,
    escape,
    keyword,
    keywordText: folded.slice(keywordFrom, keywordTo),
    keywordSpan,
    flags,
    argumentSpan,
    argumentText: fillBetween(text, line, argumentSpan.from, argumentSpan.to, ' '),
    words,
    json:
      json === null
        ? null
        : {
            values: json.values,
            spans: json.places.map((span) => unfold(line, span.from, span.to)),
            span: unfold(line, jsonFrom, to),
          },
    heredocs,
    pairs,
    trigger,
    healthcheck,
    from: keyword === 'FROM' ? readFrom(words) : null,
    shell,
    continuations: line.continuations,
    innerComments: line.comments,
    problems,
  };
}

/** What is left of an instruction whose reading failed: a bug of ours costs one instruction, never the file. */
function unparsed(text: string, escape: Escape): InstructionSyntax {
  const keywordTo = findBlank(text, 0, text.length);
  const keywordSpan = { from: 0, to: keywordTo };
  const end = { from: keywordTo, to: keywordTo };
  return {
    text,
    escape,
    keyword: keywordOf(text.slice(0, keywordTo)),
    keywordText: text.slice(0, keywordTo),
    keywordSpan,
    flags: [],
    argumentSpan: end,
    argumentText: '',
    words: [],
    json: null,
    heredocs: [],
    pairs: [],
    trigger: null,
    healthcheck: null,
    from: null,
    shell: null,
    continuations: [],
    innerComments: [],
    problems: [{ code: 'unparsed', message: 'this instruction could not be read', span: keywordSpan }],
  };
}

const cache = boundedCache<InstructionSyntax>(4_000_000);

/**
 * Reads an instruction from its own text (keyword through last line, heredoc bodies included). The same text gives the
 * same object while it is remembered.
 */
export function parseInstruction(text: string, escape: Escape): InstructionSyntax {
  const key = escape + text;
  const remembered = cache.get(key);
  if (remembered !== undefined) return remembered;
  const own = detachText(text);
  let syntax: InstructionSyntax;
  try {
    const line = foldLine(own, 0, escape);
    syntax = parseAt({ text: own, line, escape, heredocs: heredocsAfter(own, line), insideOnbuild: false }, 0);
  } catch {
    syntax = unparsed(own, escape);
  }
  cache.set(escape + own, syntax);
  return syntax;
}
