// Images for the measuring benchmark, as OCI layouts: files of made-up text with the sizes that real images have, whiteouts, and
// layers stored plain, as gzip or as zstd. The same seed gives the same image. It knows nothing of the product.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import { randomNumbers } from './generate-dockerfile.ts';

export type Compression = 'plain' | 'gzip' | 'zstd';

export interface BenchImage {
  readonly name: string;
  readonly layers: number;
  readonly files: number;
  /** Bytes of content in all layers together, about. */
  readonly fileBytes: number;
  /** Files of the lower half that the layers of the upper half delete. */
  readonly whiteouts: number;
}

export interface WrittenImage {
  readonly folder: string;
  /** Paths of the layers' blobs, bottom first. */
  readonly blobs: readonly string[];
}

const block = 512;
const batchBytes = 1024 * 1024;

/** Text that packs to about 40 % of its size, as programs and libraries do. */
function makePool(random: () => number): Buffer {
  const words = Array.from({ length: 4096 }, () =>
    Buffer.from(Array.from({ length: 3 + Math.floor(random() * 9) }, () => Math.floor(random() * 256))),
  );
  const pool = Buffer.alloc(16 * 1024 * 1024);
  for (let at = 0; at < pool.length;) {
    at += (words[Math.floor(random() * words.length)] ?? Buffer.from(' ')).copy(pool, at);
  }
  return pool;
}

/** An octal field: so many digits, then a zero byte. */
function octal(header: Buffer, value: number, at: number, digits: number): void {
  header.write(value.toString(8).padStart(digits, '0'), at, 'latin1');
}

function tarHeader(name: string, fileBytes: number): Buffer {
  const header = Buffer.alloc(block);
  // Why: a name of more than 100 bytes is cut at a slash (POSIX.1-2017, ustar "prefix").
  const cut = name.length > 100 ? name.indexOf('/', name.length - 101) : -1;
  header.write(name.slice(cut + 1), 0, 'latin1');
  if (cut > 0) header.write(name.slice(0, cut), 345, 'latin1');
  octal(header, name.endsWith('/') ? 0o755 : 0o644, 100, 7);
  octal(header, 0, 108, 7);
  octal(header, 0, 116, 7);
  octal(header, fileBytes, 124, 11);
  octal(header, 1_700_000_000, 136, 11);
  header.write('        ', 148, 'latin1');
  header.write(name.endsWith('/') ? '5' : '0', 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  let sum = 0;
  for (const byte of header) sum += byte;
  octal(header, sum, 148, 6);
  header[154] = 0;
  return header;
}

interface PlannedFile {
  readonly name: string;
  readonly fileBytes: number;
}

/** Which files each layer holds: many small ones, few big ones, no two big ones of one size. */
function planLayers({ layers, files, fileBytes, whiteouts }: BenchImage): readonly (readonly PlannedFile[])[] {
  const random = randomNumbers(files);
  const weights = Array.from({ length: files }, () => 1 / (0.0004 + random()) ** 1.2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const planned = Array.from({ length: layers }, (): PlannedFile[] => []);
  weights.forEach((weight, i) => {
    const folder = `usr/lib/python3/dist-packages/package${Math.floor(i / 60)}/part${Math.floor(i / 12) % 5}`;
    // Why odd bytes: big files of one size would be hashed, which is another measurement.
    const share = Math.floor((weight / total) * fileBytes);
    const bytes = share + (share > 200_000 ? i : i % 512);
    // Why: a base brings most of an image.
    const layer = i % 2 === 0 ? 0 : Math.floor((i / files) * layers);
    planned[layer]?.push({ name: `${folder}/module_with_a_name_${i}.py`, fileBytes: bytes });
  });
  const doomed = planned.slice(0, Math.ceil(layers / 2)).flat();
  for (let i = 0; i < whiteouts; i++) {
    const name = doomed[Math.floor((i * doomed.length) / whiteouts)]?.name ?? '';
    const at = name.lastIndexOf('/') + 1;
    const layer = layers - 1 - (i % Math.floor(layers / 2));
    planned[layer]?.push({ name: `${name.slice(0, at)}.wh.${name.slice(at)}`, fileBytes: 0 });
  }
  return planned;
}

function* tarOf(files: readonly PlannedFile[], pool: Buffer): Generator<Buffer> {
  let batch: Buffer[] = [];
  let batched = 0;
  let folder = '';
  let from = 0;
  for (const { name, fileBytes } of files) {
    const own = name.slice(0, name.lastIndexOf('/') + 1);
    if (own !== folder) batch.push(tarHeader(own, 0));
    folder = own;
    batch.push(tarHeader(name, fileBytes));
    batched += block * 2;
    for (let left = Math.ceil(fileBytes / block) * block; left > 0;) {
      const part = Math.min(left, pool.length - from, batchBytes);
      batch.push(pool.subarray(from, from + part));
      from = (from + part) % pool.length;
      left -= part;
      batched += part;
      if (batched < batchBytes) continue;
      yield Buffer.concat(batch);
      batch = [];
      batched = 0;
    }
  }
  yield Buffer.concat([...batch, Buffer.alloc(block * 2)]);
}

async function* compressed(source: Readable, compression: Compression): AsyncGenerator<Buffer> {
  if (compression === 'plain') yield* source as AsyncIterable<Buffer>;
  else if (compression === 'gzip') {
    yield* source.pipe(zlib.createGzip({ level: 1, chunkSize: 256 * 1024 })) as AsyncIterable<Buffer>;
  } else {
    const child = spawn('zstd', ['-q', '-1', '-c'], { stdio: ['pipe', 'pipe', 'inherit'] });
    source.pipe(child.stdin);
    yield* child.stdout as AsyncIterable<Buffer>;
    if (child.exitCode === null) await once(child, 'exit');
    if (child.exitCode !== 0) throw new Error('zstd failed');
  }
}

const mediaType = 'application/vnd.oci.image';
const layerTypes = { plain: 'tar', gzip: 'tar+gzip', zstd: 'tar+zstd' } as const;

/** Writes an image into `folder`. Rejects where the disk is full or, for zstd, the program `zstd` is not there. */
export async function writeBenchImage(
  image: BenchImage,
  compression: Compression,
  folder: string,
): Promise<WrittenImage> {
  const blobFolder = path.join(folder, 'blobs', 'sha256');
  mkdirSync(blobFolder, { recursive: true });
  const pool = makePool(randomNumbers(1));
  const blobs: string[] = [];
  const diffIds: string[] = [];
  const layers: unknown[] = [];
  for (const files of planLayers(image)) {
    const diffId = createHash('sha256');
    const digest = createHash('sha256');
    let size = 0;
    const written = path.join(folder, 'layer');
    const tar = Readable.from(
      (function* () {
        for (const part of tarOf(files, pool)) {
          diffId.update(part);
          yield part;
        }
      })(),
    );
    await pipeline(
      compressed(tar, compression),
      async function* (parts: AsyncIterable<Buffer>) {
        for await (const part of parts) {
          digest.update(part);
          size += part.length;
          yield part;
        }
      },
      createWriteStream(written),
    );
    const name = digest.digest('hex');
    renameSync(written, path.join(blobFolder, name));
    blobs.push(path.join(blobFolder, name));
    diffIds.push(`sha256:${diffId.digest('hex')}`);
    layers.push({ mediaType: `${mediaType}.layer.v1.${layerTypes[compression]}`, digest: `sha256:${name}`, size });
  }
  const put = (value: unknown): { readonly digest: string; readonly size: number } => {
    const text = JSON.stringify(value);
    const name = createHash('sha256').update(text).digest('hex');
    writeFileSync(path.join(blobFolder, name), text);
    return { digest: `sha256:${name}`, size: text.length };
  };
  const history = diffIds.map((_, i) => ({ created_by: `RUN step ${i}` }));
  const rootfs = { type: 'layers', diff_ids: diffIds };
  const config = {
    mediaType: `${mediaType}.config.v1+json`,
    ...put({ os: 'linux', architecture: 'amd64', rootfs, history }),
  };
  const manifest = { mediaType: `${mediaType}.manifest.v1+json`, ...put({ schemaVersion: 2, config, layers }) };
  writeFileSync(path.join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [manifest] }));
  writeFileSync(path.join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  return { folder, blobs };
}
