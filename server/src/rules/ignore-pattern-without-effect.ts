// A pattern of the ignore file that changes nothing: an exception that stands above what hides its file, or hides nothing;
// a pattern whose files a later exception brings back, or an earlier pattern hides already. Order counts: the last line
// that matches decides.
import { ignoreResult, type IgnorePattern } from '../build-context/ignore-file.ts';
import type { PatternUse } from '../build-context/context.ts';
import type { Snapshot } from '../facts/snapshot.ts';
import { ignoreFileOf, patternsOf, withoutPattern } from './parts/ignore-file-text.ts';
import type { Finding, Fix, IgnoreFileFinding, Rule } from './rule.ts';

const broughtBack = 'hides nothing:';

/** Why the pattern changes nothing; null where it does, or may. */
function whyIdle(patterns: readonly IgnorePattern[], at: number, use: PatternUse): string | null {
  const pattern = patterns[at];
  if (pattern === undefined || pattern.glob === null || use.effective) return null;
  const twin = patterns.findIndex(
    (other, index) => index !== at && other.pattern === pattern.pattern && other.exception === pattern.exception,
  );
  if (twin >= 0 && twin < at) return `says what is said above already`;
  if (!pattern.exception && pattern.plain?.anywhere === false) {
    const { ignored, by } = ignoreResult(patterns.slice(0, at), pattern.pattern);
    const cover = patterns[by ?? -1];
    // Why: below a wildcard for everything, lines that say it again are there for people to read.
    if (ignored && cover !== undefined && cover.plain !== null)
      return `hides nothing that "${cover.text}" above does not hide already`;
  }
  if (use.example === null) return null;
  const { by } = ignoreResult(patterns, use.example);
  const deciding = by === null ? undefined : patterns[by];
  if (pattern.exception) {
    if (deciding === undefined || by === null) return `brings nothing back: no pattern hides ${use.example}`;
    if (by > at && !deciding.exception)
      return `brings nothing back: "${deciding.text}" below hides ${use.example} again`;
    return null;
  }
  // Why plain ones only: a wildcard is there for what may come, too.
  return pattern.plain !== null && by !== null && by > at && deciding?.exception === true
    ? `${broughtBack} "${deciding.text}" below brings ${use.example} back`
    : null;
}

function* checkPatterns({ context }: Snapshot): Generator<IgnoreFileFinding> {
  const file = context?.ignoreFile ?? null;
  if (file?.uses === undefined) return;
  const patterns = patternsOf(file);
  for (const [at, use] of file.uses.entries()) {
    const why = whyIdle(patterns, at, use);
    const pattern = patterns[at];
    if (why !== null && pattern !== undefined) yield { range: pattern.range, message: why };
  }
}

function fixPattern(snapshot: Snapshot, { range, message }: Finding): readonly Fix[] {
  // Why: which of the two lines is the wrong one only their people know.
  if (message.startsWith(broughtBack)) return [];
  const { path, text } = ignoreFileOf(snapshot);
  const file = snapshot.context?.ignoreFile;
  const patterns = file === undefined || file === null ? [] : patternsOf(file);
  const pattern = patterns.find((each) => each.range.start === range.start);
  if (pattern === undefined) return [];
  return [
    {
      id: 'take-out',
      title: 'Take the line out',
      // Why: files that come later may be meant.
      applicability: 'unsafe',
      edits: [],
      files: [{ path, text: withoutPattern(text, pattern) }],
    },
  ];
}

export const ignorePatternWithoutEffect: Rule = {
  meta: {
    id: 'ignore-pattern-without-effect',
    summary: 'A line of the ignore file changes nothing, because of the lines around it',
    group: 'context',
    severity: 'info',
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/concepts/context/#dockerignore-files'],
  },
  checkIgnoreFile: checkPatterns,
  fix: fixPattern,
};
