// Columns of layers kept on disk by digest, so that a layer that was read once is not read again. Only for blobs of our own
// exports: their names were made by the engine, where those of a stranger's archive are a claim. Old ones give way; that is
// the caller's matter.
import { gunzipSync, gzipSync } from 'node:zlib';
import { isUnavailable } from '../host/host.ts';
import type { Host } from '../host/host.ts';
import { countOf, listOf, parseJson, recordOf, stringOf } from '../image/untrusted-json.ts';
import type { LayerScan } from './scan-layer.ts';

export interface LayerCache {
  /** The scan of the blob with this name (`blobs/sha256/…`); null where it is not known. */
  read(name: string): Promise<LayerScan | null>;
  keep(name: string, scan: LayerScan): Promise<void>;
}

/** Folder of the kept columns below the host's cache folder. */
export const layersFolder = 'layers';

const version = 4;
/** Bytes of a kept file, and of what it unpacks to. */
const fileLimit = 512 * 1024 * 1024;
const nameForm = /^blobs\/sha256\/([0-9a-f]{64})$/;

export function openLayerCache(host: Host): LayerCache {
  const pathOf = (name: string): string | null => {
    const digest = nameForm.exec(name)?.[1];
    return digest === undefined ? null : `${host.cacheFolder}/${layersFolder}/${digest}.gz`;
  };
  return {
    async read(name) {
      const path = pathOf(name);
      const bytes = path === null ? null : await host.readFile(path, fileLimit);
      return bytes === null || isUnavailable(bytes) ? null : decodeScan(bytes);
    },
    async keep(name, scan) {
      const path = pathOf(name);
      // Why no answer: what cannot be kept is read again.
      if (path !== null) await host.writeFile(path, encodeScan(scan));
    },
  };
}

/** Head (JSON, its length in front), then the columns and the lists; compressed, for names repeat themselves. */
export function encodeScan({ index, tarBytes, blobBytes, compressed, digests, lists }: LayerScan): Uint8Array {
  const { count, refused, names, ends, types, sizes, links } = index;
  const head = Buffer.from(
    JSON.stringify({
      version,
      count,
      refused,
      tarBytes,
      blobBytes,
      compressed,
      names: names.length,
      links: [...links],
      digests: digests === null ? null : [...digests],
      lists: [...lists].map(([entry, bytes]) => [entry, bytes.length]),
    }),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  const columns = [ends, sizes, types, names].map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  return gzipSync(Buffer.concat([length, head, ...columns, ...lists.values()]), { level: 1 });
}

/** The scan; null where the bytes are damaged or of another version. */
export function decodeScan(bytes: Uint8Array): LayerScan | null {
  let all: Buffer;
  try {
    all = gunzipSync(bytes, { maxOutputLength: fileLimit });
  } catch {
    return null;
  }
  if (all.length < 4) return null;
  const from = 4 + all.readUInt32LE(0);
  const head = recordOf(parseJson(all.subarray(4, from)));
  const [count, nameBytes] = [countOf(head['count']), countOf(head['names'])];
  const [refused, tarBytes, blobBytes] = [
    countOf(head['refused']),
    countOf(head['tarBytes']),
    countOf(head['blobBytes']),
  ];
  if (head['version'] !== version || count === null || nameBytes === null) return null;
  if (refused === null || tarBytes === null || blobBytes === null) return null;
  const listsAt = from + count * 13 + nameBytes;
  const lists = listsOf(head['lists'], count, all, listsAt);
  if (lists === null) return null;
  // Why copies: columns begin at odd places, where wider numbers cannot be read in place.
  const cut = (start: number, length: number): ArrayBuffer =>
    new Uint8Array(all.subarray(start, start + length)).buffer;
  const sizesAt = from + count * 4;
  const typesAt = sizesAt + count * 8;
  return {
    index: {
      count,
      refused,
      ends: new Uint32Array(cut(from, count * 4)),
      sizes: new Float64Array(cut(sizesAt, count * 8)),
      types: new Uint8Array(cut(typesAt, count)),
      names: new Uint8Array(cut(typesAt + count, nameBytes)),
      links: pairsOf(head['links'], count),
    },
    tarBytes,
    blobBytes,
    compressed: head['compressed'] === true,
    digests: head['digests'] === null ? null : pairsOf(head['digests'], count),
    lists,
  };
}

/** The lists, which reach from `at` to the end; null where they do not. */
function listsOf(value: unknown, limit: number, all: Buffer, at: number): ReadonlyMap<number, Uint8Array> | null {
  const lists = new Map<number, Uint8Array>();
  let from = at;
  for (const pair of listOf(value, limit)) {
    const [entry, length] = listOf(pair, 2).map(countOf);
    if (typeof entry !== 'number' || typeof length !== 'number') return null;
    lists.set(entry, new Uint8Array(all.subarray(from, from + length)));
    from += length;
  }
  return from === all.length ? lists : null;
}

function pairsOf(value: unknown, limit: number): ReadonlyMap<number, string> {
  const pairs = new Map<number, string>();
  for (const pair of listOf(value, limit)) {
    const [entry, text] = listOf(pair, 2);
    const [key, word] = [countOf(entry), stringOf(text, 64 * 1024)];
    if (key !== null && word !== null) pairs.set(key, word);
  }
  return pairs;
}
