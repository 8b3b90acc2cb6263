// An image is measured on a thread of its own as it is without one, and nobody waits for a thread that is not wanted any more.
import { build } from 'esbuild';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNodeHost } from '../../server/src/host/node-host.ts';
import { isFailure } from '../../server/src/image/build-outcome.ts';
import { measureApart, measureImage, type MeasureTask } from '../../server/src/operations/measure-image.ts';
import { oldDockerSave } from '../support/image-archive.ts';
import { writeTar } from '../support/tar-writer.ts';

const dockerfile = 'FROM base\nRUN pip install flask\nCOPY . /app\n';
const weights = 'w'.repeat(300_000);
const image = {
  layers: [
    writeTar([{ name: 'etc/os-release', content: 'x' }]),
    writeTar([{ name: 'root/.cache/pip/http-v2/a', content: 'p'.repeat(400_000) }]),
    writeTar([
      { name: 'app/.env', content: 'TOKEN=1' },
      { name: 'app/a.bin', content: weights },
      { name: 'app/b.bin', content: weights },
      { name: 'app/c.bin', content: 'v'.repeat(300_000) },
    ]),
  ],
  history: [
    { created_by: 'base' },
    { created_by: 'RUN /bin/sh -c pip install flask # buildkit' },
    { created_by: 'COPY . /app # buildkit' },
  ],
};

let folder = '';
let threadFile = '';
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-thread-'));
  threadFile = path.join(folder, 'measuring-thread.cjs');
  await build({
    entryPoints: ['server/src/measuring-thread.ts'],
    outfile: threadFile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  writeFileSync(path.join(folder, 'image.tar'), oldDockerSave(image));
  writeFileSync(path.join(folder, 'broken.tar'), oldDockerSave(image).subarray(0, 400_000));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function taskOf(file: string): MeasureTask {
  const place = { kind: 'archive', path: path.join(folder, file), name: file, platform: null } as const;
  return { place, built: { text: dockerfile, target: null }, provenance: null, steps: [] };
}

const never = new AbortController().signal;
const ignore = (): void => undefined;

describe('an image is measured', () => {
  test('on a thread as without one, with all that lies in its layers', async () => {
    const here = await measureImage(createNodeHost({ cacheFolder: folder }), taskOf('image.tar'), ignore, never);
    const told: string[] = [];
    const host = createNodeHost({ cacheFolder: folder, threadFile });
    const apart = await measureApart(
      host,
      taskOf('image.tar'),
      (progress) => told.push(progress.kind === 'step' ? progress.message : ''),
      never,
    );
    expect(apart).toEqual(here);
    expect(told).toEqual([`Reading ${path.join(folder, 'image.tar')}`]);
    if (isFailure(here)) throw new Error(here.message);
    expect(here.leftovers).toEqual({
      byLayer: [{ kind: 'pip', layer: 1, fileBytes: 400_000, deadBytes: 0, files: 1, folders: ['/root/.cache/pip'] }],
      secrets: [{ path: '/app/.env', layer: 2, fileBytes: 7, live: true }],
      duplicates: [
        {
          fileBytes: 300_000,
          count: 2,
          copies: [
            { path: '/app/a.bin', layer: 2 },
            { path: '/app/b.bin', layer: 2 },
          ],
        },
      ],
      twofoldLibraries: [],
    });
  });

  test('with its fault told the same', async () => {
    const here = await measureImage(createNodeHost({ cacheFolder: folder }), taskOf('broken.tar'), ignore, never);
    const host = createNodeHost({ cacheFolder: folder, threadFile });
    expect(await measureApart(host, taskOf('broken.tar'), ignore, never)).toEqual(here);
    expect(isFailure(here)).toBe(true);
  });

  test('until nobody waits any more', async () => {
    const abort = new AbortController();
    const host = createNodeHost({ cacheFolder: folder, threadFile });
    const outcome = measureApart(host, taskOf('image.tar'), () => abort.abort(), abort.signal);
    expect(await outcome).toMatchObject({ failure: 'cancelled' });
    expect(await measureApart(host, taskOf('image.tar'), ignore, AbortSignal.abort())).toMatchObject({
      failure: 'cancelled',
    });
  });

  test('or the thread says why it could not', async () => {
    const file = path.join(folder, 'faulty.cjs');
    writeFileSync(file, 'throw new Error("no memory left")');
    const host = createNodeHost({ cacheFolder: folder, threadFile: file });
    expect(await measureApart(host, taskOf('image.tar'), ignore, never)).toMatchObject({
      failure: 'unreadable',
      message: 'The image cannot be read: no memory left.',
    });
  });

  test('here, where there is no program for threads', () => {
    expect(createNodeHost({ threadFile: path.join(folder, 'none.js') }).runApart).toBeUndefined();
  });
});
