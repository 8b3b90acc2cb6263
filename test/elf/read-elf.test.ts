// The ELF reader against `readelf` on files of this machine, against a file made by hand, and against damage of every kind.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readElf } from '../../server/src/elf/read-elf.ts';
import { readLibraryCache } from '../../server/src/elf/read-library-cache.ts';
import { writeElf } from '../support/elf-writer.ts';

const hasReadelf = existsSync('/usr/bin/readelf');

function readelf(path: string): {
  needed: string[];
  soname: string | null;
  interpreter: string | null;
  given: Set<string>;
} {
  const text = execFileSync('/usr/bin/readelf', ['-W', '-d', '-l', '-V', path], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const all = (form: RegExp): string[] => [...text.matchAll(form)].map(([, word = '']) => word);
  const definitions = text.split('Version definition section')[1]?.split('Version needs section')[0] ?? '';
  const given = new Set<string>();
  for (const line of definitions.split('\n')) {
    const found = /Rev: 1 {2}Flags: (\S+(?: \| \S+)*) {2,}Index: \d+ {2}Cnt: \d+ {2}Name: (\S+)/.exec(line);
    if (found && !(found[1] ?? '').includes('BASE')) given.add(found[2] ?? '');
  }
  return {
    needed: all(/\(NEEDED\)\s+Shared library: \[([^\]]*)\]/g),
    soname: all(/\(SONAME\)\s+Library soname: \[([^\]]*)\]/g)[0] ?? null,
    interpreter: all(/Requesting program interpreter: ([^\]]*)\]/g)[0] ?? null,
    given,
  };
}

function someFiles(): string[] {
  const folders = ['/usr/bin', '/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu'].filter((each) =>
    existsSync(each),
  );
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => `${folder}/${name}`),
  );
  const wanted = files.filter((path) =>
    /\/(?:ls|bash|perl|python3\.\d+|libc\.so\.6|libstdc\+\+\.so\.6\.\d.*|libssl\.so\.3|libpq\.so\.5.*|libm\.so\.6)$/.test(
      path,
    ),
  );
  return [...new Set([...wanted.map((each) => realpathSync(each)), realpathSync(process.execPath)])].slice(0, 12);
}

describe('as readelf reads them', () => {
  test.runIf(hasReadelf)('programs and libraries of this machine', () => {
    const files = someFiles();
    expect(files.length).toBeGreaterThan(1);
    for (const path of files) {
      const elf = readElf(readFileSync(path));
      const wanted = readelf(path);
      expect({
        path,
        needed: elf?.needed,
        soname: elf?.soname,
        interpreter: elf?.interpreter,
        given: elf?.versionsGiven,
      }).toEqual({ path, ...wanted });
    }
  });
});

describe('a file made by hand', () => {
  for (const bits of [32, 64] as const)
    for (const endian of ['little', 'big'] as const)
      test(`${bits} bits, ${endian} endian`, () => {
        const spec = {
          bits,
          endian,
          machine: 62,
          interpreter: '/lib64/ld-linux-x86-64.so.2',
          soname: 'libme.so.1',
          needed: ['libc.so.6', 'libpq.so.5'],
          rpath: '$ORIGIN/../lib:/opt/lib',
          runpath: '/srv/lib',
          versionsNeeded: { 'libc.so.6': ['GLIBC_2.2.5', 'GLIBC_2.34'] },
          versionsGiven: ['ME_1', 'ME_2'],
        };
        expect(readElf(writeElf(spec))).toEqual({
          ...spec,
          rpath: ['$ORIGIN/../lib', '/opt/lib'],
          runpath: ['/srv/lib'],
          versionsNeeded: new Map(Object.entries(spec.versionsNeeded)),
          versionsGiven: new Set(spec.versionsGiven),
        });
      });
});

describe('hostile input', () => {
  const whole = writeElf({
    needed: ['libc.so.6'],
    versionsNeeded: { 'libc.so.6': ['GLIBC_2.34'] },
    versionsGiven: ['ME_1'],
  });
  test('any bytes are read or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (tail) => {
        const bytes = new Uint8Array([0x7f, 0x45, 0x4c, 0x46, ...tail]);
        const elf = readElf(bytes);
        expect(elf?.needed ?? []).toBeInstanceOf(Array);
      }),
    );
  });
  test('any change of a good file is read in bounded work', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
        fc.nat(whole.length),
        (changes, cut) => {
          const bytes = whole.slice(0, whole.length - (cut % 64));
          for (const [at, value] of changes) bytes[at] = value;
          const elf = readElf(bytes);
          expect((elf?.needed.length ?? 0) + (elf?.versionsGiven.size ?? 0)).toBeLessThan(40_000);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('the cache of libraries', () => {
  test.runIf(existsSync('/etc/ld.so.cache'))('names the C library where it lies', () => {
    const cache = readLibraryCache(readFileSync('/etc/ld.so.cache'));
    const paths = cache.get('libc.so.6') ?? cache.get('libstdc++.so.6') ?? [];
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.every((path) => path.startsWith('/') && existsSync(path))).toBe(true);
  });
  test('damage gives fewer libraries', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (tail) => {
        const bytes = Buffer.concat([Buffer.from('glibc-ld.so.cache1.1'), tail]);
        expect(readLibraryCache(bytes).size).toBeLessThan(65_537);
      }),
    );
  });
});
