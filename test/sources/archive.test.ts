// Image archives of every shape, as file and as stream, give the same layers; hostile ones give one sentence.
import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { OpenFile } from '../../server/src/host/host.ts';
import type { ImageWish } from '../../server/src/image/contents.ts';
import { entryType } from '../../server/src/image/layer-index.ts';
import type { LayerIndex } from '../../server/src/image/layer-index.ts';
import { readArchiveFile, readArchiveStream } from '../../server/src/sources/archive.ts';
import type { ReadImage } from '../../server/src/sources/archive.ts';
import type { Unresolved } from '../../server/src/sources/resolve-image.ts';
import { ociArchive, oldDockerSave, podmanSave, type ImageSpec } from '../support/image-archive.ts';
import { chunked, writeTar, type TarSpec } from '../support/tar-writer.ts';

const anything: ImageWish = { reference: null, platform: null };

function fileOf(bytes: Uint8Array, now: boolean): OpenFile {
  const file: OpenFile = {
    fileBytes: bytes.length,
    read: (position, length) => Promise.resolve(bytes.slice(position, position + length)),
    close: () => Promise.resolve(),
  };
  if (!now) return file;
  return {
    ...file,
    readNow(position, into) {
      const part = bytes.subarray(position, position + into.length);
      into.set(part);
      return part.length;
    },
  };
}

/** Reads an archive in each way there is; all must agree. */
async function readAll(bytes: Uint8Array, wish: ImageWish = anything): Promise<ReadImage | Unresolved> {
  const stream = await readArchiveStream(chunked(bytes), wish);
  expect(await readArchiveStream(chunked(bytes, 7919), wish)).toEqual(stream);
  expect(await readArchiveFile(fileOf(bytes, true), wish)).toEqual(stream);
  expect(await readArchiveFile(fileOf(bytes, false), wish)).toEqual(stream);
  return stream;
}

function image(read: ReadImage | Unresolved): ReadImage {
  if ('why' in read) throw new Error(read.why);
  return read;
}

/** `path type size` of each entry. */
function entriesOf(index: LayerIndex | undefined): string[] {
  if (!index) return [];
  const names = Object.entries(entryType);
  return Array.from({ length: index.count }, (_, i) => {
    const path = Buffer.from(index.names.subarray(i === 0 ? 0 : index.ends[i - 1], index.ends[i])).toString();
    const type = names.find(([, value]) => value === index.types[i])?.[0] ?? '?';
    return `${path} ${type}${type === 'file' ? ` ${String(index.sizes[i])}` : ''}`;
  });
}

const bottom = writeTar([
  { name: './', type: '5' },
  { name: './etc/', type: '5' },
  { name: './etc/passwd', content: 'x'.repeat(700) },
]);
const empty = new Uint8Array(1024);
const top = writeTar([
  { name: 'etc/.wh.passwd' },
  { name: 'opt/.wh..wh..opq' },
  { name: '.wh..wh.plnk/1' },
  { name: 'opt/new', content: 'new' },
  { name: 'opt/again', type: '1', link: 'opt/new' },
]);
const spec: ImageSpec = { layers: [bottom, empty, top, empty], tag: 'app:1' };

const shapes: Readonly<Record<string, Uint8Array>> = {
  'docker save before 25': oldDockerSave(spec),
  'docker save of the overlay2 store': ociArchive([spec], { compress: (layer) => layer, dockerManifest: true }),
  'docker save of the containerd store': ociArchive([spec], { dockerManifest: true, nested: true }),
  'an OCI archive': ociArchive([spec]),
  'podman save': podmanSave(spec),
  'a compressed archive': new Uint8Array(gzipSync(oldDockerSave(spec))),
};

describe('every shape gives the same layers in order', () => {
  test.each(Object.entries(shapes))('%s', async (name, bytes) => {
    const { layers, platform, config } = image(await readAll(bytes));
    expect(layers.map(({ index }) => entriesOf(index))).toEqual([
      ['etc directory', 'etc/passwd file 700'],
      [],
      ['etc/passwd whiteout', 'opt opaque', 'opt/new file 3', 'opt/again hardlink'],
      [],
    ]);
    expect(layers.map(({ tarBytes }) => tarBytes)).toEqual([bottom, empty, top, empty].map(({ length }) => length));
    expect(layers.map(({ diffId }) => diffId)).toEqual(config.diffIds);
    expect(platform).toBe('linux/amd64');
    const isCompressed = name.includes('containerd') || name.includes('OCI');
    expect(layers.every(({ downloadBytes }) => (downloadBytes !== null) === isCompressed)).toBe(true);
  });

  test('zstd layers', async () => {
    const zstd = (layer: Uint8Array): Uint8Array => new Uint8Array(execFileSync('zstd', ['-qc'], { input: layer }));
    let bytes: Uint8Array;
    try {
      bytes = ociArchive([spec], { compress: zstd });
    } catch {
      // Why: a frame that stores its bytes plainly needs no program to be written (RFC 8878, raw blocks).
      bytes = ociArchive([spec], { compress: rawZstd });
    }
    const { layers } = image(await readAll(bytes));
    expect(entriesOf(layers[2]?.index)).toContain('opt/new file 3');
    expect(image(await readAll(ociArchive([spec], { compress: rawZstd }))).layers[0]?.tarBytes).toBe(bottom.length);
  });
});

/** A zstd frame of raw blocks. */
function rawZstd(layer: Uint8Array): Uint8Array {
  const blocks: number[] = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58];
  const size = 100_000;
  for (let at = 0; at < layer.length; at += size) {
    const part = layer.subarray(at, at + size);
    const head = (part.length << 3) | (at + size >= layer.length ? 1 : 0);
    blocks.push(head & 255, (head >> 8) & 255, (head >> 16) & 255, ...part);
  }
  return Uint8Array.from(blocks);
}

describe('one image of several', () => {
  const other: ImageSpec = { layers: [top], tag: 'other:2', platform: 'linux/arm64' };

  test('by platform; the others are told', async () => {
    const bytes = ociArchive([spec, other], { nested: true });
    const arm = image(await readAll(bytes, { reference: null, platform: 'linux/arm64' }));
    expect(arm).toMatchObject({ platform: 'linux/arm64', notes: [expect.stringContaining('linux/amd64')] });
    expect(await readAll(bytes, { reference: null, platform: 'linux/riscv64' })).toEqual({
      why: 'it has no image for linux/riscv64, only for linux/amd64, linux/arm64',
    });
  });

  test('by name, however it is written', async () => {
    const bytes = ociArchive([spec, other], { dockerManifest: true });
    expect(image(await readAll(bytes, { reference: 'docker.io/library/other:2', platform: null })).platform).toBe(
      'linux/arm64',
    );
    expect(image(await readAll(bytes, { reference: 'app:1', platform: null })).platform).toBe('linux/amd64');
  });
});

describe('names and sizes', () => {
  const long = `${'d'.repeat(90)}/${'e'.repeat(90)}/${'f'.repeat(200)}`;
  const cases: readonly [string, TarSpec, readonly string[]][] = [
    ['PAX path', { name: 'stub', content: 'abc', pax: { path: `pax/ü€/${long}` } }, [`pax/ü€/${long} file 3`]],
    ['PAX size', { name: 'sized', content: 'abcd', size: 0, pax: { size: '4' } }, ['sized file 4']],
    ['GNU long name', { name: long, content: 'abc', gnuLong: true, magic: 'gnu' }, [`${long} file 3`]],
    [
      'base-256 size',
      { name: 'big', content: 'abc', size: Uint8Array.of(0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3) },
      ['big file 3'],
    ],
    ['old header without magic', { name: 'old', content: 'abc', magic: 'none' }, ['old file 3']],
    ['hard link with a size', { name: 'l', type: '1', link: 'x', size: 4096 }, ['l hardlink']],
    ['unknown type', { name: 'v', type: 'V', content: 'label' }, []],
    ['double slashes and dots', { name: './/a/./b//c', content: 'x' }, ['a/b/c file 1']],
  ];
  test.each(cases)('%s', async (_, entry, expected) => {
    const layer = writeTar([entry, { name: 'last', content: 'z' }]);
    const { layers } = image(await readAll(ociArchive([{ layers: [layer] }])));
    expect(entriesOf(layers[0]?.index)).toEqual([...expected, 'last file 1']);
    expect(image(await readAll(oldDockerSave({ layers: [layer] }))).layers).toHaveLength(1);
  });

  test('a path that leaves the root is left out and told', async () => {
    const layer = writeTar([
      { name: '../../etc/shadow', content: 'x' },
      { name: 'a/../../b', content: 'x' },
      { name: 'ok', content: 'x' },
    ]);
    const { layers, notes } = image(await readAll(ociArchive([{ layers: [layer] }])));
    expect(entriesOf(layers[0]?.index)).toEqual(['ok file 1']);
    expect(notes).toEqual(['2 entries with impossible paths were left out.']);
  });
});

describe('hostile and damaged input gives a sentence', () => {
  const good = oldDockerSave(spec);
  const layerOf = (...entries: TarSpec[]): Uint8Array => ociArchive([{ layers: [writeTar(entries)] }]);
  const cases: readonly [string, Uint8Array, RegExp][] = [
    ['nothing', new Uint8Array(0), /not an image archive/],
    ['text', new TextEncoder().encode('FROM scratch\n'), /not an image archive/],
    ['binary', Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) & 255), /not an image archive/],
    ['a tar that is no image', writeTar([{ name: 'a', content: 'b' }]), /neither a readable index/],
    ['cut off in the middle', good.subarray(0, good.length / 2), /damaged|neither/],
    ['a layer that is missing', writeTar(ociWithoutLayers()), /layer 1 of 1 cannot be read: it is missing/],
    [
      'a layer that is text',
      ociArchive([{ layers: [bottom] }], { compress: () => new TextEncoder().encode('hello') }),
      /layer 1 of 1/,
    ],
    ['a lying size', layerOf({ name: 'a', content: 'b', size: 10_000_000 }), /ends in the middle of an entry/],
    ['an impossible size', layerOf({ name: 'a', size: new Uint8Array(12).fill(0xff) }), /impossible size/],
    ['a huge extended header', layerOf({ name: 'x', type: 'x', size: 2 ** 31 }), /extended header is 2147483648 bytes/],
    [
      'a damaged extended header',
      layerOf({ name: 'x', type: 'x', content: '999 path=a\n' }),
      /extended header is damaged/,
    ],
    ['an endless name', layerOf({ name: 'a', content: 'b', pax: { path: 'p'.repeat(40_000) } }), /path is 40000 bytes/],
    [
      'damaged compression',
      ociArchive([{ layers: [bottom] }], {
        compress: (layer) => new Uint8Array(gzipSync(layer)).map((byte, i) => (i > 20 ? byte ^ 0x55 : byte)),
      }),
      /compression is damaged/,
    ],
    [
      'cut-off compression',
      ociArchive([{ layers: [bottom] }], { compress: (layer) => new Uint8Array(gzipSync(layer)).subarray(0, 60) }),
      /compression is damaged/,
    ],
    [
      'a configuration that is a list',
      writeTar([
        { name: 'manifest.json', content: '[{"Config":"c","Layers":[]}]' },
        { name: 'c', content: '[]' },
      ]),
      /configuration is missing/,
    ],
    [
      'links in a circle',
      writeTar([
        { name: 'a', type: '2', link: 'b' },
        { name: 'b', type: '2', link: 'a' },
        { name: 'manifest.json', content: '[{"Config":"a","Layers":["b"]}]' },
      ]),
      /configuration is missing/,
    ],
    [
      'fewer layers than the configuration says',
      writeTar([
        { name: 'manifest.json', content: '[{"Config":"c","Layers":[]}]' },
        { name: 'c', content: `{"rootfs":{"diff_ids":["sha256:${'0'.repeat(64)}"]}}` },
      ]),
      /lists 1 layers, its manifest 0/,
    ],
  ];
  test.each(cases)('%s', async (_, bytes, message) => {
    const stream = await readArchiveStream(chunked(bytes), anything);
    const file = await readArchiveFile(fileOf(bytes, true), anything);
    for (const read of [stream, file]) {
      if (!('why' in read)) throw new Error('it was read');
      expect(read.why).toMatch(message);
    }
  });

  test('every cut of a good archive ends in a sentence or in the whole image', async () => {
    for (const shape of [good, shapes['an OCI archive'] ?? good]) {
      for (let cut = 0; cut < shape.length; cut += 509) {
        const read = await readArchiveStream(chunked(shape.subarray(0, cut), 4096), anything);
        if (!('why' in read)) expect(read.layers).toHaveLength(4);
        const fromFile = await readArchiveFile(fileOf(shape.subarray(0, cut), true), anything);
        if (!('why' in fromFile)) expect(fromFile.layers).toHaveLength(4);
      }
    }
  });

  test('a source that dies half way rejects with its own words', async () => {
    async function* dying(): AsyncGenerator<Uint8Array> {
      yield good.subarray(0, 3000);
      await Promise.resolve();
      throw new Error('the answer ended half way');
    }
    await expect(readArchiveStream(dying(), anything)).rejects.toThrow('the answer ended half way');
  });
});

function ociWithoutLayers(): TarSpec[] {
  const config = `{"rootfs":{"diff_ids":["sha256:${'0'.repeat(64)}"]}}`;
  return [
    { name: 'manifest.json', content: '[{"Config":"c","Layers":["gone.tar"]}]' },
    { name: 'c', content: config },
  ];
}
