// Ignore files (`.dockerignore`) as BuildKit reads and applies them: order counts, `!` brings back, a pattern that
// matches a folder holds for what is below. It reads no disk.
// Source: moby/patternmatcher (ignorefile.ReadAll, MatchesUsingParentResults) and the Docker documentation.
import type { Range } from '../text/range.ts';
import { matchesGlob, readGlob } from '../text/glob.ts';
import type { Glob } from '../text/glob.ts';

export interface IgnorePattern {
  /** As written, trimmed. */
  readonly text: string;
  /** Where it stands in the ignore file, without the blanks around. */
  readonly range: Range;
  /** Cleaned, without `!` and leading slash. */
  readonly pattern: string;
  /** `!`: what it matches is sent after all. */
  readonly exception: boolean;
  /** Null where the pattern is malformed: then the build fails. */
  readonly glob: Glob | null;
  /** The text that a path must equal, or end in as whole segments; null where the glob has to be asked. */
  readonly plain: { readonly text: string; readonly anywhere: boolean } | null;
}

/** The patterns of an ignore file's text, in order; comments and blank lines are left out. */
export function parseIgnoreFile(text: string): readonly IgnorePattern[] {
  const patterns: IgnorePattern[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    const from = start;
    start += line.length + 1;
    const bare = from === 0 && line.startsWith('\uFEFF') ? line.slice(1) : line;
    const trimmed = bare.trim();
    // Why: only a `#` in the very first column begins a comment.
    if (bare.startsWith('#') || trimmed === '') continue;
    const at = from + line.indexOf(trimmed);
    const exception = trimmed.startsWith('!');
    const written = exception ? trimmed.slice(1).trim() : trimmed;
    const cleaned = written === '' ? '' : cleanPath(written);
    const pattern = cleaned.length > 1 && cleaned.startsWith('/') ? cleaned.slice(1) : cleaned;
    patterns.push({
      text: trimmed,
      range: { start: at, end: at + trimmed.length },
      pattern,
      exception,
      glob: pattern === '' ? null : readGlob(pattern, true),
      plain: plainOf(pattern),
    });
  }
  return patterns;
}

/** A pattern without wildcards, but for two stars and a slash in front: nearly all that people write. */
function plainOf(pattern: string): IgnorePattern['plain'] {
  const anywhere = pattern.startsWith('**/');
  const text = anywhere ? pattern.slice(3) : pattern;
  return text === '' || /[*?[\]\\]/.test(text) ? null : { text, anywhere };
}

/** True where the pattern matches the path itself; folders above it are not looked at. */
export function matchesPattern({ glob, plain }: IgnorePattern, path: string): boolean {
  if (plain === null) return glob !== null && matchesGlob(glob, path);
  const { text, anywhere } = plain;
  return path === text || (anywhere && path.endsWith(text) && path[path.length - text.length - 1] === '/');
}

/** Go's filepath.Clean for slash-separated paths: `./a//b/../c/` is `a/c`; nothing left is `.`. */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') kept.push(segment);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!rooted) kept.push('..');
  }
  const cleaned = kept.join('/');
  return rooted ? `/${cleaned}` : cleaned === '' ? '.' : cleaned;
}

/** What the patterns say of one path: which of them matched it or a folder above it. */
export interface IgnoreResult {
  readonly ignored: boolean;
  /** By place of the pattern. */
  readonly matched: readonly boolean[];
  /** Place of the pattern that decided; null where none matched. */
  readonly by: number | null;
}

const untouched: IgnoreResult = { ignored: false, matched: [], by: null };

/** Applies the patterns to a context-relative path, given the result for the folder it lies in (none for the top). */
export function applyPatterns(patterns: readonly IgnorePattern[], path: string, parent?: IgnoreResult): IgnoreResult {
  if (patterns.length === 0) return untouched;
  let ignored = false;
  let by: number | null = null;
  const matched = patterns.map((pattern, at) => {
    let match = parent?.matched[at] === true;
    // Why: a pattern that could not change the answer is not asked, and so is not remembered for what lies below.
    if (!match) match = pattern.exception === ignored && matchesPattern(pattern, path);
    if (match) {
      ignored = !pattern.exception;
      by = at;
    }
    return match;
  });
  return { ignored, matched, by };
}

/** The result for a path, its folders from the top down included. */
export function ignoreResult(patterns: readonly IgnorePattern[], path: string): IgnoreResult {
  let result: IgnoreResult | undefined;
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    result = applyPatterns(patterns, path.slice(0, slash), result);
  }
  return applyPatterns(patterns, path, result);
}

/** True where the path is left out of the context. */
export function isIgnored(patterns: readonly IgnorePattern[], path: string): boolean {
  return ignoreResult(patterns, path).ignored;
}

/** False only where nothing below an ignored folder can be brought back, so that it need not be walked. */
export function mayHoldExceptions(patterns: readonly IgnorePattern[], folder: string): boolean {
  return patterns.some(({ exception, pattern }) => {
    if (!exception) return false;
    const literal = pattern.replace(/\/\*{1,2}$/, '');
    return /[*?[\]^\\]/.test(literal) || `${literal}/`.startsWith(`${folder}/`);
  });
}
