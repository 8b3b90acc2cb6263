// Expansion as BuildKit does it, form by form.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandVariables, variableNames } from '../../server/src/dockerfile/expand-variables.ts';
import { matchEnds, readWildcard, replaceMatch, trimMatch } from '../../server/src/dockerfile/wildcard.ts';

const set: ReadonlyMap<string, string> = new Map([
  ['X', 'foo.tar.gz'],
  ['E', ''],
  ['P', '/usr/local/bin'],
  ['Y', 'y'],
]);

function expand(raw: string): string {
  return expandVariables(raw, (name) => set.get(name), '\\').value;
}

describe('expandVariables', () => {
  test.each([
    ['$X', 'foo.tar.gz'],
    ['a$X-b', 'afoo.tar.gz-b'],
    ['${X}b', 'foo.tar.gzb'],
    ['$NO', ''],
    ['${NO:-d}', 'd'],
    ['${E:-d}', 'd'],
    ['${E-d}', ''],
    ['${NO-d}', 'd'],
    ['${X:+a}', 'a'],
    ['${NO:+a}', ''],
    ['${E+a}', 'a'],
    ['${E:+a}', ''],
    ['${NO:-${Y}z}', 'yz'],
    ['${NO:-"a b"}', 'a b'],
    ['${X#*.}', 'tar.gz'],
    ['${X##*.}', 'gz'],
    ['${X%.*}', 'foo.tar'],
    ['${X%%.*}', 'foo'],
    ['${X#?o}', 'o.tar.gz'],
    ['${X#no}', 'foo.tar.gz'],
    ['${X/o/0}', 'f0o.tar.gz'],
    ['${X//o/0}', 'f00.tar.gz'],
    ['${P//\\//-}', '-usr-local-bin'],
    ['${X/./}', 'footar.gz'],
    ["'$X'", '$X'],
    ['"$X"', 'foo.tar.gz'],
    ['"a\\"b"', 'a"b'],
    ['"a\\b"', 'a\\b'],
    ['\\$X', '$X'],
    ['"\\$X"', '$X'],
    ['a\\ b', 'a b'],
    ['$', '$'],
    ['a$', 'a$'],
    ['$(x)', '$(x)'],
    ['${}', '${}'],
    ['${X^^}', '${X^^}'],
    ['${X', '${X'],
    ['$1', ''],
  ])('%s → %s', (raw, value) => {
    expect(expand(raw)).toBe(value);
  });

  test('tells what is missing, and a default in place is no lack', () => {
    const missing = (raw: string): readonly string[] => expandVariables(raw, (name) => set.get(name), '\\').missing;
    expect(missing('$NO${ALSO}$NO$X')).toEqual(['NO', 'ALSO']);
    expect(missing('${NO:-d}')).toEqual([]);
    expect(missing('${NO:-$ALSO}')).toEqual(['ALSO']);
    expect(missing('${X:-$ALSO}')).toEqual([]);
    expect(missing('${NO:+a}')).toEqual([]);
    expect(missing('${NO:?why}')).toEqual(['NO']);
    expect(missing('${NO%x}')).toEqual(['NO']);
  });

  test('takes the backtick where it escapes', () => {
    expect(expandVariables('c:\\`$X', () => 'x', '`').value).toBe('c:\\$X');
  });

  test('names all variables', () => {
    expect(variableNames('$A "${B:-$C}" \'$D\' \\$E ${F//a/b} $A', '\\')).toEqual(['A', 'C', 'B', 'F']);
  });

  test('ends for any text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('$', '{', '}', 'X', ':', '-', '#', '%', '/', '"', "'", '\\', '*', '?', ' ')),
        (parts) => {
          const raw = parts.join('');
          expect(typeof expandVariables(raw, (name) => set.get(name), '\\').value).toBe('string');
          expect(variableNames(raw, '\\')).toBeDefined();
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('bounds', () => {
  const long = new Map([['LONG', 'x'.repeat(10_000)]]);

  test('values that grow beyond all bounds are not taken in', () => {
    expect(expandVariables('$LONG', (name) => long.get(name), '\\').value).toHaveLength(10_000);
    const twice = expandVariables('$LONG/$LONG', (name) => long.get(name), '\\');
    expect(twice).toEqual({ value: '$LONG/$LONG', missing: ['LONG'] });
    const replaced = expandVariables('${LONG//x/$LONG}', (name) => long.get(name), '\\');
    expect(replaced).toEqual({ value: '${LONG//x/$LONG}', missing: ['LONG'] });
    expect(expandVariables('${LONG##*x*x*x}', (name) => long.get(name), '\\').missing).toEqual([]);
  });

  test('braces without end and without number are left as written', () => {
    const endless = `${'${A:-'.repeat(10)}}`.repeat(30);
    expect(expandVariables(endless, () => undefined, '\\').value).toBe(endless);
    const deep = '${A:-'.repeat(5000) + '}'.repeat(5000);
    expect(expandVariables(deep, () => undefined, '\\').value).toBe(deep);
    const enough = `${'${A:-'.repeat(20)}x${'}'.repeat(20)}`;
    expect(expandVariables(enough, () => undefined, '\\').value).toBe('x');
  });
});

describe('wildcards', () => {
  const chars = fc.array(fc.constantFrom('a', 'b', '.'), { maxLength: 8 });
  const pattern = fc.array(fc.constantFrom('a', 'b', '.', '*', '?'), { maxLength: 5 }).map((parts) => parts.join(''));

  test('match what a regular expression matches', () => {
    fc.assert(
      fc.property(chars, pattern, (text, written) => {
        const expression = written.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
        // eslint-disable-next-line no-restricted-syntax -- the oracle: patterns of five characters
        const oracle = new RegExp(`^(?:${expression})$`);
        const expected = Array.from({ length: text.length + 1 }, (_, end) => end).filter((end) =>
          oracle.test(text.slice(0, end).join('')),
        );
        expect(matchEnds(readWildcard(written), text, 0)).toEqual(expected);
      }),
    );
  });

  test('escape, trim and replace', () => {
    expect(trimMatch('a*b', '*\\*', 'front', false)).toBe('b');
    expect(trimMatch('😀x', '?', 'front', false)).toBe('x');
    expect(replaceMatch('aaa', 'a', 'b', false)).toBe('baa');
    expect(replaceMatch('a.b.c', '.*', '', true)).toBe('a');
    expect(replaceMatch('ab', '', '-', true)).toBe('-a-b-');
  });
});
