// The quick way through a tar by position gives what the tar reader gives from a stream, whatever stands in it, however big
// the pieces; a property over generated layers.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OpenFile } from '../../server/src/host/host.ts';
import { scanRegion, scanStream } from '../../server/src/sources/scan-layer.ts';
import { chunked, writeTar } from '../support/tar-writer.ts';
import type { TarSpec } from '../support/tar-writer.ts';

function fileOf(bytes: Uint8Array, readsNow: boolean): OpenFile {
  const read = (position: number, length: number): Uint8Array => bytes.slice(position, position + length);
  return {
    fileBytes: bytes.length,
    read: (position, length) => Promise.resolve(read(position, length)),
    ...(readsNow && {
      readNow(position: number, into: Uint8Array) {
        const piece = read(position, into.length);
        into.set(piece);
        return piece.length;
      },
    }),
    close: () => Promise.resolve(),
  };
}

const part = fc.constantFrom(
  'a',
  'usr',
  'lib',
  '.',
  '..',
  '',
  '.wh.gone',
  '.wh..wh..opq',
  '.wh..wh.plnk',
  'long'.repeat(12),
);
const letters = fc.array(fc.constantFrom('/', '.', 'a', 'b', 'wh', 'é', 'folder'), { minLength: 1, maxLength: 16 });
const name = fc.oneof(
  fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
  letters.map((parts) => parts.join('')),
  // Why: a field that is filled to its end has no zero byte.
  fc.nat(8).map((short) => `${'folder'.repeat(17)}/`.slice(short, 100)),
);
const listed = fc.constantFrom('var/lib/dpkg/status', './lib/apk/db/installed', 'x/y-1.dist-info/RECORD');
const content = fc.oneof(
  fc.constant(''),
  fc.nat(3000).map((length) => 'x'.repeat(length)),
  fc.constant('y'.repeat(9000)),
);
const entry: fc.Arbitrary<TarSpec> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ name, content }) },
  { weight: 2, arbitrary: fc.record({ name: name.map((path) => `${path}/`), type: fc.constant('5') }) },
  { weight: 1, arbitrary: fc.record({ name: listed, content }) },
  { weight: 1, arbitrary: fc.record({ name, type: fc.constantFrom('1', '2'), link: name }) },
  { weight: 1, arbitrary: fc.record({ name, content, pax: fc.record({ path: name }) }) },
  { weight: 1, arbitrary: fc.record({ name, content, magic: fc.constantFrom('gnu' as const, 'none' as const) }) },
  { weight: 1, arbitrary: fc.record({ name, type: fc.constantFrom('3', '6', 'V', '7') }) },
);

test('a layer by position is the layer from a stream', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 25 }), fc.boolean(), async (entries, readsNow) => {
      const layer = writeTar(entries);
      const stream = await scanStream('tar', chunked(layer));
      const region = await scanRegion(fileOf(layer, readsNow), 0, layer.length);
      // Why: what is read by position is hashed only where that is asked for.
      expect({ ...region, digests: null }).toEqual({ ...stream, digests: null });
    }),
    { numRuns: 80 },
  );
});

test('a layer that is cut off is told by both', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 8 }), fc.nat(10_000), async (entries, keep) => {
      const layer = writeTar(entries);
      const cut = layer.slice(0, Math.max(512, Math.min(layer.length, keep)));
      const stream = await scanStream('tar', chunked(cut));
      const region = await scanRegion(fileOf(cut, true), 0, cut.length);
      expect('fault' in region ? region : { ...region, digests: null }).toEqual(
        'fault' in stream ? stream : { ...stream, digests: null },
      );
    }),
    { numRuns: 80 },
  );
});

test('a name with a prefix', async () => {
  const layer = writeTar([{ name: 'file.txt', content: 'text' }]);
  layer.set(new TextEncoder().encode('some/deep/folder'), 345);
  const region = await scanRegion(fileOf(layer, true), 0, layer.length);
  if ('fault' in region) throw new Error(region.fault);
  expect(new TextDecoder().decode(region.index.names)).toBe('some/deep/folder/file.txt');
});

test('neighbours of one folder, the second of which needs a closer look', async () => {
  const names = [
    'abc/file',
    'abc/.wh.file',
    'abc/file',
    'abc//other',
    'abc/file',
    'abc/./third',
    'abcd/x',
    'abcd',
    'abcd/e/',
  ];
  const layer = writeTar(names.map((path) => ({ name: path, content: '' })));
  const region = await scanRegion(fileOf(layer, true), 0, layer.length);
  if ('fault' in region) throw new Error(region.fault);
  const { names: bytes, ends } = region.index;
  const paths = [...ends].map((end, i) => new TextDecoder().decode(bytes.subarray(i === 0 ? 0 : ends[i - 1], end)));
  expect(paths).toEqual(
    names.map((path) =>
      path
        .replace('/.wh.', '/')
        .replace(/\/\.?\//, '/')
        .replace(/\/$/, ''),
    ),
  );
});
