// What the Go toolchain writes into every program: which package it was built from, and of which modules it is made. It lies
// in the data of the program, which is searched as it comes by, piece after piece.
// Source: Go's debug/buildinfo and runtime/debug, the format of Go 1.18 and later (older programs keep it behind pointers).
import { findData, looksLikeElf } from './read-elf.ts';

export interface GoBuildInfo {
  /** `go1.22.1`. */
  readonly toolchain: string;
  /** The package that the program is: `github.com/caddyserver/caddy/v2/cmd/caddy`. */
  readonly path: string;
  /** Of the main module; null where it was built from a checkout. */
  readonly version: string | null;
  /** `module version`, in the order of the program. */
  readonly modules: readonly string[];
}

/** Looks for the note in a program whose bytes are given in order. */
export interface GoSearch {
  /** Which bytes of the program are wanted next; null where there is nothing more to look for. */
  wanted(): { readonly from: number; readonly end: number } | null;
  /** Takes wanted bytes. */
  push(piece: Uint8Array): void;
  /** The toolchain, then the modules line by line, as `readGoBuildInfo` takes it; null where no note was found. */
  found(): Uint8Array | null;
}

const magic = Buffer.from('\xff Go buildinf:', 'latin1');
const noteHeadBytes = 32;
/** Flag of the note's head: the texts stand right behind it. */
const textsFollow = 2;
/** Around the list of modules. */
const sentinelBytes = 16;
/** Bytes of a program that hold its headers. */
const headBytes = 4096;
/** Bytes of the data that are searched, and of a text in the note. */
const [dataLimit, textLimit] = [64 * 1024 * 1024, 1024 * 1024];
const moduleLimit = 2000;

export function createGoSearch(fileBytes: number): GoSearch {
  let range: { from: number; end: number } | null = { from: 0, end: Math.min(headBytes, fileBytes) };
  let pending: Buffer = Buffer.alloc(0);
  let inHead = true;
  let note: Uint8Array | null = null;
  const start = (data: { from: number; end: number } | null): void => {
    // Why: data before the end of the head is of no program that Go links.
    const usable = data !== null && data.from >= headBytes && data.end <= fileBytes;
    range = usable ? { from: data.from, end: Math.min(data.end, data.from + dataLimit) } : null;
    [inHead, pending] = [false, Buffer.alloc(0)];
  };
  const search = (): void => {
    for (let at = pending.indexOf(magic); at !== -1; at = pending.indexOf(magic, 1)) {
      pending = pending.subarray(at);
      const read = readNote(pending);
      if (read === 'unfinished' && pending.length < 2 * textLimit) return;
      if (read !== 'unfinished' && read !== null) {
        [note, range] = [read, null];
        return;
      }
    }
    pending = pending.subarray(Math.max(0, pending.length - magic.length));
  };
  return {
    wanted: () => range,
    push(piece) {
      if (range === null) return;
      pending = Buffer.concat([pending, piece]);
      range = { from: range.from + piece.length, end: range.end };
      const isDone = range.from >= range.end;
      if (inHead) {
        if (isDone || (pending.length >= 4 && !looksLikeElf(pending))) start(findData(pending));
        return;
      }
      search();
      if (isDone) range = null;
    },
    found: () => note,
  };
}

function readNote(bytes: Buffer): Uint8Array | 'unfinished' | null {
  if (bytes.length < noteHeadBytes) return 'unfinished';
  if (((bytes[15] ?? 0) & textsFollow) === 0) return null;
  const toolchain = textAt(bytes, noteHeadBytes);
  if (typeof toolchain !== 'object' || toolchain === null) return toolchain;
  const modules = textAt(bytes, toolchain.end);
  if (typeof modules !== 'object' || modules === null) return modules;
  if (modules.end - modules.from < 2 * sentinelBytes) return null;
  const list = bytes.subarray(modules.from + sentinelBytes, modules.end - sentinelBytes);
  return Buffer.concat([bytes.subarray(toolchain.from, toolchain.end), Buffer.from('\n'), list]);
}

/** A length in seven bits a byte, and so many bytes; null for what is longer than any text. */
function textAt(bytes: Buffer, start: number): { readonly from: number; readonly end: number } | 'unfinished' | null {
  let length = 0;
  for (let at = start, scale = 1; scale < 2 ** 35; at++, scale *= 128) {
    const byte = bytes[at];
    if (byte === undefined) return 'unfinished';
    length += (byte & 127) * scale;
    if (byte >= 128) continue;
    if (length > textLimit) return null;
    const end = at + 1 + length;
    return end > bytes.length ? 'unfinished' : { from: at + 1, end };
  }
  return null;
}

/** Reads the note; null where it names no package. */
export function readGoBuildInfo(note: string): GoBuildInfo | null {
  const [toolchain = '', ...lines] = note.split('\n');
  let path = '';
  let version: string | null = null;
  const modules: string[] = [];
  for (const line of lines) {
    const [kind, name = '', value = ''] = line.split('\t', 3);
    const module = value === '' ? name : `${name} ${value}`;
    if (kind === 'path') path = name;
    else if (kind === 'mod' && value !== '(devel)' && value !== '') version = value;
    else if (kind === 'dep' && modules.length < moduleLimit) modules.push(module);
    // Why: what replaces a module is what the program holds.
    else if (kind === '=>' && modules.length > 0) modules[modules.length - 1] = module;
  }
  return path === '' ? null : { toolchain, path, version, modules };
}
