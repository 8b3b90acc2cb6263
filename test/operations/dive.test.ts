// dive's thresholds and score: what its files say, and the figures it gives where they are known to differ from ours.
import { describe, expect, test } from 'vitest';
import { scoreAsDive, type DiveScore } from '../../server/src/file-tree/dive-score.ts';
import { judgeBudgets } from '../../server/src/operations/judge-budgets.ts';
import type { Measurement } from '../../server/src/operations/measure-and-compare.ts';
import { readDiveCi } from '../../server/src/operations/read-dive-ci.ts';
import { scanStream } from '../../server/src/sources/scan-layer.ts';
import { parseBytes } from '../../server/src/text/parse-bytes.ts';
import { measuredBuild } from '../lsp/support/measured.ts';
import { chunked, writeTar, type TarSpec } from '../support/tar-writer.ts';

async function score(...layers: readonly (readonly TarSpec[])[]): Promise<DiveScore> {
  const scans = await Promise.all(layers.map((entries) => scanStream('tar', chunked(writeTar([...entries])))));
  return scoreAsDive(scans.flatMap((scan) => ('fault' in scan ? [] : [scan.index])));
}

const file = (name: string, count: number): TarSpec => ({ name, content: 'x'.repeat(count) });

describe('the score', () => {
  test('of a file written twice: both copies are wasted, the smaller one is needed', async () => {
    expect(await score([file('a', 100), file('b', 50)], [file('a', 300)])).toEqual({
      efficiency: (100 + 50) / (400 + 50),
      wastedBytes: 400,
      userWastedPercent: 400 / 300,
    });
  });
  test('of a removed file: nothing of it is needed', async () => {
    expect(await score([file('d/a', 100), file('b', 100)], [{ name: 'd/.wh.a' }, file('c', 50)])).toEqual({
      efficiency: 150 / 250,
      wastedBytes: 100,
      userWastedPercent: 2,
    });
  });
  test('of a removed folder: it counts for nothing', async () => {
    const removed = await score([file('d/a', 300), file('b', 100)], [{ name: '.wh.d' }, file('c', 50)]);
    expect(removed).toEqual({ efficiency: 1, wastedBytes: 0, userWastedPercent: 0 });
  });
  test('of one layer has no share', async () => {
    expect(await score([file('a', 1)])).toEqual({ efficiency: 1, wastedBytes: 0, userWastedPercent: NaN });
    const { image } = measuredBuild;
    const dive = { efficiency: 1, wastedBytes: 0, userWastedPercent: NaN };
    const measurement: Measurement = { image, comparison: null, dive, map: null, unkept: null };
    const thresholds = { lowestEfficiency: null, highestWastedBytes: null, highestUserWastedPercent: 0.1 };
    const budgets = { maxBytes: null, maxDeadBytes: null, maxGrowth: null, dive: thresholds };
    expect(judgeBudgets(measurement, budgets)).toMatchObject([{ kept: true }]);
  });
});

describe('a .dive-ci file', () => {
  test('names three thresholds, any of them off', () => {
    expect(
      readDiveCi(
        'rules:\r\n  # least\r\n  lowestEfficiency: "0.95" # or so\r\n  highestWastedBytes: 20MB\n  highestUserWastedPercent: disabled\n',
      ),
    ).toEqual({ lowestEfficiency: 0.95, highestWastedBytes: 20_000_000, highestUserWastedPercent: null });
  });
  test('that names none keeps the defaults', () => {
    const defaults = { lowestEfficiency: 0.9, highestWastedBytes: null, highestUserWastedPercent: 0.1 };
    expect(readDiveCi('')).toEqual(defaults);
  });
  test('with anything else is not believed', () => {
    expect(readDiveCi('rules:\n  lowestEfficency: 0.9\n')).toHaveProperty('error');
    expect(readDiveCi('rules:\n  lowestEfficiency: high\n')).toHaveProperty('error');
  });
});

test('bytes as people write them', () => {
  expect(['500MB', '1.5 GB', '512MiB', '1000', '20k', '0'].map(parseBytes)).toEqual([
    500_000_000, 1_500_000_000, 536_870_912, 1000, 20_000, 0,
  ]);
  expect(['', 'MB', '-1', '5%', '1e3', '1 000', '5XB', 'iB'].map(parseBytes)).toEqual(Array(8).fill(null));
});
