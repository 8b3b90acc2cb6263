// A pattern that no builder can read: `[` without its end, a backslash at the end, `!` alone. The build stops before its
// first step.
import type { Snapshot } from '../facts/snapshot.ts';
import { patternsOf } from './parts/ignore-file-text.ts';
import type { IgnoreFileFinding, Rule } from './rule.ts';

function* checkPatterns({ context }: Snapshot): Generator<IgnoreFileFinding> {
  for (const { glob, range, text } of context?.ignoreFile == null ? [] : patternsOf(context.ignoreFile)) {
    if (glob !== null) continue;
    const what = text === '!' ? 'an exception needs a pattern behind it' : 'a pattern that cannot be read';
    yield { range, message: `${what}: the build stops before its first step` };
  }
}

export const ignorePatternMalformed: Rule = {
  meta: {
    id: 'ignore-pattern-malformed',
    summary: 'A pattern of the ignore file cannot be read, so nothing is built',
    group: 'context',
    severity: 'error',
    needs: 'context',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/concepts/context/#dockerignore-files'],
  },
  checkIgnoreFile: checkPatterns,
};
