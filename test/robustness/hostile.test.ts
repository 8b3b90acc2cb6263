// Texts made to hurt, at a fiftieth of their size: nothing throws, nothing hangs, and every result is as sound as any other.
// `npm run fuzz` takes them at full size and says how long each took.
import { expect, it } from 'vitest';
import { hostileTexts } from './hostile-texts.ts';
import { checkFaults, snapshotsIn } from './soundness.ts';
import { splitFaults } from './split-soundness.ts';

const snapshotOf = snapshotsIn(null);

it.each(hostileTexts(0.02).map(({ name, text }) => [name, text] as const))('%s', { timeout: 60_000 }, (_, text) => {
  expect(checkFaults(text, snapshotOf, 10)).toEqual([]);
  expect(splitFaults(text, snapshotOf)).toEqual([]);
});
