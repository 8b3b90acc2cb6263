// Reads what the dynamic loader reads of an ELF file: what it is for, which loader and libraries it asks for, where it looks
// for them, which symbol versions it needs and gives (System V gABI chapters 4 and 5; GNU symbol versioning). Section headers
// are not looked at: stripped files have none. It knows no tree and finds no library.

export interface ElfFile {
  readonly bits: 32 | 64;
  readonly endian: 'little' | 'big';
  /** `e_machine`: 62 is x86-64, 183 AArch64. */
  readonly machine: number;
  /** PT_INTERP: the loader that a program asks for; null for libraries and static programs. */
  readonly interpreter: string | null;
  readonly soname: string | null;
  /** DT_NEEDED, in order. */
  readonly needed: readonly string[];
  /** DT_RPATH and DT_RUNPATH split at colons, `$ORIGIN` as written. */
  readonly rpath: readonly string[];
  readonly runpath: readonly string[];
  /** Symbol versions asked of a library, by the library's name. Weak ones are left out: the loader goes on without them. */
  readonly versionsNeeded: ReadonlyMap<string, readonly string[]>;
  /** Symbol versions that it defines; empty where it is not versioned. */
  readonly versionsGiven: ReadonlySet<string>;
}

const programHeaderLimit = 4096;
const dynamicLimit = 16_384;
/** Versions of one file: libraries have some hundreds. */
const versionLimit = 16_384;
/** Bytes of a name or a search path. */
const textLimit = 16_384;

const segment = { load: 1, dynamic: 2, interpreter: 3 } as const;
const writable = 2;
const tag = {
  needed: 1,
  strings: 5,
  stringBytes: 10,
  soname: 14,
  rpath: 15,
  runpath: 29,
  versionsGiven: 0x6ffffffc,
  versionsGivenCount: 0x6ffffffd,
  versionsNeeded: 0x6ffffffe,
  versionsNeededCount: 0x6fffffff,
} as const;
const weak = 2;
/** The entry of a version table that names the file itself. */
const ofTheFile = 1;

interface Segment {
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly address: number;
  readonly fileBytes: number;
}

/** Numbers at offsets; null beyond the end and, of 64 bits, where no number is that big. */
interface Numbers {
  half(at: number): number | null;
  word(at: number): number | null;
  /** 32 or 64 bits, by the file's class. */
  address(at: number): number | null;
}

/** True where the bytes begin like an ELF file. */
export function looksLikeElf(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
}

/** The file; null where it is no ELF file or its headers are damaged. What lies beyond the end is taken for not there. */
export function readElf(bytes: Uint8Array): ElfFile | null {
  if (!looksLikeElf(bytes)) return null;
  const [kind, order] = [bytes[4], bytes[5]];
  if ((kind !== 1 && kind !== 2) || (order !== 1 && order !== 2)) return null;
  const wide = kind === 2;
  const numbers = numbersOf(bytes, wide, order === 1);
  const machine = numbers.half(18);
  const segments = readSegments(numbers, wide);
  if (machine === null || segments === null) return null;
  const asked = segments.find(({ type }) => type === segment.interpreter);
  const dynamic = readDynamic(numbers, wide, segments);
  const texts = textReader(bytes, dynamic, segments);
  const paths = (name: number): readonly string[] =>
    allOf(dynamic, name).flatMap((at) => texts(at)?.split(':').filter(Boolean) ?? []);
  const [soname] = allOf(dynamic, tag.soname);
  return {
    bits: wide ? 64 : 32,
    endian: order === 1 ? 'little' : 'big',
    machine,
    interpreter: asked ? textAt(bytes, asked.offset, asked.offset + Math.min(asked.fileBytes, textLimit)) : null,
    soname: soname === undefined ? null : texts(soname),
    needed: allOf(dynamic, tag.needed).flatMap((at) => texts(at) ?? []),
    rpath: paths(tag.rpath),
    runpath: paths(tag.runpath),
    versionsNeeded: readVersionsNeeded(numbers, dynamic, segments, texts),
    versionsGiven: readVersionsGiven(numbers, dynamic, segments, texts),
  };
}

/** Where in the file those segments lie that a program may write to: its data. Null where the head names none. */
export function findData(head: Uint8Array): { readonly from: number; readonly end: number } | null {
  const [kind, order] = [head[4], head[5]];
  if (!looksLikeElf(head) || (kind !== 1 && kind !== 2) || (order !== 1 && order !== 2)) return null;
  const segments = readSegments(numbersOf(head, kind === 2, order === 1), kind === 2) ?? [];
  const data = segments.filter(({ type, flags }) => type === segment.load && (flags & writable) !== 0);
  if (data.length === 0) return null;
  return {
    from: Math.min(...data.map(({ offset }) => offset)),
    end: Math.max(...data.map(({ offset, fileBytes }) => offset + fileBytes)),
  };
}

function numbersOf(bytes: Uint8Array, wide: boolean, little: boolean): Numbers {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fits = (at: number, length: number): boolean => at >= 0 && at + length <= bytes.length;
  const word = (at: number): number | null => (fits(at, 4) ? view.getUint32(at, little) : null);
  return {
    half: (at) => (fits(at, 2) ? view.getUint16(at, little) : null),
    word,
    address(at) {
      if (!wide) return word(at);
      if (!fits(at, 8)) return null;
      const [low, high] = [
        view.getUint32(at + (little ? 0 : 4), little),
        view.getUint32(at + (little ? 4 : 0), little),
      ];
      const value = high * 2 ** 32 + low;
      return Number.isSafeInteger(value) ? value : null;
    },
  };
}

function readSegments(numbers: Numbers, wide: boolean): readonly Segment[] | null {
  const start = numbers.address(wide ? 32 : 28);
  const step = numbers.half(wide ? 54 : 42);
  const count = numbers.half(wide ? 56 : 44);
  if (start === null || step === null || count === null) return null;
  if (count > programHeaderLimit || (count > 0 && step < (wide ? 56 : 32))) return null;
  const segments: Segment[] = [];
  for (let i = 0; i < count; i++) {
    const at = start + i * step;
    const type = numbers.word(at);
    const offset = numbers.address(at + (wide ? 8 : 4));
    const address = numbers.address(at + (wide ? 16 : 8));
    const fileBytes = numbers.address(at + (wide ? 32 : 16));
    const flags = numbers.word(at + (wide ? 4 : 24));
    if (type === null || flags === null) return null;
    if (offset !== null && address !== null && fileBytes !== null)
      segments.push({ type, flags, offset, address, fileBytes });
  }
  return segments;
}

type Dynamic = readonly { readonly tag: number; readonly value: number }[];

function readDynamic(numbers: Numbers, wide: boolean, segments: readonly Segment[]): Dynamic {
  const place = segments.find(({ type }) => type === segment.dynamic);
  if (!place) return [];
  const half = wide ? 8 : 4;
  const count = Math.min(Math.floor(place.fileBytes / (2 * half)), dynamicLimit);
  const entries: { tag: number; value: number }[] = [];
  for (let i = 0; i < count; i++) {
    const name = numbers.address(place.offset + i * 2 * half);
    const value = numbers.address(place.offset + i * 2 * half + half);
    if (name === 0) break;
    // Why: tags of a processor or a vendor may be greater than any number here; they are none of ours.
    if (name !== null && value !== null) entries.push({ tag: name, value });
  }
  return entries;
}

function allOf(dynamic: Dynamic, name: number): readonly number[] {
  return dynamic.flatMap((entry) => (entry.tag === name ? [entry.value] : []));
}

/** Where an address lies in the file; null where no segment holds it. */
function offsetOf(segments: readonly Segment[], address: number): number | null {
  for (const { type, offset, address: from, fileBytes } of segments)
    if (type === segment.load && address >= from && address < from + fileBytes) return offset + address - from;
  return null;
}

/** Names by their place in the string table. */
function textReader(bytes: Uint8Array, dynamic: Dynamic, segments: readonly Segment[]): (at: number) => string | null {
  const [address] = allOf(dynamic, tag.strings);
  const [length] = allOf(dynamic, tag.stringBytes);
  const start = address === undefined ? null : offsetOf(segments, address);
  if (start === null || length === undefined) return () => null;
  return (at) => (at < length ? textAt(bytes, start + at, start + length) : null);
}

/** The text up to its zero; null where it has none before `end`, or is longer than any name. */
function textAt(bytes: Uint8Array, from: number, end: number): string | null {
  const last = Math.min(end, bytes.length, from + textLimit);
  if (from >= last) return null;
  const zero = bytes.subarray(from, last).indexOf(0);
  return zero < 0 ? null : Buffer.from(bytes.buffer, bytes.byteOffset + from, zero).toString('utf8');
}

/** Walks a table whose entries say how far the next is; each step goes forwards, so that no table is walked for ever. */
function* chain(
  numbers: Numbers,
  from: number | null,
  count: number,
  nextField: number,
): Generator<number, undefined, undefined> {
  let at = from;
  for (let i = 0; at !== null && i < Math.min(count, versionLimit); i++) {
    yield at;
    const step: number | null = numbers.word(at + nextField);
    if (step === null || step === 0) return;
    at += step;
  }
}

function tableOf(
  dynamic: Dynamic,
  segments: readonly Segment[],
  place: number,
  size: number,
): { from: number | null; count: number } {
  const [address] = allOf(dynamic, place);
  const [count = 0] = allOf(dynamic, size);
  return { from: address === undefined ? null : offsetOf(segments, address), count };
}

function readVersionsNeeded(
  numbers: Numbers,
  dynamic: Dynamic,
  segments: readonly Segment[],
  texts: (at: number) => string | null,
): ReadonlyMap<string, readonly string[]> {
  const needed = new Map<string, string[]>();
  const { from, count } = tableOf(dynamic, segments, tag.versionsNeeded, tag.versionsNeededCount);
  let seen = 0;
  for (const at of chain(numbers, from, count, 12)) {
    const [versions, name, first] = [numbers.half(at + 2), numbers.word(at + 4), numbers.word(at + 8)];
    const library = name === null ? null : texts(name);
    if (versions === null || first === null || library === null) continue;
    const list = needed.get(library) ?? [];
    needed.set(library, list);
    for (const entry of chain(numbers, at + first, versions, 12)) {
      // Invariant: tables that point into each other cost no more than one honest table.
      if (seen++ > versionLimit) return needed;
      const [flags, version] = [numbers.half(entry + 4), numbers.word(entry + 8)];
      const text = version === null ? null : texts(version);
      if (text !== null && flags !== null && (flags & weak) === 0) list.push(text);
    }
  }
  return needed;
}

function readVersionsGiven(
  numbers: Numbers,
  dynamic: Dynamic,
  segments: readonly Segment[],
  texts: (at: number) => string | null,
): ReadonlySet<string> {
  const given = new Set<string>();
  const { from, count } = tableOf(dynamic, segments, tag.versionsGiven, tag.versionsGivenCount);
  for (const at of chain(numbers, from, count, 16)) {
    const [flags, first] = [numbers.half(at + 2), numbers.word(at + 12)];
    if (flags === null || first === null || (flags & ofTheFile) !== 0) continue;
    // Why the first alone: those behind it name the versions that it inherits from.
    const name = numbers.word(at + first);
    const text = name === null ? null : texts(name);
    if (text !== null) given.add(text);
  }
  return given;
}
