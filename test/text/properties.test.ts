// Places, edits and caches, for any text.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundedCache, detachText } from '../../server/src/text/bounded-cache.ts';
import { findBlank, isBlank, skipBlanks, trimBlanksEnd } from '../../server/src/text/characters.ts';
import { commonEnds } from '../../server/src/text/common-ends.ts';
import { applyEdits, editsConflict, type TextEdit } from '../../server/src/text/edit.ts';
import { dropJoiners, joiner, settleJoiners } from '../../server/src/text/joiner.ts';
import { indexLines, lineAt, offsetAt, positionAt, reindexLines } from '../../server/src/text/line-index.ts';

const text = fc
  .array(fc.oneof(fc.constantFrom('a', 'b', '\n', '\r\n', '\r', ' ', '😀', '"', "'", '\\'), fc.string()), {
    maxLength: 20,
  })
  .map((parts) => parts.join(''));

describe('lines', () => {
  test('offsets and positions turn into each other', () => {
    fc.assert(
      fc.property(text, fc.nat(40), (written, offset) => {
        const index = indexLines(written);
        const inside = Math.min(offset, written.length);
        const position = positionAt(index, offset);
        expect(offsetAt(index, position)).toBe(inside);
        expect(position.line).toBe(lineAt(index, inside));
        expect(index.starts[position.line]).toBe(inside - position.character);
      }),
    );
  });

  test('begin after each of the three line ends', () => {
    expect(indexLines('a\nb\r\nc\rd').starts).toEqual([0, 2, 5, 7]);
    expect(offsetAt(indexLines('ab\ncd'), { line: 0, character: 9 })).toBe(3);
    expect(offsetAt(indexLines('ab\ncd'), { line: 9, character: 0 })).toBe(5);
    expect(offsetAt(indexLines('ab'), { line: -1, character: 1 })).toBe(0);
  });

  test('are indexed again only where they changed', () => {
    const lines = fc
      .array(fc.constantFrom('a\n', 'bb\r\n', '\n', 'c\rd\n'), { maxLength: 6 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(lines, lines, lines, text, (front, before, after, back) => {
        const previous = indexLines(front + before + back);
        const next = front + after + back;
        const from = front.length;
        expect(reindexLines(previous, next, from, from + before.length, from + after.length)).toEqual(indexLines(next));
      }),
      { numRuns: 300 },
    );
  });
});

test('common ends are common and as long as can be', () => {
  const long = fc.tuple(text, fc.constantFrom('', 'x'.repeat(5000)), text).map((parts) => parts.join(''));
  fc.assert(
    fc.property(long, long, text, text, (front, back, a, b) => {
      const [one, two] = [front + a + back, front + b + back];
      const { prefix, suffix } = commonEnds(one, two);
      const rest = Math.min(one.length, two.length) - prefix - suffix;
      expect(rest).toBeGreaterThanOrEqual(0);
      expect(one.slice(0, prefix)).toBe(two.slice(0, prefix));
      expect(one.slice(one.length - suffix)).toBe(two.slice(two.length - suffix));
      if (rest === 0) return;
      expect(one[prefix]).not.toBe(two[prefix]);
      expect(one.at(-1 - suffix)).not.toBe(two.at(-1 - suffix));
    }),
  );
});

describe('edits', () => {
  const edit = fc
    .tuple(fc.nat(12), fc.nat(4), fc.constantFrom('', 'X', 'YZ'))
    .map(([start, length, newText]): TextEdit => ({ range: { start, end: start + length }, newText }));

  test('keep every character that they do not replace', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 4 }), (edits) => {
        const written = 'abcdefghijklmnopq';
        const result = applyEdits(written, edits);
        if (editsConflict(edits)) return;
        const touched = (at: number): boolean => edits.some(({ range }) => range.start <= at && at < range.end);
        const kept = Array.from(written).filter((_, at) => !touched(at));
        expect(result.replaceAll(/[XYZ]/g, '')).toBe(kept.join(''));
        const added = edits.reduce((sum, { newText }) => sum + newText.length, 0);
        expect(result).toHaveLength(kept.length + added);
      }),
      { numRuns: 300 },
    );
  });

  test('at one place keep their order', () => {
    const at = { start: 1, end: 1 };
    const edits = [
      { range: at, newText: '1' },
      { range: at, newText: '2' },
    ];
    expect(applyEdits('ab', edits)).toBe('a12b');
    expect(editsConflict(edits)).toBe(false);
    expect(editsConflict([...edits, { range: { start: 0, end: 2 }, newText: '' }])).toBe(true);
  });
});

describe('blanks', () => {
  test('are those of the Dockerfile frontend', () => {
    expect(Array.from(' \t\n\v\f\r\u0085\u00a0\u2003\u3000').every((char) => isBlank(char.charCodeAt(0)))).toBe(true);
    expect(Array.from('a0_\ufeff\u200b').some((char) => isBlank(char.charCodeAt(0)))).toBe(false);
  });

  test('are skipped and trimmed within bounds', () => {
    expect(skipBlanks('  a', 0, 3)).toBe(2);
    expect(skipBlanks('   ', 0, 2)).toBe(2);
    expect(trimBlanksEnd('a  ', 0, 3)).toBe(1);
    expect(findBlank('ab c', 0, 4)).toBe(2);
  });
});

test('filling settles to blanks only where a blank means the same', () => {
  const show = (written: string): string => settleJoiners(written.replaceAll('~', joiner)).replaceAll(joiner, '~');
  expect(show('a ~~ b')).toBe('a    b');
  expect(show('a~~b')).toBe('a~~b');
  expect(show('a &&~~b')).toBe('a &&  b');
  expect(show("'a ~~ b' ~~c")).toBe("'a ~~ b'   c");
  expect(show('"\\"~~" ~')).toBe('"\\"~~"  ');
  expect(dropJoiners(`a${joiner}b`)).toBe('ab');
});

test('a cache gives what was put in or nothing, and does not grow without bound', () => {
  const cache = boundedCache<number>(1000);
  for (let i = 0; i < 500; i++) {
    cache.set(`key${String(i)}`, i);
    cache.get('key0');
  }
  expect(cache.get('key499')).toBe(499);
  expect(cache.get('key0')).toBe(0);
  const held = Array.from({ length: 500 }, (_, i) => cache.get(`key${String(i)}`)).filter(
    (value) => value !== undefined,
  );
  expect(held.length).toBeLessThan(40);
  expect(detachText('ab')).toBe('ab');
});
