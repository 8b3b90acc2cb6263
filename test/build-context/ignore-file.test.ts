// Ignore files against the cases that moby's documentation names, and against its own way of matching spelt out as a
// regular expression.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesGlob, readGlob } from '../../server/src/text/glob.ts';
import {
  applyPatterns,
  cleanPath,
  ignoreResult,
  isIgnored,
  mayHoldExceptions,
  parseIgnoreFile,
} from '../../server/src/build-context/ignore-file.ts';

const cases: readonly (readonly [patterns: string, ignored: readonly string[], sent: readonly string[]])[] = [
  ['*/temp*', ['somedir/temporary.txt', 'somedir/temp', 'somedir/temp/x'], ['temp', 'a/b/temp']],
  ['*/*/temp*', ['somedir/subdir/temporary.txt'], ['somedir/temp']],
  ['temp?', ['tempa', 'tempb', 'tempa/x'], ['temp', 'a/tempa']],
  ['**/*.go', ['a.go', 'x/y/a.go'], ['a.gox']],
  ['*.md\n!README.md', ['a.md'], ['README.md', 'docs/a.md']],
  ['*.md\n!README*.md\nREADME-secret.md', ['README-secret.md', 'x.md'], ['README.md']],
  ['*.md\nREADME-secret.md\n!README*.md', ['x.md'], ['README-secret.md', 'README.md']],
  ['*\n!src\n!package.json', ['a', 'lib/x', '.git/config'], ['src/a.ts', 'src', 'package.json']],
  ['/foo/bar', ['foo/bar', 'foo/bar/x'], ['a/foo/bar']],
  ['foo/\n./bar/../baz', ['foo', 'foo/x', 'baz'], ['bar', 'a/foo']],
  ['# comment\n # not a comment', ['# not a comment'], ['# comment', 'comment']],
  ['node_modules\r\n.git\r\n', ['node_modules/x', '.git/HEAD'], ['a/node_modules']],
  ['  spaced  ', ['spaced'], ['  spaced  ']],
  ['**', ['a', 'a/b'], []],
  ['a/**', ['a/b', 'a/b/c'], ['a', 'ab']],
  ['**/a/**', ['a/b', 'x/a/b'], ['a', 'x/a']],
  ['**/a', ['a', 'x/a', 'x/a/y'], ['xa', 'ab']],
  ['**txt', ['a.txt', 'x/txt'], ['txt.a']],
  ['a**/b', ['ab', 'a/b', 'axx/b', 'a/x/b'], ['axb']],
  ['[a-c].txt', ['a.txt', 'c.txt'], ['d.txt']],
  ['[^a-c].txt', ['d.txt'], ['a.txt']],
  ['\\*.txt', ['*.txt'], ['a.txt']],
  ['a\n!a/b\na/b/c', ['a/x', 'a/b/c', 'a/b/c/d'], ['a/b', 'a/b/x']],
  ['\uFEFFnode_modules', ['node_modules'], []],
  ['!a\na', ['a'], []],
];

describe('patterns', () => {
  test.each(cases)('%j', (text, ignored, sent) => {
    const patterns = parseIgnoreFile(text);
    expect(ignored.filter((path) => !isIgnored(patterns, path))).toEqual([]);
    expect(sent.filter((path) => isIgnored(patterns, path))).toEqual([]);
  });

  test('a malformed pattern is said to be one and matches nothing', () => {
    expect(parseIgnoreFile('[a\n!\na\\').map(({ glob }) => glob)).toEqual([null, null, null]);
  });

  test('ranges point at the text', () => {
    const text = '\uFEFF# x\n\n  !a/b \r\nc';
    expect(parseIgnoreFile(text).map(({ range }) => text.slice(range.start, range.end))).toEqual(['!a/b', 'c']);
  });

  test('the pattern that decided is told', () => {
    expect(ignoreResult(parseIgnoreFile('*\n!src\nsrc/*.log'), 'src/a.log').by).toBe(2);
    expect(ignoreResult(parseIgnoreFile('x'), 'src').by).toBeNull();
  });

  test('folders that may hold exceptions are walked', () => {
    const patterns = parseIgnoreFile('*\n!src/lib/**\n!docs/a.md');
    expect(
      ['src', 'src/lib', 'docs', 'node_modules', 'src/other'].map((folder) => mayHoldExceptions(patterns, folder)),
    ).toEqual([true, true, true, false, false]);
    expect(mayHoldExceptions(parseIgnoreFile('*\n!**/keep'), 'deep/down')).toBe(true);
  });
});

test.each([
  ['a//b/../c/', 'a/c'],
  ['./', '.'],
  ['', '.'],
  ['../x', '../x'],
  ['/../x', '/x'],
  ['a/../..', '..'],
])('cleanPath %s', (path, cleaned) => {
  expect(cleanPath(path)).toBe(cleaned);
});

/** moby's own translation of a pattern to a regular expression, or to plain comparisons. */
function mobyMatches(pattern: string, path: string): boolean {
  let kind: 'exact' | 'prefix' | 'suffix' | 'regexp' = 'exact';
  let source = '^';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    const start = at;
    if (character === '*' && pattern[at + 1] === '*') {
      at += pattern[at + 2] === '/' ? 2 : 1;
      if (at + 1 >= pattern.length) {
        source += '.*';
        kind = kind === 'exact' ? 'prefix' : 'regexp';
      } else {
        source += '(.*/)?';
        kind = 'regexp';
      }
      if (start === 0) kind = 'suffix';
    } else if (character === '*' || character === '?') {
      source += character === '*' ? '[^/]*' : '[^/]';
      kind = 'regexp';
    } else source += '.+()|{}$'.includes(character) ? `\\${character}` : character;
  }
  if (kind === 'exact') return pattern === path;
  if (kind === 'prefix') return path.startsWith(pattern.slice(0, -2));
  if (kind === 'suffix') {
    const suffix = pattern.slice(2);
    return path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1));
  }
  // eslint-disable-next-line no-restricted-syntax -- Why: the oracle is moby's own expression.
  return new RegExp(`${source}$`).test(path);
}

const name = fc.string({ unit: fc.constantFrom('a', 'b', '.', '-'), minLength: 1, maxLength: 3 });
const path = fc
  .array(name, { minLength: 1, maxLength: 4 })
  .map((names) => cleanPath(names.join('/')))
  .filter((each) => !/^\.{1,2}(?:\/|$)/.test(each));
const piece = fc.constantFrom('a', 'b', '.', '-', '*', '**', '?', '/', '/**/', 'a/b');
const pattern = fc
  .array(piece, { minLength: 1, maxLength: 6 })
  .map((pieces) => {
    const cleaned = cleanPath(pieces.join(''));
    return cleaned.startsWith('/') ? cleaned.slice(1) : cleaned;
  })
  .filter((each) => each !== '');

test('a pattern matches what moby matches', () => {
  fc.assert(
    fc.property(pattern, path, (glob, at) => {
      const read = readGlob(glob, true);
      expect(read !== null && matchesGlob(read, at)).toBe(mobyMatches(glob, at));
    }),
    { numRuns: 3000 },
  );
});

test('folder by folder is the same as the whole path, and a walk that skips folders loses nothing', () => {
  const lines = fc.array(
    fc.tuple(fc.boolean(), pattern).map(([not, each]) => (not ? `!${each}` : each)),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(lines, path, (written, at) => {
      const patterns = parseIgnoreFile(written.join('\n'));
      let result;
      let skipped = false;
      const segments = at.split('/');
      for (let length = 1; length <= segments.length; length++) {
        const folder = segments.slice(0, length).join('/');
        result = applyPatterns(patterns, folder, result);
        if (length < segments.length && result.ignored && !mayHoldExceptions(patterns, folder)) skipped = true;
      }
      expect(result?.ignored).toBe(isIgnored(patterns, at));
      if (skipped) expect(isIgnored(patterns, at)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
