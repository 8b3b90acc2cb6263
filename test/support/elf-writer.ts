// A small ELF writer for tests: one loaded segment with loader, names, versions and the dynamic table. It shares nothing
// with the reader it tests.

export interface ElfSpec {
  readonly bits?: 32 | 64;
  readonly endian?: 'little' | 'big';
  readonly machine?: number;
  readonly interpreter?: string;
  readonly soname?: string;
  readonly needed?: readonly string[];
  readonly rpath?: string;
  readonly runpath?: string;
  readonly versionsNeeded?: Readonly<Record<string, readonly string[]>>;
  readonly versionsGiven?: readonly string[];
}

/** Where the segment is loaded: not at zero, so that addresses are no offsets. */
const base = 0x10000;

/** The bytes of a file that says what `spec` says. */
export function writeElf(spec: ElfSpec): Uint8Array {
  const wide = (spec.bits ?? 64) === 64;
  const little = (spec.endian ?? 'little') === 'little';
  const bytes = new Uint8Array(8192);
  const view = new DataView(bytes.buffer);
  const half = (at: number, value: number): void => view.setUint16(at, value, little);
  const word = (at: number, value: number): void => view.setUint32(at, value, little);
  const long = (at: number, value: number): void => {
    if (wide) view.setBigUint64(at, BigInt(value), little);
    else word(at, value);
  };
  const encoder = new TextEncoder();

  let strings = '\0';
  const text = (value: string): number => {
    const at = strings.length;
    strings += `${value}\0`;
    return at;
  };
  const dynamic: [number, number][] = (spec.needed ?? []).map((name) => [1, text(name)]);
  if (spec.soname !== undefined) dynamic.push([14, text(spec.soname)]);
  if (spec.rpath !== undefined) dynamic.push([15, text(spec.rpath)]);
  if (spec.runpath !== undefined) dynamic.push([29, text(spec.runpath)]);

  const [interpreterAt, needsAt, givesAt, dynamicAt, stringsAt] = [512, 1024, 2048, 3072, 4096];
  const libraries = Object.entries(spec.versionsNeeded ?? {});
  let at = needsAt;
  for (const [index, [library, versions]] of libraries.entries()) {
    half(at, 1);
    half(at + 2, versions.length);
    word(at + 4, text(library));
    word(at + 8, 16);
    word(at + 12, index === libraries.length - 1 ? 0 : 16 + versions.length * 16);
    for (const [place, version] of versions.entries()) {
      const entry = at + 16 + place * 16;
      word(entry + 8, text(version));
      word(entry + 12, place === versions.length - 1 ? 0 : 16);
    }
    at += 16 + versions.length * 16;
  }
  const given = spec.versionsGiven ?? [];
  const names = given.length === 0 ? [] : [spec.soname ?? 'libme.so', ...given];
  for (const [place, name] of names.entries()) {
    const entry = givesAt + place * 28;
    half(entry, 1);
    half(entry + 2, place === 0 ? 1 : 0);
    half(entry + 4, place + 1);
    half(entry + 6, 1);
    word(entry + 12, 20);
    word(entry + 16, place === names.length - 1 ? 0 : 28);
    word(entry + 20, text(name));
  }
  if (libraries.length > 0) dynamic.push([0x6ffffffe, base + needsAt], [0x6fffffff, libraries.length]);
  if (names.length > 0) dynamic.push([0x6ffffffc, base + givesAt], [0x6ffffffd, names.length]);
  dynamic.push([5, base + stringsAt], [10, strings.length], [0, 0]);
  const step = wide ? 8 : 4;
  for (const [place, [tag, value]] of dynamic.entries()) {
    long(dynamicAt + place * 2 * step, tag);
    long(dynamicAt + place * 2 * step + step, value);
  }
  bytes.set(encoder.encode(strings), stringsAt);
  if (spec.interpreter !== undefined) bytes.set(encoder.encode(`${spec.interpreter}\0`), interpreterAt);

  bytes.set([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, little ? 1 : 2, 1]);
  half(16, 3);
  half(18, spec.machine ?? 62);
  word(20, 1);
  const headersAt = wide ? 64 : 52;
  const headerBytes = wide ? 56 : 32;
  long(wide ? 32 : 28, headersAt);
  half(wide ? 54 : 42, headerBytes);
  const segments: [type: number, offset: number, length: number][] = [
    [1, 0, bytes.length],
    [2, dynamicAt, dynamic.length * 2 * step],
  ];
  if (spec.interpreter !== undefined) segments.push([3, interpreterAt, spec.interpreter.length + 1]);
  half(wide ? 56 : 44, segments.length);
  for (const [place, [type, offset, length]] of segments.entries()) {
    const header = headersAt + place * headerBytes;
    word(header, type);
    long(header + (wide ? 8 : 4), offset);
    long(header + (wide ? 16 : 8), base + offset);
    long(header + (wide ? 32 : 16), length);
  }
  return bytes;
}
