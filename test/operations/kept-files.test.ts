// What is kept on the machine is told, grows no further than its bound, and goes when it is to.
import { expect, test } from 'vitest';
import {
  clearKeptFiles,
  listKeptFiles,
  pruneEvidence,
  pruneImages,
  pruneLayers,
  pruneTrees,
} from '../../server/src/operations/kept-files.ts';
import { createMemoryHost } from '../support/memory-host.ts';

const root = '/home/user/.cache/plimsoll';

function hostWith(sizes: Readonly<Record<string, number>>) {
  const files = Object.fromEntries(
    Object.entries(sizes).map(([path, bytes]) => [`${root}/${path}`, 'x'.repeat(bytes)]),
  );
  return createMemoryHost({ files: { '/home/user/project/Dockerfile': 'FROM x', ...files } });
}

test('what is kept is told by kind', async () => {
  const host = hostWith({
    'records/a.json': 10,
    'layers/b.gz': 20,
    'trees/f.gz': 5,
    'images/c/blobs/sha256/d': 30,
    'images/c/e': 1,
    'evidence/g.gz': 7,
    'verified/h.json': 3,
  });
  expect((await listKeptFiles(host)).map(({ what, files, diskBytes }) => [what, files, diskBytes])).toEqual([
    ['records', 1, 10],
    ['layers', 1, 20],
    ['trees', 1, 5],
    ['images', 2, 31],
    ['evidence', 1, 7],
    ['verifications', 1, 3],
  ]);
});

test('clearing takes what can be had again, and leaves the records', async () => {
  const again = { 'layers/b.gz': 20, 'trees/f.gz': 5, 'images/c/d': 30, 'evidence/g.gz': 7, 'verified/h.json': 3 };
  const host = hostWith({ 'records/a.json': 10, ...again });
  expect(await clearKeptFiles(host)).toBeUndefined();
  expect((await listKeptFiles(host)).map(({ files }) => files)).toEqual([1, 0, 0, 0, 0, 0]);
  expect(host.text('/home/user/project/Dockerfile')).toBe('FROM x');
});

test('columns, trees and exports keep within their bounds, and the export in use stays', async () => {
  const kept = { 'layers/a.gz': 60, 'layers/b.gz': 60, 'trees/a.gz': 60, 'trees/b.gz': 60 };
  const host = hostWith({ ...kept, 'images/c/d': 80, 'images/e/f': 80, 'evidence/a.gz': 60, 'evidence/b.gz': 60 });
  await pruneEvidence(host, 100);
  await pruneLayers(host, 100);
  await pruneTrees(host, 100);
  await pruneImages(host, `${root}/images/e`, 100);
  expect((await listKeptFiles(host)).map(({ files, diskBytes }) => [files, diskBytes])).toEqual([
    [0, 0],
    [1, 60],
    [1, 60],
    [1, 80],
    [1, 60],
    [0, 0],
  ]);
  expect(host.text(`${root}/images/e/f`)).toBeDefined();
});
