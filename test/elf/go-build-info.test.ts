// The note of a Go program: found wherever in the data it lies, however the bytes come, and read line by line.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createGoSearch, readGoBuildInfo } from '../../server/src/elf/go-build-info.ts';

const list =
  'path\texample.com/tool/cmd/tool\nmod\texample.com/tool\tv1.4.0\th1:x=\ndep\texample.com/a\tv0.1.0\th1:y=\n';

function counted(text: Buffer): Buffer {
  const length: number[] = [];
  for (let left = text.length; ; left >>>= 7) {
    length.push((left & 127) | (left > 127 ? 128 : 0));
    if (left <= 127) return Buffer.concat([Buffer.from(length), text]);
  }
}

/** A program of 64 bits with a head, one read-only and two writable segments; the note is in the last. */
function program(modules: string, noteAt: number): Buffer {
  const bytes = Buffer.alloc(40_000 + modules.length);
  bytes.write('\x7fELF\x02\x01\x01', 'latin1');
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(3, 56);
  const segments = [
    [5, 0, 8000],
    [6, 8000, 4000],
    [6, 12_000, bytes.length - 12_000],
  ];
  for (const [at, [flags = 0, from = 0, length = 0]] of segments.entries()) {
    const head = 64 + at * 56;
    bytes.writeUInt32LE(1, head);
    bytes.writeUInt32LE(flags, head + 4);
    bytes.writeBigUInt64LE(BigInt(from), head + 8);
    bytes.writeBigUInt64LE(BigInt(from + 0x400000), head + 16);
    bytes.writeBigUInt64LE(BigInt(length), head + 32);
  }
  const note = Buffer.alloc(32);
  note.write('\xff Go buildinf:\x08\x02', 'latin1');
  const guard = Buffer.alloc(16, 7);
  const texts = [counted(Buffer.from('go1.22.1')), counted(Buffer.concat([guard, Buffer.from(modules), guard]))];
  Buffer.concat([note, ...texts]).copy(bytes, noteAt);
  return bytes;
}

function search(bytes: Buffer, pieceBytes: number): string | null {
  const found = createGoSearch(bytes.length);
  for (let range = found.wanted(); range !== null; range = found.wanted()) {
    const end = Math.min(range.end, range.from + pieceBytes);
    found.push(bytes.subarray(range.from, end));
  }
  return found.found() && Buffer.from(found.found() ?? []).toString();
}

test('the note is found wherever it lies and however the bytes come', () => {
  fc.assert(
    fc.property(fc.integer({ min: 12_000, max: 30_000 }), fc.integer({ min: 1, max: 9000 }), (at, pieceBytes) => {
      expect(search(program(list, at), pieceBytes)).toBe(`go1.22.1\n${list}`);
    }),
    { numRuns: 60 },
  );
});

test('what is no program, or is cut off, has no note', () => {
  expect(search(Buffer.from('no program'), 4)).toBeNull();
  expect(search(program(list, 39_990), 500)).toBeNull();
  expect(search(program(list, 20_000).subarray(0, 20_040), 500)).toBeNull();
});

test('a program is what its path says; a module that was replaced is what replaced it', () => {
  const modules = `${list}dep\texample.com/b\tv2.0.0\n=>\t./local\nbuild\tGOOS=linux\n`;
  expect(readGoBuildInfo(`go1.22.1\n${modules}`)).toEqual({
    toolchain: 'go1.22.1',
    path: 'example.com/tool/cmd/tool',
    version: 'v1.4.0',
    modules: ['example.com/a v0.1.0', './local'],
  });
  expect(readGoBuildInfo('go1.22.1\npath\tx\nmod\tx\t(devel)\t\n')?.version).toBeNull();
  expect(readGoBuildInfo('')).toBeNull();
});
