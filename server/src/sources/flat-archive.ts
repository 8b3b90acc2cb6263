// The file system of a container as one tar (`docker export`): read as it comes, once and forwards. Every entry is told with
// its mode; which content is worth keeping is said by the caller, who sees how each file begins.
import { createTarReader } from './tar-reader.ts';
import { latin1 } from './tar-header.ts';

export interface FlatEntry {
  /** Absolute. */
  readonly path: string;
  readonly kind: 'file' | 'hardlink' | 'link' | 'folder' | 'other';
  /** Permission bits. */
  readonly mode: number;
  readonly fileBytes: number;
  /** As written; of a hard link the absolute path. */
  readonly target: string | null;
  /** What `wants` asked for; null where it asked for nothing. */
  readonly content: Uint8Array | null;
}

/** How much of a file is wanted, by its path and its first bytes (at most `headBytes`). */
export type WantedContent = (path: string, head: Uint8Array) => 'nothing' | 'head' | 'whole';

/** Bytes of a file's beginning that are always looked at: the first line of a script. */
const headBytes = 256;
/** Bytes of the greatest file that is kept whole; greater ones are told without content. */
const wholeLimit = 1024 * 1024 * 1024;
const entryLimit = 5_000_000;

const kinds: Readonly<Record<string, FlatEntry['kind']>> = {
  '0': 'file',
  '1': 'hardlink',
  '2': 'link',
  '5': 'folder',
};

interface Taking {
  readonly entry: Omit<FlatEntry, 'content'>;
  bytes: Uint8Array;
  used: number;
  left: number;
  decided: boolean;
}

/** Tells every entry to `tell`; gives what is wrong with the archive, or null. Rejects where `source` does. */
export async function readFlatArchive(
  source: AsyncIterable<Uint8Array>,
  wants: WantedContent,
  tell: (entry: FlatEntry) => void,
): Promise<string | null> {
  let entries = 0;
  // Why a box: the callback assigns it, which the compiler cannot see.
  const box: { next: Taking | null } = { next: null };
  const reader = createTarReader((raw) => {
    if (++entries > entryLimit) return 'stop';
    const path = absolute(latin1(raw.name, raw.nameFrom, raw.nameFrom + raw.nameLength));
    const link = latin1(raw.link, 0, raw.linkLength);
    const kind = kinds[raw.type] ?? 'other';
    const target = kind === 'link' ? fromLatin1(link) : kind === 'hardlink' ? absolute(link) : null;
    const entry = { path, kind, mode: Math.max(0, raw.mode) & 0o7777, fileBytes: raw.fileBytes, target };
    if (kind !== 'file' || raw.fileBytes === 0) {
      tell({ ...entry, content: kind === 'file' ? new Uint8Array(0) : null });
      return 'skip';
    }
    const bytes = new Uint8Array(Math.min(raw.fileBytes, headBytes));
    box.next = { entry, bytes, used: 0, left: raw.fileBytes, decided: false };
    return 'take';
  });

  function decide(taking: Taking): void {
    taking.decided = true;
    const { entry, bytes } = taking;
    const wanted = wants(entry.path, bytes);
    if (wanted === 'whole' && entry.fileBytes <= wholeLimit && entry.fileBytes > bytes.length) {
      taking.bytes = new Uint8Array(entry.fileBytes);
      taking.bytes.set(bytes);
      return;
    }
    const isWhole = entry.fileBytes === bytes.length;
    tell({ ...entry, content: wanted === 'head' || (wanted === 'whole' && isWhole) ? bytes : null });
    box.next = null;
  }

  for await (const chunk of source) {
    for (let at = 0; at < chunk.length && !reader.halted();) {
      const taking = box.next;
      if (taking === null) {
        at += reader.push(chunk, at);
        continue;
      }
      const length = Math.min(taking.bytes.length - taking.used, chunk.length - at);
      taking.bytes.set(chunk.subarray(at, at + length), taking.used);
      taking.used += length;
      at += length;
      reader.skip(length);
      if (taking.used < taking.bytes.length) continue;
      if (!taking.decided) decide(taking);
      else {
        tell({ ...taking.entry, content: taking.bytes });
        box.next = null;
      }
    }
  }
  return reader.finish();
}

/** A path in the archive as a path in the container: without `.`, `..` and empty parts. */
function absolute(name: string): string {
  const parts: string[] = [];
  for (const part of name.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${fromLatin1(parts.join('/'))}`;
}

function fromLatin1(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}
