// `plimsoll measure --keep`: an image that was built elsewhere stands for the last build of its Dockerfile, with its files.
import { expect, test } from 'vitest';
import { measure } from '../../server/src/cli/measure.ts';
import { readRecord, readRecordBefore, readTrend } from '../../server/src/operations/keep-record.ts';
import { readTree } from '../../server/src/operations/keep-tree.ts';
import { runOn, type Ran } from '../cli/support.ts';
import { oldDockerSave } from '../support/image-archive.ts';
import { createMemoryHost, type MemoryHost } from '../support/memory-host.ts';
import { writeTar } from '../support/tar-writer.ts';

const text = 'FROM scratch\nCOPY a /a\nRUN make\n';
const imageOf = (size: number): Uint8Array =>
  oldDockerSave({
    layers: [writeTar([{ name: 'a', content: 'x' }]), writeTar([{ name: 'made', content: 'y'.repeat(size) }])],
    history: [{ created_by: 'COPY a /a # buildkit' }, { created_by: 'RUN /bin/sh -c make # buildkit' }],
  });
const key = { dockerfile: '/project/Dockerfile', target: null, platform: null };

const run = (host: MemoryHost, ...args: readonly string[]): Promise<Ran<MemoryHost>> =>
  runOn(measure, args, { host, folder: '/project' });
const hostWith = (dockerfile = text): MemoryHost =>
  createMemoryHost({
    cacheFolder: '/cache',
    files: { '/project/Dockerfile': dockerfile, '/project/1.tar': imageOf(1000), '/project/2.tar': imageOf(3000) },
  });

test('keeps figures by line, the file tree, the build before and the trend', async () => {
  const host = hostWith();
  for (const archive of ['1.tar', '1.tar', '2.tar']) {
    const ran = await run(host, `archive:${archive}`, '--dockerfile', 'Dockerfile', '--keep');
    expect([ran.code, ran.stderr]).toEqual([0, '']);
  }
  const record = await readRecord(host, key);
  expect(record?.result).toMatchObject({ text, image: { name: 'archive:2.tar', attribution: 'aligned' } });
  expect(record?.result.image.instructions.map(({ fileBytes }) => fileBytes)).toEqual([1, 3000]);
  const tree = await readTree(host, record?.result.imageId ?? '');
  expect(tree?.count).toBe(3);
  // The same image again is not the build before.
  const before = await readRecordBefore(host, key);
  expect(before?.result.image.total.fileBytes).toBe(1001);
  expect(await readTrend(host, key)).toMatchObject({ builds: 3, sinceLast: { fileBytes: 2000 } });
});

test('is kept under the platform that was asked for', async () => {
  const host = hostWith();
  await run(host, 'archive:1.tar', '--dockerfile', 'Dockerfile', '--keep', '--platform', 'linux/amd64');
  expect(await readRecord(host, key)).toBeNull();
  expect(await readRecord(host, { ...key, platform: 'linux/amd64' })).not.toBeNull();
});

test('an image of another text is measured, and not kept', async () => {
  const host = hostWith('FROM scratch\nCOPY b /b\nRUN other\nRUN more\nRUN and more\n');
  const ran = await run(host, 'archive:1.tar', '--dockerfile', 'Dockerfile', '--keep');
  expect(ran.code).toBe(0);
  expect(ran.stderr).toContain('not kept: its layers are not those of /project/Dockerfile');
  expect(await readRecord(host, key)).toBeNull();
});

test('nothing is kept unless it is asked for, and not without a text', async () => {
  const host = hostWith();
  await run(host, 'archive:1.tar', '--dockerfile', 'Dockerfile');
  expect(await readRecord(host, key)).toBeNull();
  const ran = await run(host, 'archive:1.tar', '--keep');
  expect([ran.code, ran.stderr.split('\n')[0]]).toEqual([2, 'plimsoll: --keep needs --dockerfile']);
});
