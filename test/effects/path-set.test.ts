// Path sets against a universe small enough to count: what is said to be surely so must be so for every path of it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PathPattern } from '../../server/src/effects/effect.ts';
import { expandBraces } from '../../server/src/effects/expand-braces.ts';
import {
  contains,
  empties,
  fileAt,
  globAt,
  intersects,
  joinPath,
  matchesSegment,
  mayMatch,
  normalisePath,
  treeAt,
  unknownBelow,
} from '../../server/src/effects/path-set.ts';

const names = ['a', 'b', 'ab', '.c'];
const universe = [
  '/',
  ...names.map((x) => `/${x}`),
  ...names.flatMap((x) => names.map((y) => `/${x}/${y}`)),
  ...names.flatMap((x) => names.map((y) => `/${x}/${y}/a`)),
];
const path = fc.constantFrom(...universe);
const globText = fc
  .array(fc.constantFrom('a', 'b', '*', '?', '[ab]', 'a*', '*b', '.c', '[!a]'), { minLength: 1, maxLength: 3 })
  .map((segments) => `/${segments.join('/')}`);
const pattern: fc.Arbitrary<PathPattern> = fc.oneof(
  path.map(fileAt),
  path.map(treeAt),
  path.map(unknownBelow),
  globText.map(globAt),
);
const sure: fc.Arbitrary<PathPattern> = fc.oneof(path.map(fileAt), path.map(treeAt), globText.map(globAt));

describe('sets of paths', () => {
  test('what contains another matches all that it matches', () => {
    fc.assert(
      fc.property(pattern, sure, (outer, inner) => {
        if (!contains(outer, inner)) return;
        for (const each of universe) if (mayMatch(inner, each)) expect(mayMatch(outer, each), each).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('sets that share a path intersect, whichever comes first', () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        expect(intersects(a, b)).toBe(intersects(b, a));
        if (universe.some((each) => mayMatch(a, each) && mayMatch(b, each))) expect(intersects(a, b)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('a set contains itself, but for unknown ones, and intersects itself', () => {
    fc.assert(
      fc.property(pattern, (set) => {
        expect(contains(set, set)).toBe(set.kind !== 'unknown');
        expect(intersects(set, set)).toBe(true);
      }),
    );
  });

  test.each([
    ['/var/lib/apt/lists/*', true],
    ['/var/lib/apt/lists', true],
    ['/var/lib/apt', true],
    ['/var/lib/*', true],
    ['/var/lib/apt/lists/*.gz', false],
    ['/var/lib/apt/lists/*/*', false],
    ['/var/apt/lists', false],
    ['/*', true],
  ])('%s empties the package lists: %s', (deleted, does) => {
    const set = deleted.includes('*') ? globAt(deleted) : treeAt(deleted);
    expect(empties(set, treeAt('/var/lib/apt/lists'))).toBe(does);
  });

  test('a star spares what begins with a dot', () => {
    expect(empties(globAt('/root/*'), treeAt('/root/.cache/pip'))).toBe(false);
    expect(empties(globAt('/root/.*'), treeAt('/root/.cache/pip'))).toBe(true);
  });
});

test.each([
  ['a//b/./c/../d/', '/a/b/d'],
  ['/..', '/'],
  ['', '/'],
])('normalisePath %s', (written, normal) => {
  expect(normalisePath(written)).toBe(normal);
  expect(joinPath('/x', normal)).toBe(normal);
});

test.each([
  ['*.tar.gz', 'a.tar.gz', true],
  ['*', '.a', false],
  ['.*', '.a', true],
  ['[!a]x', 'bx', true],
  ['[!a]x', 'ax', false],
  ['[a-c]?', 'bz', true],
  ['\\*', '*', true],
  ['\\*', 'a', false],
  ['a[', 'a[', true],
  ['**a**b', 'xaxb', true],
])('%s matches %s: %s', (glob, name, does) => {
  expect(matchesSegment(glob, name)).toBe(does);
});

test.each([
  ['a{b,c}d', ['abd', 'acd']],
  ['{a,b{c,d}}', ['a', 'bc', 'bd']],
  ['{1..3}', ['1', '2', '3']],
  ['{3..1}x', ['3x', '2x', '1x']],
  ['{a}', ['{a}']],
  ['${X}', ['${X}']],
  ['{a,b', ['{a,b']],
  ['{,x}', ['', 'x']],
])('braces of %s', (text, expanded) => {
  expect(expandBraces(text)).toEqual(expanded);
});

test('braces are bounded', () => {
  expect(expandBraces('{1..9999}{1..9999}')).toHaveLength(1);
});
