// rpm's databases: what rpm 4.18 itself wrote as SQLite (`rpmdb.sqlite.gz`: 40 packages, several pages and rows longer than
// a page), the same headers in a Berkeley DB made by db5.3_load (`Packages.gz`), and the same in an ndb made here.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { berkeleyValues } from '../../server/src/rpm/berkeley-values.ts';
import { readRpmDatabase } from '../../server/src/rpm/read-rpm-database.ts';

const fixture = (name: string): Buffer => gunzipSync(readFileSync(path.join(import.meta.dirname, name)));
const [sqlite, berkeley] = [fixture('rpmdb.sqlite.gz'), fixture('Packages.gz')];

/** What `rpm -qa` and `rpm -ql` say of the fixture. */
const expected = Array.from({ length: 40 }, (_, at) => {
  const name = `p${String(at).padStart(2, '0')}`;
  const more = at === 39 ? Array.from({ length: 150 }, (_each, file) => `file-${String(file + 1)}`) : [];
  return {
    name: `tools-${name}`,
    version: at === 7 ? '2:1.2-3' : '1.2-3',
    files: [name, 'in', 'two', ...more, 'one'].sort(),
  };
});

function read(bytes: Uint8Array): unknown {
  return [...readRpmDatabase(bytes)]
    .map(({ name, version, folders }) => ({ name, version, files: [...folders.values()].flat().sort() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Head, slots from the third on, then the blobs in blocks of 16 bytes. */
function writeNdb(values: readonly Buffer[]): Buffer {
  const slots = Buffer.alloc(4096);
  slots.write('RpmP', 0, 'latin1');
  slots.writeUInt32LE(1, 12);
  const blobs: Buffer[] = [];
  let at = slots.length;
  for (const [place, value] of values.entries()) {
    const slot = 32 + place * 16;
    const whole = Buffer.alloc(Math.ceil((16 + value.length + 12) / 16) * 16);
    whole.write('BlbS', 0, 'latin1');
    whole.writeUInt32LE(value.length, 12);
    value.copy(whole, 16);
    slots.write('Slot', slot, 'latin1');
    slots.writeUInt32LE(at / 16, slot + 8);
    blobs.push(whole);
    at += whole.length;
  }
  return Buffer.concat([slots, ...blobs]);
}

test('the three formats tell the same packages, with epoch, release and every file', () => {
  expect(read(sqlite)).toEqual(expected);
  expect(read(berkeley)).toEqual(expected);
  expect(read(writeNdb([...berkeleyValues(berkeley)]))).toEqual(expected);
});

test('folders are paths without leading slash', () => {
  const first = [...readRpmDatabase(sqlite)].find(({ name }) => name === 'tools-p00');
  expect([...(first?.folders ?? [])]).toEqual([
    ['usr/share', ['p00']],
    ['usr/share/p00', ['in', 'two']],
    ['usr/share/p00/in', ['one']],
  ]);
});

test('what is no database, is cut off or damaged tells fewer packages, and never fails', () => {
  expect(read(Buffer.alloc(0))).toEqual([]);
  expect(read(Buffer.from('SQLite format 3\0'.repeat(40), 'latin1'))).toEqual([]);
  const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 200 });
  fc.assert(
    fc.property(fc.constantFrom(sqlite, berkeley), damage, fc.nat(), (whole, places, cut) => {
      const bytes = Buffer.from(whole.subarray(0, cut % 3 === 0 ? cut % whole.length : whole.length));
      for (const [place, value] of places) {
        // Every other change hits the heads of pages, where it does most.
        const at = place % 2 === 0 ? place % 4096 : place;
        if (bytes.length > 0) bytes[at % bytes.length] = value;
      }
      expect([...readRpmDatabase(bytes)].length).toBeLessThanOrEqual(2000);
    }),
    { numRuns: 60 },
  );
});

test('values that all point to the same bytes end with the length of the file', () => {
  const value = [...berkeleyValues(berkeley)].at(-1) ?? Buffer.alloc(0);
  const many = writeNdb(Array.from({ length: 200 }, () => value));
  for (let slot = 48; slot < 4096; slot += 16) many.copyWithin(slot, 32, 48);
  expect([...readRpmDatabase(many)].length).toBeLessThan(254);
});
