// Whose the files of an image are: each manager's own lists, places where there are none, and sums that never count a byte
// twice.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { findOwners } from '../../server/src/file-tree/find-owners.ts';
import { findPackages } from '../../server/src/file-tree/find-packages.ts';
import { biggestFolders, listLiveTree } from '../../server/src/file-tree/live-tree.ts';
import { stackLayers } from '../../server/src/file-tree/stack-layers.ts';
import type { MeasuredPackages } from '../../server/src/image/packages.ts';
import { scanStream } from '../../server/src/sources/scan-layer.ts';
import { chunked, writeTar, type TarSpec } from '../support/tar-writer.ts';

const bytes = (count: number): string => 'x'.repeat(count);

async function packagesOf(...layers: readonly (readonly TarSpec[])[]): Promise<MeasuredPackages> {
  const scans = await Promise.all(
    layers.map(async (entries) => {
      const scan = await scanStream('tar', chunked(writeTar([...entries])));
      if ('fault' in scan) throw new Error(scan.fault);
      return scan;
    }),
  );
  const { nodes, liveBytes } = stackLayers(
    scans.map(({ index }) => index),
    10,
  );
  const live = listLiveTree(nodes);
  const owners = findOwners(nodes, live, (layer, entry) => scans[layer]?.lists.get(entry));
  const packages = findPackages(nodes, live, owners);
  const owned = packages.kinds.reduce((sum, { fileBytes }) => sum + fileBytes, 0);
  expect(owned + packages.unowned.fileBytes).toBe(liveBytes);
  return packages;
}

const named = ({ list }: MeasuredPackages): unknown =>
  list.map(({ kind, name, version, fileBytes, places, layer }) => [kind, name, version, fileBytes, places, layer]);

test('dpkg tells files by list, through the links of a merged /usr, and versions by status', async () => {
  const packages = await packagesOf([
    { name: 'lib', type: '2', link: 'usr/lib' },
    { name: 'usr/lib/libc.so.6', content: bytes(2000) },
    { name: 'usr/bin/bash', content: bytes(1000) },
    { name: 'usr/bin/own', content: bytes(7) },
    { name: 'var/lib/dpkg/status', content: 'Package: libc6\nVersion: 2.36-9\n\nPackage: bash\nVersion: 5.2\n' },
    { name: './var/lib/dpkg/info/libc6:amd64.list', content: '/.\n/lib\n/lib/libc.so.6\n/gone\n' },
    { name: 'var/lib/dpkg/info/bash.list', content: '/.\n/usr\n/usr/bin\n/usr/bin/bash\n' },
  ]);
  expect(named(packages)).toEqual([
    ['dpkg', 'libc6', '2.36-9', 2000, 1, 0],
    ['dpkg', 'bash', '5.2', 1000, 1, 0],
  ]);
});

test('Distroless keeps a status and sums for each package', async () => {
  const packages = await packagesOf([
    { name: 'usr/lib/libssl.so', content: bytes(500) },
    { name: 'var/lib/dpkg/status.d/libssl3', content: 'Package: libssl3\nVersion: 3.0\n' },
    { name: 'var/lib/dpkg/status.d/libssl3.md5sums', content: `${'0'.repeat(32)}  usr/lib/libssl.so\n` },
  ]);
  expect(named(packages)).toEqual([['dpkg', 'libssl3', '3.0', 500, 1, 0]]);
});

test('rpm tells names and files in a database, of which only these are kept', async () => {
  const database = gunzipSync(readFileSync(path.join(import.meta.dirname, '../rpm/rpmdb.sqlite.gz')));
  const packages = await packagesOf([
    { name: 'usr/share/p07/in/one', content: bytes(300) },
    { name: 'usr/share/p39/file-12', content: bytes(40) },
    { name: 'usr/share/other', content: bytes(5) },
    { name: 'usr/lib/sysimage/rpm/rpmdb.sqlite', content: database },
  ]);
  expect(named(packages)).toEqual([
    ['rpm', 'tools-p07', '2:1.2-3', 300, 1, 0],
    ['rpm', 'tools-p39', '1.2-3', 40, 1, 0],
  ]);
  expect(packages.unowned.fileBytes).toBe(database.length + 5);
});

test('what a Go program says of itself is bounded for all together, and whole or not at all', async () => {
  const note = (name: string, modules: number): Uint8Array =>
    Buffer.from(`go1.22\npath\t${name}\n${'dep\texample.com/m\tv1\n'.repeat(modules)}`);
  const scan = await scanStream('tar', chunked(writeTar(['a', 'b', 'c'].map((name) => ({ name, content: bytes(9) })))));
  if ('fault' in scan) throw new Error(scan.fault);
  const { nodes } = stackLayers([scan.index], 10);
  const live = listLiveTree(nodes);
  const notes = [note('x/a', 1900), note('x/b', 3), note('x/c', 0)];
  const told = (): number[] => {
    const owners = findOwners(nodes, live, (_layer, entry) => notes[entry]);
    return findPackages(nodes, live, owners).list.map(({ parts = [] }) => parts.length);
  };
  expect(told()).toEqual([1900, 3, 0]);
  [notes[1], notes[2]] = [note('x/b', 2000), note('x/c', 1500)];
  expect(told()).toEqual([1900, 2000, 0]);
});

test('Composer tells the folders of its packages, wherever they are, but not the whole project', async () => {
  const installed = {
    packages: [
      { name: 'monolog/monolog', version: '3.5.0', 'install-path': '../monolog/monolog' },
      { name: 'drupal/token', version: '1.13.0', 'install-path': '../../web/modules/token' },
      { name: 'evil/all', version: '1', 'install-path': '../../..' },
    ],
  };
  const packages = await packagesOf([
    { name: 'app/vendor/monolog/monolog/src/Logger.php', content: bytes(900) },
    { name: 'app/web/modules/token/token.module', content: bytes(80) },
    { name: 'app/index.php', content: bytes(7) },
    { name: 'app/vendor/composer/installed.json', content: JSON.stringify(installed) },
  ]);
  expect(named(packages)).toEqual([
    ['composer', 'monolog/monolog', '3.5.0', 900, 1, 0],
    ['composer', 'drupal/token', '1.13.0', 80, 1, 0],
  ]);
});

test('apk tells all in one file, of which the last layer has the word', async () => {
  const installed = (...names: readonly string[]): string =>
    names.map((name) => `C:Q1=\nP:${name}\nV:1.0-r0\nF:usr/bin\nR:${name}\na:0:0:755\n`).join('\n');
  const packages = await packagesOf(
    [
      { name: 'usr/bin/busybox', content: bytes(800) },
      { name: 'lib/apk/db/installed', content: installed('busybox') },
    ],
    [
      { name: 'usr/bin/curl', content: bytes(300) },
      { name: 'lib/apk/db/installed', content: `${installed('busybox', 'curl')}\n\n` },
    ],
  );
  expect(named(packages)).toEqual([
    ['apk', 'busybox', '1.0-r0', 800, 1, 0],
    ['apk', 'curl', '1.0-r0', 300, 1, 1],
  ]);
});

test('Python tells files from its folder, quoted and above it too; bytecode belongs to its source', async () => {
  const site = 'opt/venv/lib/python3.12/site-packages';
  const record = [
    'flask/__init__.py,sha256=x,40',
    '"flask/a,b.py",,',
    '../../../bin/flask,sha256=x,9',
    'flask-3.0.dist-info/RECORD,,',
  ].join('\n');
  const packages = await packagesOf([
    { name: `${site}/flask/__init__.py`, content: bytes(40) },
    { name: `${site}/flask/a,b.py`, content: bytes(30) },
    { name: `${site}/flask/__pycache__/__init__.cpython-312.pyc`, content: bytes(20) },
    { name: 'opt/venv/bin/flask', content: bytes(9) },
    { name: `${site}/flask-3.0.dist-info/RECORD`, content: record },
    { name: `${site}/loose.py`, content: bytes(5) },
  ]);
  expect(named(packages)).toEqual([['python', 'flask', '3.0', 40 + 30 + 20 + 9 + record.length, 1, 0]]);
  expect(packages.unowned).toMatchObject({ fileBytes: 5, files: 1 });
});

test('conda stands before the dist-info folders of its own packages, through hard links', async () => {
  const meta = JSON.stringify({ name: 'numpy', version: '1.26', files: ['lib/site-packages/numpy/core.so'] });
  const packages = await packagesOf([
    { name: 'opt/conda/pkgs/numpy-1.26/core.so', content: bytes(900) },
    { name: 'opt/conda/lib/site-packages/numpy/core.so', type: '1', link: 'opt/conda/pkgs/numpy-1.26/core.so' },
    { name: 'opt/conda/lib/site-packages/numpy-1.26.dist-info/RECORD', content: 'numpy/core.so,,' },
    { name: 'opt/conda/conda-meta/numpy-1.26-py312.json', content: meta },
  ]);
  expect(packages.list[0]).toMatchObject({ kind: 'conda', name: 'numpy', fileBytes: 900 });
});

test('Node.js, Ruby and Java by place: scopes, nested copies, the pnpm store', async () => {
  const packages = await packagesOf([
    { name: 'app/node_modules/lodash/index.js', content: bytes(100) },
    { name: 'app/node_modules/x/node_modules/lodash/index.js', content: bytes(90) },
    { name: 'app/node_modules/x/index.js', content: bytes(50) },
    { name: 'app/node_modules/.bin/tool', content: bytes(3) },
    { name: 'app/node_modules/.pnpm/@a+b@1.2.3/node_modules/@a/b/index.js', content: bytes(80) },
    { name: 'usr/local/bundle/gems/nokogiri-1.16.2-x86_64-linux/lib/a.so', content: bytes(70) },
    { name: 'opt/app/lib/spring-core-6.1.4.jar', content: bytes(60) },
    { name: 'app/own.js', content: bytes(4) },
  ]);
  expect(named(packages)).toEqual([
    ['node', 'lodash', null, 190, 2, 0],
    ['node', '@a/b', '1.2.3', 80, 1, 0],
    ['gem', 'nokogiri', '1.16.2', 70, 1, 0],
    ['jar', 'spring-core', '6.1.4', 60, 1, 0],
    ['node', 'x', null, 50, 1, 0],
  ]);
  expect(packages.unowned).toMatchObject({ fileBytes: 7, files: 2 });
});

test('lists that are nonsense own nothing, and names that a terminal would obey are not passed on', async () => {
  const packages = await packagesOf([
    { name: 'usr/bin/a', content: bytes(10) },
    { name: 'lib/apk/db/installed', content: 'P:evil\u001b[2J\nF:../../usr/bin\nR:a\n\nR:nobody\nP:\n' },
    { name: 'opt/conda-meta/x.json', content: '{"files": 3' },
    { name: 'x.dist-info/RECORD', content: 'a' },
    { name: 'var/lib/dpkg/status', content: ':\n\n\nVersion: 1' },
  ]);
  expect(packages.list).toHaveLength(1);
  expect(packages.list[0]?.name).toBe('evil\uFFFD[2J');
});

test('the biggest folders leave out those that are little more than one of their own', async () => {
  const scan = await scanStream(
    'tar',
    chunked(
      writeTar([
        { name: 'usr/lib/deep/a.so', content: bytes(900) },
        { name: 'usr/lib/b.so', content: bytes(50) },
        { name: 'srv/c', content: bytes(30) },
        { name: 'srv/gone', content: bytes(5000) },
      ]),
    ),
  );
  const removal = await scanStream('tar', chunked(writeTar([{ name: 'srv/.wh.gone' }])));
  if ('fault' in scan || 'fault' in removal) throw new Error('unreadable');
  const { nodes } = stackLayers([scan.index, removal.index], 1);
  expect(biggestFolders(nodes, listLiveTree(nodes), 10)).toEqual([
    { path: '/usr/lib/deep', fileBytes: 900, files: 1 },
    { path: '/srv', fileBytes: 30, files: 1 },
  ]);
});
