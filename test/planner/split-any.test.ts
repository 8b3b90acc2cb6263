// For any Dockerfile whatever: a plan keeps the effective configuration, accounts for every line and command, reads back as
// itself and is stable, or there is a refusal at a range. What is checked: test/robustness/split-soundness.ts.
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rewriteSnapshot, rewriteWants } from '../../server/src/features/rewrite.ts';
import { snapshotsIn } from '../robustness/soundness.ts';
import { splitFaults } from '../robustness/split-soundness.ts';
import { dockerfileText } from '../support/arbitrary-dockerfile.ts';
import { pageTexts } from '../support/corpus-pages.ts';
import { eligibleDockerfile } from './eligible-dockerfile.ts';

const bare = snapshotsIn(null);

/** The same texts each time: `npm run fuzz -- --split` looks for new ones. */
const runs = { seed: 20261123, numRuns: 300 };

test('any text is planned with its configuration kept, or refused', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(dockerfileText, (text) => {
      rewriteWants(bare(text));
      expect(splitFaults(text, bare)).toEqual([]);
    }),
    runs,
  );
});

test(
  'Dockerfiles of the kind people write keep their configuration, line by line accounted for',
  { timeout: 60_000 },
  () => {
    let planned = 0;
    fc.assert(
      fc.property(eligibleDockerfile(), (text) => {
        expect(splitFaults(text, bare)).toEqual([]);
        if ('plan' in rewriteSnapshot(bare(text))) planned++;
      }),
      runs,
    );
    expect(planned).toBeGreaterThan(75);
  },
);

test('the recipes’ own Dockerfiles, each in its context', { timeout: 60_000 }, () => {
  const texts = pageTexts(path.join('test', 'recipes')).filter(({ name }) => name.endsWith('as it is'));
  expect(texts.length).toBeGreaterThan(150);
  for (const { name, text, snapshotOf } of texts) expect(splitFaults(text, snapshotOf), name).toEqual([]);
});
