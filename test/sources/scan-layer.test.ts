// Bounds of a layer: a bomb is given up with a sentence, in a stream and by position.
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createScanBudget, scanRegion, scanStream } from '../../server/src/sources/scan-layer.ts';
import { zstdWindow } from '../../server/src/sources/inflate.ts';
import { chunked, writeTar } from '../support/tar-writer.ts';

const manyEntries = 'it has more entries or longer names than any image';
const limits = { entries: 10, nameBytes: 1000, tarBytes: 100_000, listBytes: 1000 };

test('too many entries', async () => {
  const layer = writeTar(Array.from({ length: 20 }, (_, i) => ({ name: `f${String(i)}` })));
  expect(await scanStream('tar', chunked(layer), limits)).toEqual({ fault: manyEntries });
});

test('too many bytes of names', async () => {
  const layer = writeTar(
    Array.from({ length: 9 }, (_, i) => ({ name: 's', pax: { path: `${'n'.repeat(200)}${String(i)}` } })),
  );
  expect(await scanStream('tar', chunked(layer), limits)).toEqual({ fault: manyEntries });
});

test('a small blob that unpacks to much', async () => {
  const bomb = new Uint8Array(gzipSync(writeTar([{ name: 'zeros', content: new Uint8Array(1_000_000) }])));
  expect(bomb.length).toBeLessThan(5000);
  expect(await scanStream('gzip', chunked(bomb), limits)).toEqual({ fault: 'it unpacks to more than 100000 bytes' });
});

test('zeros without end behind the end mark count too', async () => {
  expect(await scanStream('tar', chunked(new Uint8Array(200_000)), limits)).toEqual({
    fault: 'it unpacks to more than 100000 bytes',
  });
});

test('a region beyond its file', async () => {
  const file = { fileBytes: 100, read: () => Promise.resolve(new Uint8Array(0)), close: () => Promise.resolve() };
  expect(await scanRegion(file, 50, 100)).toEqual({ fault: 'it ends in the middle' });
});

test('the window that a zstd frame asks for', () => {
  expect(zstdWindow(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58))).toBe(2 ** 21);
  expect(zstdWindow(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xff))).toBeGreaterThan(2 ** 40);
  expect(zstdWindow(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x10))).toBe(16);
  expect(zstdWindow(Uint8Array.of(1, 2, 3))).toBe(0);
});

test('layers of one image share their bounds', async () => {
  const budget = createScanBudget();
  const before = budget.limits().entries;
  const layer = writeTar([{ name: 'a' }, { name: 'b' }]);
  budget.spend(await scanStream('tar', chunked(layer), budget.limits()));
  budget.spend({ fault: 'it is missing' });
  expect(budget.limits().entries).toBe(before - 2);
});
