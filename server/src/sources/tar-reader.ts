// A tar as a state machine that is fed bytes and tells entries: nothing is awaited and no content is kept. The feeder may
// skip what is not wanted, so the same machine reads a stream, a file by position, and an archive inside an archive.
import { blockBytes, fieldLength, headerKind, noOverrides, parseNumber, readPax } from './tar-header.ts';

/** The entry whose header was just read. One object for all entries: take what is needed before feeding on. */
export interface TarEntry {
  /** As the header says: `0` file, `1` hard link, `2` symbolic link, `5` folder … */
  type: string;
  /** Bytes of content that follow in the tar. */
  fileBytes: number;
  /** Permission bits; -1 where the header's are damaged. */
  mode: number;
  /** Raw path in `nameLength` bytes from `nameFrom` on; often the very bytes that were fed. */
  name: Uint8Array;
  nameFrom: number;
  nameLength: number;
  /** Raw target of a link. */
  link: Uint8Array;
  linkLength: number;
}

export interface TarReader {
  /**
   * Takes bytes from `from` on; gives how many were taken. Fewer than all only after an entry for which `onEntry` gave
   * `take` (its content comes next, `pending` bytes with padding), at the tar's end, or after a fault.
   */
  push(chunk: Uint8Array, from?: number): number;
  /** Content and padding still to come before the next header; the feeder may leave them out and call `skip`. */
  pending(): number;
  skip(bytes: number): void;
  /** True where a header comes next and nothing that was said before has a bearing on it. */
  isBetween(): boolean;
  /** True after a fault, and after the end mark (all that follows is padding): nothing is read any more. */
  halted(): boolean;
  /** Tells that no more bytes come; gives the fault, a cut-off end included. */
  finish(): string | null;
}

/** Longest extended header or long name that is read (bytes). */
const metaLimit = 1024 * 1024;
/** Longest path that is taken (bytes); Linux ends at 4,096. */
const nameLimit = 32 * 1024;

/** Types that carry no content whatever their size field says. */
const bodiless = new Set(['1', '2', '3', '4', '5', '6']);

type Meta = 'x' | 'g' | 'L' | 'K';

/** A reader that calls `onEntry` for each entry but the extended headers. `stop` gives the tar up. */
export function createTarReader(onEntry: (entry: TarEntry) => 'skip' | 'take' | 'stop'): TarReader {
  const entry: TarEntry = {
    type: '0',
    fileBytes: 0,
    mode: 0,
    name: new Uint8Array(0),
    nameFrom: 0,
    nameLength: 0,
    link: new Uint8Array(0),
    linkLength: 0,
  };
  const block = new Uint8Array(blockBytes);
  /** Prefix and name put together. */
  const joined = new Uint8Array(blockBytes);
  let blockUsed = 0;
  let pending = 0;
  let fault: string | null = null;
  let ended = false;
  let globals = noOverrides();
  let locals = noOverrides();
  let overridden = false;
  let hasGlobals = false;
  let longName: Uint8Array | null = null;
  let longLink: Uint8Array | null = null;
  let meta: { kind: Meta; body: Uint8Array; used: number } | null = null;
  let sparseExtends = false;
  let afterSparse: 'skip' | 'take' | 'stop' = 'skip';

  function readNames(source: Uint8Array, at: number, kind: 'ustar' | 'gnu' | 'v7'): void {
    const path = locals.path ?? globals.path ?? longName;
    const prefix = kind === 'ustar' ? fieldLength(source, at + 345, 155) : 0;
    const length = fieldLength(source, at, 100);
    if (path) {
      if (path.length > nameLimit) fault = `a path is ${path.length} bytes long`;
      [entry.name, entry.nameFrom, entry.nameLength] = [path, 0, path.length];
    } else if (prefix > 0) {
      joined.set(source.subarray(at + 345, at + 345 + prefix));
      joined[prefix] = 47;
      joined.set(source.subarray(at, at + length), prefix + 1);
      [entry.name, entry.nameFrom, entry.nameLength] = [joined, 0, prefix + 1 + length];
    } else {
      entry.name = source;
      entry.nameFrom = at;
      entry.nameLength = length;
    }
    entry.linkLength = 0;
    if (entry.type !== '1' && entry.type !== '2') return;
    const long = locals.link ?? globals.link ?? longLink;
    entry.linkLength = long ? Math.min(long.length, nameLimit) : fieldLength(source, at + 157, 100);
    entry.link = long ?? source.subarray(at + 157, at + 157 + entry.linkLength);
  }

  /** Reads the header at `at`; true where the feeder must be asked what to do with the content. */
  function readHeader(source: Uint8Array, at: number): boolean {
    const kind = headerKind(source, at);
    if (kind === null) fault = 'a header is damaged';
    if (kind === 'end') ended = true;
    if (kind === null || kind === 'end') return false;
    const flag = source[at + 156] ?? 0;
    const type = flag === 0 || flag === 55 ? '0' : String.fromCharCode(flag);
    const stored = parseNumber(source, at + 124, 12);
    if (stored < 0) {
      fault = 'a header names an impossible size';
      return false;
    }
    if (type === 'x' || type === 'g' || type === 'L' || type === 'K') {
      if (stored > metaLimit) {
        fault = `an extended header is ${stored} bytes long`;
        return false;
      }
      meta = { kind: type, body: new Uint8Array(stored), used: 0 };
      pending = Math.ceil(stored / blockBytes) * blockBytes;
      if (stored === 0) finishMeta();
      return false;
    }
    entry.type = type;
    entry.fileBytes = bodiless.has(type) ? 0 : (locals.fileBytes ?? globals.fileBytes ?? stored);
    entry.mode = parseNumber(source, at + 100, 8);
    readNames(source, at, kind);
    if (fault !== null) return false;
    // Why: before ustar a folder was a file whose name ends in a slash.
    if (type === '0' && kind === 'v7' && entry.name[entry.nameFrom + entry.nameLength - 1] === 47) entry.type = '5';
    if (overridden) locals = noOverrides();
    overridden = false;
    longName = null;
    longLink = null;
    pending = Math.ceil(entry.fileBytes / blockBytes) * blockBytes;
    sparseExtends = type === 'S' && source[at + 482] === 1;
    return true;
  }

  function finishMeta(): void {
    if (!meta) return;
    const { kind, body } = meta;
    meta = null;
    if (kind === 'x' || kind === 'g') {
      const overrides = kind === 'x' ? locals : { ...globals };
      if (!readPax(body, overrides)) fault = 'an extended header is damaged';
      if (kind === 'g') {
        globals = overrides;
        hasGlobals = true;
      } else overridden = true;
      return;
    }
    const end = fieldLength(body, 0, body.length);
    if (kind === 'L') longName = body.subarray(0, end);
    else longLink = body.subarray(0, end);
  }

  /** Takes pending bytes out of the chunk; gives how many. */
  function takePending(chunk: Uint8Array, at: number): number {
    const take = Math.min(pending, chunk.length - at);
    if (meta) {
      const wanted = Math.min(take, meta.body.length - meta.used);
      meta.body.set(chunk.subarray(at, at + wanted), meta.used);
      meta.used += wanted;
    }
    pending -= take;
    if (pending === 0) finishMeta();
    return take;
  }

  /** Handles one whole block that is a header or extends a sparse one; true where the feeder takes over. */
  function readBlock(source: Uint8Array, at: number): boolean {
    if (sparseExtends) {
      sparseExtends = source[at + 504] === 1;
      return !sparseExtends && afterSparse === 'take';
    }
    if (!readHeader(source, at)) return false;
    const answer = onEntry(entry);
    if (answer === 'stop') fault = 'it has more entries or longer names than any image';
    afterSparse = answer;
    return answer === 'take' && !sparseExtends;
  }

  return {
    push(chunk, from = 0) {
      let at = from;
      while (at < chunk.length && fault === null && !ended) {
        // Invariant: a sparse header's extension blocks stand before the content that `pending` counts.
        if (pending > 0 && !sparseExtends) {
          at += takePending(chunk, at);
        } else if (blockUsed === 0 && chunk.length - at >= blockBytes) {
          at += blockBytes;
          if (readBlock(chunk, at - blockBytes)) break;
        } else {
          const take = Math.min(blockBytes - blockUsed, chunk.length - at);
          block.set(chunk.subarray(at, at + take), blockUsed);
          blockUsed += take;
          at += take;
          if (blockUsed < blockBytes) continue;
          blockUsed = 0;
          if (readBlock(block, 0)) break;
        }
      }
      return at - from;
    },
    // Why: extended headers must be fed, only content may be skipped.
    pending: () => (meta || sparseExtends ? 0 : pending),
    skip(bytes) {
      pending -= bytes;
    },
    isBetween: () =>
      pending === 0 &&
      blockUsed === 0 &&
      meta === null &&
      !overridden &&
      !hasGlobals &&
      longName === null &&
      longLink === null &&
      !sparseExtends,
    halted: () => fault !== null || ended,
    finish() {
      if (fault === null && !ended && (pending > 0 || blockUsed > 0 || sparseExtends || meta)) {
        fault = 'it ends in the middle of an entry';
      }
      return fault;
    },
  };
}
