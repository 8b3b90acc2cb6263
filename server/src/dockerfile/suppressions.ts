// Comments that silence findings: ours, hadolint's and BuildKit's `check` directive, as plain data. Which rules the
// names mean is not known here.
import type { Range } from '../text/range.ts';
import type { Dockerfile, Instruction } from './dockerfile.ts';

/** One comment's word on what to leave unsaid. */
export interface Suppression {
  readonly tool: 'plimsoll' | 'hadolint' | 'buildkit';
  /** As written, in order; `all` silences everything of that tool. */
  readonly ids: readonly string[];
  readonly scope: { readonly kind: 'file' } | { readonly kind: 'instruction'; readonly index: number };
  /** The whole comment. */
  readonly range: Range;
  /** Where each of `ids` stands. */
  readonly idRanges: readonly Range[];
}

const pragma = /^#\s*(plimsoll|hadolint)\s+(global\s+)?ignore\s*=\s*(\S[^\n]*)$/i;

interface Place {
  readonly start: number;
  readonly end: number;
  /** The instruction that an unscoped comment speaks of; null where none follows. */
  readonly instruction: number | null;
}

function splitIds(text: string, origin: number, stop: RegExp): { ids: string[]; idRanges: Range[] } {
  const ids: string[] = [];
  const idRanges: Range[] = [];
  // Why: words after the list are the reason, told to people.
  const end = text.search(stop);
  for (const match of (end < 0 ? text : text.slice(0, end)).matchAll(/[^\s,]+/g)) {
    ids.push(match[0]);
    idRanges.push({ start: origin + match.index, end: origin + match.index + match[0].length });
  }
  return { ids, idRanges };
}

function readPragma(text: string, place: Place): Suppression | null {
  const written = text.slice(place.start, place.end);
  const match = pragma.exec(written);
  const list = match?.[3];
  if (match === null || list === undefined) return null;
  const { ids, idRanges } = splitIds(list, place.start + written.length - list.length, /(?<=[^\s,])\s+(?=[^\s,])/);
  if (ids.length === 0) return null;
  const isGlobal = match[2] !== undefined;
  if (!isGlobal && place.instruction === null) return null;
  return {
    tool: match[1]?.toLowerCase() === 'hadolint' ? 'hadolint' : 'plimsoll',
    ids,
    scope: isGlobal ? { kind: 'file' } : { kind: 'instruction', index: place.instruction ?? 0 },
    range: { start: place.start, end: place.end },
    idRanges,
  };
}

function readCheck(dockerfile: Dockerfile): readonly Suppression[] {
  return dockerfile.directives.flatMap((directive): readonly Suppression[] => {
    if (directive.name !== 'check' || directive.duplicate) return [];
    const skip = /(?:^|;)\s*skip\s*=\s*([^;]*)/i.exec(directive.value);
    const list = skip?.[1];
    if (skip === null || list === undefined) return [];
    const origin = directive.valueRange.start + skip.index + skip[0].length - list.length;
    const { ids, idRanges } = splitIds(list, origin, /$^/);
    return ids.length === 0
      ? []
      : [{ tool: 'buildkit', ids, scope: { kind: 'file' }, range: directive.range, idRanges }];
  });
}

/** Comment lines in the heredoc bodies of a RUN: they are the shell's, and speak of the RUN all the same. */
function bodyComments({ index, range, syntax }: Instruction): readonly Place[] {
  return syntax.heredocs.flatMap(({ bodySpan }) => {
    const body = syntax.text.slice(bodySpan.from, bodySpan.to);
    if (!body.includes('plimsoll')) return [];
    return Array.from(body.matchAll(/^[ \t]*(#[^\r\n]*)/gm), ({ index: at, 0: line, 1: comment = '' }) => {
      const end = range.start + bodySpan.from + at + line.length;
      return { start: end - comment.length, end, instruction: index };
    });
  });
}

/**
 * Every suppression of a file in order of place within each kind. A comment above speaks of the next instruction, past
 * blank lines and other comments; a comment line inside a continued instruction or a RUN's heredoc speaks of that
 * instruction.
 */
export function readSuppressions(dockerfile: Dockerfile): readonly Suppression[] {
  const { text, comments, instructions } = dockerfile;
  const places: Place[] = [];
  let next = 0;
  for (const { range } of comments) {
    while ((instructions[next]?.range.start ?? Infinity) < range.start) next++;
    places.push({ ...range, instruction: instructions[next]?.index ?? null });
  }
  for (const instruction of instructions) {
    const { index, range, syntax } = instruction;
    for (const { from, to } of syntax.innerComments)
      places.push({ start: range.start + from, end: range.start + to, instruction: index });
    if (syntax.keyword === 'RUN' && syntax.heredocs.length > 0) places.push(...bodyComments(instruction));
  }
  const pragmas = places.sort((a, b) => a.start - b.start).flatMap((place) => readPragma(text, place) ?? []);
  return [...readCheck(dockerfile), ...pragmas];
}

/** Whether the BuildKit `check` directive asks for findings to be errors. */
export function checkIsError(dockerfile: Dockerfile): boolean {
  return dockerfile.directives.some(
    (one) => one.name === 'check' && !one.duplicate && /(?:^|;)\s*error\s*=\s*true\b/i.test(one.value),
  );
}
