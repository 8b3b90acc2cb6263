// Two rounds of edits told as one give the same text, whatever they are.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeEdits, shortenEdit } from '../../server/src/text/compose-edits.ts';
import { applyEdits, editsConflict, type TextEdit } from '../../server/src/text/edit.ts';

const rawEdits = fc.array(fc.tuple(fc.nat(40), fc.nat(5), fc.string({ maxLength: 4 })), { maxLength: 6 });

function fit(text: string, raw: readonly (readonly [number, number, string])[]): TextEdit[] {
  const edits: TextEdit[] = [];
  for (const [start, length, newText] of raw) {
    const from = Math.min(start, text.length);
    const edit = { range: { start: from, end: Math.min(from + length, text.length) }, newText };
    if (!editsConflict([...edits, edit])) edits.push(edit);
  }
  return edits;
}

describe('composed edits', () => {
  it('give the text of both rounds, without conflict', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), rawEdits, rawEdits, (text, one, two) => {
        const first = fit(text, one);
        const middle = applyEdits(text, first);
        const second = fit(middle, two);
        const both = composeEdits(text, first, second);
        expect(editsConflict(both)).toBe(false);
        expect(applyEdits(text, both)).toBe(applyEdits(middle, second));
      }),
    );
  });

  it('are shortened to what changes', () => {
    expect(shortenEdit('abc', { range: { start: 0, end: 3 }, newText: 'axc' })).toEqual({
      range: { start: 1, end: 2 },
      newText: 'x',
    });
    expect(shortenEdit('abc', { range: { start: 0, end: 3 }, newText: 'abc' })).toBeNull();
  });
});
