// A layer that was read once is given again as it was, and what is damaged or not ours is read anew.
import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { unavailable } from '../../server/src/host/host.ts';
import { openLayerCache, decodeScan, encodeScan } from '../../server/src/sources/layer-cache.ts';
import { readOciLayout } from '../../server/src/sources/oci-layout.ts';
import { scanStream } from '../../server/src/sources/scan-layer.ts';
import { ociEntries } from '../support/image-archive.ts';
import { createMemoryHost } from '../support/memory-host.ts';
import { chunked, writeTar } from '../support/tar-writer.ts';

const layer = writeTar([
  { name: 'ü€/', type: '5' },
  { name: 'ü€/a', content: 'x'.repeat(300_000) },
  { name: 'ü€/b', type: '1', link: 'ü€/a' },
  { name: 'c/.wh.d' },
  { name: '../out', content: 'y' },
]);

async function scanOf(bytes: Uint8Array): Promise<Parameters<typeof encodeScan>[0]> {
  const scan = await scanStream('gzip', chunked(new Uint8Array(gzipSync(bytes))));
  if ('fault' in scan) throw new Error(scan.fault);
  return scan;
}

describe('a scan', () => {
  test('is the same after a while on disk', async () => {
    const scan = await scanOf(layer);
    expect(scan.digests?.size).toBe(1);
    expect(decodeScan(encodeScan(scan))).toEqual(scan);
    const empty = await scanOf(writeTar([]));
    expect(decodeScan(encodeScan(empty))).toEqual(empty);
  });

  test('that is cut off, changed or of another version is none', async () => {
    const bytes = encodeScan(await scanOf(layer));
    expect(decodeScan(bytes.subarray(0, bytes.length - 9))).toBeNull();
    expect(decodeScan(new Uint8Array(0))).toBeNull();
    expect(decodeScan(new Uint8Array(gzipSync('\x07\0\0\0{"a":1}')))).toBeNull();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        expect(decodeScan(noise)).toBeNull();
        expect(decodeScan(new Uint8Array(gzipSync(noise)))).toBeNull();
      }),
    );
  });
});

test('a full disk keeps nothing and spoils nothing', async () => {
  const files = Object.fromEntries(
    ociEntries([{ layers: [layer] }]).map(({ name, content = '' }) => [`/layout/${name}`, content]),
  );
  const host = createMemoryHost({ files });
  const full = { ...host, writeFile: (path: string) => Promise.resolve(unavailable(path, 'no space left on device')) };
  const wish = { reference: null, platform: null };
  const kept = await readOciLayout(full, '/layout', wish, undefined, openLayerCache(full));
  expect('why' in kept).toBe(false);
  expect(kept).toEqual(await readOciLayout(host, '/layout', wish));
});

describe('a layout that is read again', () => {
  const first = { layers: [layer, writeTar([{ name: 'one', content: '1' }])] };
  const second = { layers: [layer, writeTar([{ name: 'two', content: '22' }])] };

  test('has only its new layers opened', async () => {
    const files = Object.fromEntries(
      [...ociEntries([first]), ...ociEntries([second])].map(({ name, content = '' }) => [`/layout/${name}`, content]),
    );
    const host = createMemoryHost({ files });
    const opened: string[] = [];
    const watched = {
      ...host,
      openFile: (path: string) => {
        opened.push(path);
        return host.openFile(path);
      },
    };
    const wish = { reference: null, platform: null };
    const whole = await readOciLayout(host, '/layout', wish);
    const cache = openLayerCache(watched);
    expect(await readOciLayout(watched, '/layout', wish, undefined, cache)).toEqual(whole);
    expect(opened.length).toBe(2);
    opened.length = 0;
    expect(await readOciLayout(watched, '/layout', wish, undefined, cache)).toEqual(whole);
    expect(opened).toEqual([]);
  });

  test('is not looked for under a name that is no digest', async () => {
    const host = createMemoryHost();
    const cache = openLayerCache(host);
    const scan = await scanOf(layer);
    await cache.keep('blobs/sha256/../../x', scan);
    expect(await host.readDirectory(host.cacheFolder)).toMatchObject({ unavailable: true });
    expect(await cache.read('manifest.json')).toBeNull();
  });
});
