// Every measured build leaves a point behind, by Dockerfile, target and platform; the newest is held against them.
import { expect, test } from 'vitest';
import { keepRecord, readTrend } from '../../server/src/operations/keep-record.ts';
import { formatTrend } from '../../server/src/report/build-text.ts';
import { measuredBuild } from '../lsp/support/measured.ts';
import { createMemoryHost, type MemoryHost } from '../support/memory-host.ts';

const key = { dockerfile: measuredBuild.dockerfile, target: null, platform: null };

async function keep(host: MemoryHost, fileBytes: number, platform: string | null = null): Promise<void> {
  const { image } = measuredBuild;
  const result = { ...measuredBuild, image: { ...image, total: { ...image.total, fileBytes } } };
  expect((await keepRecord(host, result, platform)).failed).toBeUndefined();
}

test('the newest build against the last and the lightest', async () => {
  const host = createMemoryHost({ files: {} });
  expect(await readTrend(host, key)).toBeNull();
  await keep(host, 300_000_000);
  expect(await readTrend(host, key)).toBeNull();
  await keep(host, 200_000_000);
  await keep(host, 900_000_000, 'linux/arm64');
  const second = await readTrend(host, key);
  expect(second && formatTrend(second)).toBe('  100 MB less than the last build\n');
  await keep(host, 250_000_000);
  await keep(host, 250_000_000);
  const trend = await readTrend(host, key);
  expect(trend).toEqual({
    builds: 4,
    sinceLast: { fileBytes: 0, deadBytes: 0 },
    sinceLightest: { fileBytes: 50_000_000 },
  });
  expect(trend && formatTrend(trend)).toBe('  as heavy as the last build, 50 MB more than the lightest of 3\n');
});

test('a damaged history begins anew', async () => {
  const host = createMemoryHost({ files: {} });
  await keep(host, 1);
  const entries = await host.readDirectory(`${host.cacheFolder}/records`);
  const name = 'what' in entries ? '' : (entries.find((entry) => entry.name.includes('trend'))?.name ?? '');
  await host.writeFile(`${host.cacheFolder}/records/${name}`, '{"builds":[{"measured":1},3]}');
  await keep(host, 2);
  expect(await readTrend(host, key)).toBeNull();
});
