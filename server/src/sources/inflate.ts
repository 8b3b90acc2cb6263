// Undoing gzip and zstd on a stream of chunks, with bounded memory and no temporary file. zstd comes from Node where it
// has it (22.15 and newer) and from fzstd elsewhere. It does not know what the bytes are.
import { pipeline } from 'node:stream';
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';

/** Why large: with the default of 16 KiB an inflate of gigabytes takes half as long again. */
const chunkSize = 512 * 1024;

/** zstd's own default limit; a frame that wants more is not read. */
const windowLimit = 128 * 1024 * 1024;

type ZstdFactory = (options: { chunkSize: number }) => Transform;

const nodeZstd = (zlib as { createZstdDecompress?: ZstdFactory }).createZstdDecompress;

/** Decompressed bytes as they come. */
export interface Inflated {
  /** Ends early where the data is damaged; rejects only where the source does. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** What was wrong with the data; null while nothing was. */
  fault(): string | null;
}

/** A decompressor over `source`, which is read as fast as the chunks are taken and let go when they are no longer. */
export function inflate(kind: 'gzip' | 'zstd', source: AsyncIterable<Uint8Array>): Inflated {
  if (kind === 'gzip') return throughTransform(zlib.createGunzip({ chunkSize }), source);
  return nodeZstd ? throughTransform(nodeZstd({ chunkSize }), source) : throughFzstd(source);
}

function throughTransform(decoder: Transform, source: AsyncIterable<Uint8Array>): Inflated {
  let fault: string | null = null;
  let sourceFailed = false;
  const watched = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* source;
    } catch (error) {
      sourceFailed = true;
      throw error;
    }
  };
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    pipeline(watched, decoder, () => undefined);
    try {
      for await (const chunk of decoder as AsyncIterable<Uint8Array>) yield chunk;
    } catch (error) {
      if (sourceFailed) throw error;
      fault = damaged(error);
    }
  };
  return { chunks: chunks(), fault: () => fault };
}

/** Bytes of window that the frame at the start of `head` asks for (RFC 8878, 3.1.1.1); 0 where it is no frame. */
export function zstdWindow(head: Uint8Array): number {
  if (head[0] !== 0x28 || head.length < 6) return 0;
  const descriptor = head[4] ?? 0;
  const next = head[5] ?? 0;
  if ((descriptor & 0x20) === 0) {
    const base = 2 ** (10 + (next >> 3));
    return base + (base / 8) * (next & 7);
  }
  // Why: a single-segment frame keeps its whole content as window; its size stands behind the dictionary id.
  const at = 5 + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  const bytes = [1, 2, 4, 8][descriptor >> 6] ?? 1;
  let size = 0;
  for (let i = bytes - 1; i >= 0; i--) size = size * 256 + (head[at + i] ?? 0);
  return bytes === 2 ? size + 256 : size;
}

function throughFzstd(source: AsyncIterable<Uint8Array>): Inflated {
  let fault: string | null = null;
  let ready: Uint8Array[] = [];
  const decoder = new Decompress((chunk) => {
    if (chunk.length > 0) ready.push(chunk);
  });
  const feed = (chunk: Uint8Array, last: boolean): Uint8Array[] => {
    ready = [];
    try {
      decoder.push(chunk, last);
    } catch (error) {
      fault = damaged(error);
    }
    return ready;
  };
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    let first = true;
    for await (const chunk of source) {
      if (first && zstdWindow(chunk) > windowLimit) fault = 'its compression asks for too much memory';
      first = false;
      // Why: a small piece can unpack to gigabytes, so the decoder is fed little at a time.
      for (let at = 0; at < chunk.length && fault === null; at += feedBytes) {
        yield* feed(chunk.subarray(at, at + feedBytes), false);
      }
      if (fault !== null) return;
    }
    yield* feed(new Uint8Array(0), true);
  };
  return { chunks: chunks(), fault: () => fault };
}

/** Most bytes that fzstd is given at once: a block of 4 bytes may unpack to 128 KiB. */
const feedBytes = 8 * 1024;

function damaged(error: unknown): string {
  return `its compression is damaged (${error instanceof Error ? error.message : String(error)})`;
}
