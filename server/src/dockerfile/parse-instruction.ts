// One instruction's own text as InstructionSyntax. It never looks at another instruction, so its result may be kept by
// text; it never throws: what cannot be read is a problem.
import { boundedCache, detachText } from '../text/bounded-cache.ts';
import { findBlank, skipBlanks, trimBlanksEnd } from '../text/characters.ts';
import type { Span } from '../text/range.ts';
import { readAstHead } from './ast-head.ts';
import type { InstructionSyntax, JsonForm, Keyword, SyntaxProblem } from './dockerfile.ts';
import { flagProblems } from './flag-problems.ts';
import { heredocsAfter, keywordOf, readHead } from './instruction-head.ts';
import { type FoldedJson, readJsonForm } from './json-form.ts';
import { type Escape, fillBetween, foldLine, type LogicalLine, unfold } from './logical-line.ts';
import { readPairs } from './pairs.ts';
import { argumentProblem, type Place, readFrom, readShell, readWords } from './read-arguments.ts';
import { readFlags } from './read-flags.ts';
import { lineSource } from './shell-source.ts';

const mayBeJson: ReadonlySet<Keyword> = new Set(['ADD', 'CMD', 'COPY', 'ENTRYPOINT', 'RUN', 'SHELL', 'VOLUME']);

/** Where the arguments stand in folded text. */
interface Arguments {
  readonly from: number;
  readonly to: number;
  readonly span: Span;
}

interface Healthcheck {
  readonly healthcheck: InstructionSyntax['healthcheck'];
  /** Where the command begins. */
  readonly from: number;
}

function readHealthcheck({ line }: Place, { from, to }: Arguments): Healthcheck {
  const kindTo = findBlank(line.folded, from, to);
  const kind = line.folded.slice(from, kindTo).toUpperCase();
  if (kind !== 'NONE' && kind !== 'CMD') return { healthcheck: null, from };
  const commandFrom = skipBlanks(line.folded, kindTo, to);
  const { to: end } = unfold(line, from, kindTo);
  const argumentSpan = commandFrom < to ? unfold(line, commandFrom, to) : { from: end, to: end };
  return { healthcheck: { kind, argumentSpan }, from: commandFrom };
}

/** NONE stands alone, and CMD has a command. */
function healthcheckProblems({
  healthcheck,
  keywordSpan,
}: Pick<InstructionSyntax, 'healthcheck' | 'keywordSpan'>): SyntaxProblem[] {
  if (healthcheck === null) return [];
  const { kind, argumentSpan } = healthcheck;
  const isEmpty = argumentSpan.from === argumentSpan.to;
  if (kind === 'NONE' && !isEmpty)
    return [{ code: 'extra-argument', message: 'nothing stands behind HEALTHCHECK NONE', span: argumentSpan }];
  if (kind === 'CMD' && isEmpty)
    return [{ code: 'missing-argument', message: 'HEALTHCHECK CMD takes a command', span: keywordSpan }];
  return [];
}

/** Problems that only the whole of an instruction shows. */
function findProblems(place: Place, syntax: Omit<InstructionSyntax, 'problems'>, meantJson: boolean): SyntaxProblem[] {
  const { keyword, keywordSpan, argumentSpan, heredocs } = syntax;
  const problems: SyntaxProblem[] = [];
  const hasArguments = syntax.argumentText !== '';
  if (keyword === 'UNKNOWN') {
    const message = `unknown instruction ${syntax.keywordText}`;
    problems.push({ code: 'unknown-instruction', message, span: keywordSpan });
  }
  if (keyword === 'HEALTHCHECK' && syntax.healthcheck === null && hasArguments) {
    problems.push({ code: 'missing-argument', message: 'HEALTHCHECK takes NONE or CMD', span: argumentSpan });
  }
  if (meantJson || (keyword === 'SHELL' && syntax.json === null && hasArguments)) {
    const message = 'this is not a JSON array of strings in double quotes';
    problems.push({ code: 'malformed-json', message, span: argumentSpan });
  }
  const missing = argumentProblem(keyword, syntax.words);
  if (missing !== null) problems.push({ code: 'missing-argument', message: missing, span: keywordSpan });
  problems.push(...flagProblems(keyword, syntax.flags), ...healthcheckProblems(syntax));
  if (place.insideOnbuild) return problems;
  for (const heredoc of heredocs) {
    if (heredoc.terminatorSpan !== null) continue;
    const message = `no line "${heredoc.name}" ends this heredoc`;
    problems.push({ code: 'unterminated-heredoc', message, span: heredoc.operatorSpan });
  }
  return problems;
}

function parseAt(place: Place, start: number): InstructionSyntax {
  const { text, line, escape, heredocs } = place;
  const { folded } = line;
  const ast = start === 0 ? readAstHead(line) : null;
  const { keywordFrom, keywordTo } = ast ?? readHead(folded, start);
  const keyword = keywordOf(folded.slice(keywordFrom, keywordTo));
  const keywordSpan = unfold(line, keywordFrom, keywordTo);
  const { flags, rest } = ast ?? readFlags(line, keywordTo, folded.length);
  const to = trimBlanksEnd(folded, rest, folded.length);
  const headTo = flags.at(-1)?.span.to ?? keywordSpan.to;
  const argumentSpan = rest < to ? unfold(line, rest, to) : { from: headTo, to: headTo };
  const args: Arguments = { from: rest, to, span: argumentSpan };

  const isCheck = keyword === 'HEALTHCHECK';
  const { healthcheck, from: jsonFrom } = isCheck ? readHealthcheck(place, args) : { healthcheck: null, from: rest };
  const tryJson = mayBeJson.has(keyword) || healthcheck?.kind === 'CMD';
  const { json, meant } = tryJson ? readJsonForm(folded, jsonFrom, to) : { json: null, meant: false };
  const isPaired = keyword === 'ENV' || keyword === 'LABEL' || keyword === 'ARG';
  const paired = isPaired ? readPairs(line, keyword, rest, to, escape) : { pairs: [], problems: [] };
  const words = readWords(place, keyword, rest, to, isCheck ? null : json);
  const triggers = keyword === 'ONBUILD' && rest < to && !place.insideOnbuild;
  const trigger = triggers ? parseAt({ ...place, insideOnbuild: true }, rest) : null;
  const commandSpan = healthcheck?.kind === 'CMD' ? healthcheck.argumentSpan : null;
  const shell =
    commandSpan === null ? readShell(place, keyword, rest, to, argumentSpan) : lineSource(text, line, commandSpan, []);

  const syntax: Omit<InstructionSyntax, 'problems'> = {
    text,
    escape,
    keyword,
    keywordText: folded.slice(keywordFrom, keywordTo),
    keywordSpan,
    flags,
    argumentSpan,
    argumentText: fillBetween(text, line, argumentSpan.from, argumentSpan.to, ' '),
    words,
    json: json === null ? null : jsonForm(line, json, unfold(line, jsonFrom, to)),
    heredocs,
    pairs: paired.pairs,
    trigger,
    healthcheck,
    from: keyword === 'FROM' ? readFrom(words) : null,
    shell: json === null ? shell : null,
    continuations: line.continuations,
    innerComments: line.comments,
  };
  const problems = [...paired.problems, ...(trigger?.problems ?? []), ...findProblems(place, syntax, meant)];
  return { ...syntax, problems };
}

function jsonForm(line: LogicalLine, json: FoldedJson, span: Span): JsonForm {
  return { values: json.values, spans: json.places.map((place) => unfold(line, place.from, place.to)), span };
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

const cache = boundedCache<InstructionSyntax>(150_000);

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
