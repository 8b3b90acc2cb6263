import fc from 'fast-check';
import { expect, it } from 'vitest';
import { carryRange } from '../../server/src/lsp/carry-over.ts';
import { textChange } from '../../server/src/text/text-change.ts';

it('a carried range covers the same text, and one that was changed is dropped', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 40 });
  fc.assert(
    fc.property(text, text, text, text, fc.nat(60), fc.nat(60), (head, old, fresh, tail, a, b) => {
      const before = head + old + tail;
      const after = head + fresh + tail;
      const start = Math.min(a, b, before.length);
      const end = Math.min(Math.max(a, b), before.length);
      const carried = carryRange({ start, end }, textChange(before, after));
      if (carried !== null) expect(after.slice(carried.start, carried.end)).toBe(before.slice(start, end));
      if (end <= head.length) expect(carried).toEqual({ start, end });
    }),
  );
});
