// Whose the files of an image are, as the planner asks for it: Debian's lists and Alpine's database, by absolute path.
import { expect, test } from 'vitest';
import { addOwners, isFileList } from '../../server/src/operations/verify/file-owners.ts';

const ownersOf = (path: string, text: string): Record<string, string> => {
  const owners = new Map<string, string>();
  addOwners(owners, path, new TextEncoder().encode(text));
  return Object.fromEntries(owners);
};

test("Debian's list is of one package, whatever its architecture", () => {
  const list = '/.\n/usr\n/usr/lib/libpq.so.5\n';
  expect(ownersOf('/var/lib/dpkg/info/libpq5:amd64.list', list)).toMatchObject({ '/usr/lib/libpq.so.5': 'libpq5' });
});

test("Alpine's database tells files below their folders", () => {
  const installed = 'P:libpq\nV:17.2-r0\nF:usr/lib\nR:libpq.so.5\nR:libpq.so.5.17\n\nP:.build-deps\nV:1\n\n';
  expect(ownersOf('/lib/apk/db/installed', installed)).toEqual({
    '/usr/lib/libpq.so.5': 'libpq',
    '/usr/lib/libpq.so.5.17': 'libpq',
  });
});

test('no other list is read', () => {
  const paths = ['/var/lib/dpkg/info/a.list', '/lib/apk/db/installed', '/var/lib/rpm/Packages', '/app/x.list'];
  expect(paths.map(isFileList)).toEqual([true, true, false, false]);
});
