// What was measured is found again, and is called current only while the instruction and all it stands on are unchanged.
import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { isUnavailable } from '../../server/src/host/host.ts';
import { isFailure, type BuildResult } from '../../server/src/image/build-outcome.ts';
import type { MeasuredImage } from '../../server/src/image/measured-image.ts';
import { keepRecord, readRecord, type MeasuredRecord } from '../../server/src/operations/keep-record.ts';
import { measuredFacts, placesNow } from '../../server/src/operations/measured-record.ts';
import { measure } from '../../server/src/operations/measure.ts';
import { findTarget } from '../../server/src/operations/stage-chain.ts';
import { formatMeasured } from '../../server/src/report/measure-text.ts';
import { ociEntries, oldDockerSave } from '../support/image-archive.ts';
import { createMemoryHost, type MemoryHost } from '../support/memory-host.ts';
import { writeTar } from '../support/tar-writer.ts';

const text = `FROM base AS tools
RUN make tools
FROM base
RUN first
COPY --from=tools /t /t
RUN last
`;
const layers = [
  writeTar([{ name: 'base', content: 'x'.repeat(9) }]),
  writeTar([{ name: 'first', content: 'y'.repeat(200_000) }]),
  writeTar([{ name: 't', content: 'z'.repeat(30) }]),
  writeTar([{ name: '.wh.first' }]),
];
const history = [
  { created_by: 'base' },
  { created_by: 'RUN /bin/sh -c first # buildkit' },
  { created_by: 'COPY /t /t # buildkit' },
  { created_by: 'RUN /bin/sh -c last # buildkit' },
];
const archive = oldDockerSave({ layers, history });
const never = new AbortController().signal;
const key = { dockerfile: '/p/Dockerfile', target: null, platform: null };

async function measureArchive(): Promise<{ host: MemoryHost; image: MeasuredImage }> {
  const host = createMemoryHost({ files: { '/x.tar': archive } });
  const dockerfile = parseDockerfile(text);
  const target = findTarget(dockerfile, null);
  if (!target) throw new Error('no stage');
  const request = { image: 'archive:/x.tar', engine: null, platform: null, built: { dockerfile, target } };
  const image = await measure(host, request, () => undefined, never);
  if (isFailure(image)) throw new Error(image.message);
  return { host, image };
}

async function keep(): Promise<{ host: MemoryHost; kept: MeasuredRecord }> {
  const { host, image } = await measureArchive();
  const { dockerfile, target } = key;
  const result: BuildResult = {
    image,
    imageId: 'sha256:1',
    dockerfile,
    text,
    target,
    buildSeconds: 1,
    measureSeconds: 1,
  };
  expect((await keepRecord(host, result, null)).failed).toBeUndefined();
  const kept = await readRecord(host, key);
  if (!kept) throw new Error('it was not kept');
  return { host, kept };
}

test('an archive is measured with its lines', async () => {
  const { image } = await measureArchive();
  expect(image).toMatchObject({
    attribution: 'aligned',
    medium: 'archive',
    deadBytes: 200_000,
    liveBytes: 39,
    base: { layers: 1, fileBytes: 9 },
    total: { fileBytes: 200_039, downloadBytes: null },
  });
  const figures = image.instructions.map((each) => [each.startLine, each.fileBytes, each.deadBytes, each.killedBytes]);
  expect(figures).toEqual([
    [3, 200_000, 200_000, 0],
    [4, 30, 0, 0],
    [5, 0, 0, 200_000],
  ]);
  const shown = formatMeasured(image, 100);
  expect(shown).toContain('200 kB  written by line 4, deleted by line 6: /first');
  expect(shown.split('\n').every((line) => line.length <= 100)).toBe(true);
});

test('an OCI layout folder is measured; one that is none says so', async () => {
  const entries = ociEntries([{ layers, history }]);
  const files = Object.fromEntries(entries.map(({ name, content = '' }) => [`/layout/${name}`, content]));
  const host = createMemoryHost({ files });
  const request = { image: 'oci:/layout', engine: null, platform: null, built: null };
  const image = await measure(host, request, () => undefined, never);
  expect(image).toMatchObject({ medium: 'oci-layout', attribution: 'none', total: { fileBytes: 200_039 } });
  expect(isFailure(image) ? null : image.total.downloadBytes).toBeGreaterThan(100);
  const none = await measure(host, { ...request, image: 'oci:/nowhere' }, () => undefined, never);
  expect(none).toMatchObject({ failure: 'unreadable' });
  expect(isFailure(none) ? none.message : '').toContain('/nowhere');
  const named = await measure(host, { ...request, image: 'debian' }, () => undefined, never);
  expect(named).toMatchObject({ failure: 'no-client' });
});

describe('a record', () => {
  async function current(now: string): Promise<Record<number, boolean>> {
    const { kept } = await keep();
    const { instructions } = measuredFacts(kept, parseDockerfile(now));
    return Object.fromEntries([...instructions].map(([index, figure]) => [index, figure.current]));
  }

  test('is kept by Dockerfile, target and platform', async () => {
    const { host } = await keep();
    expect(await readRecord(host, { ...key, target: 'tools' })).toBeNull();
    expect(await readRecord(host, { ...key, platform: 'linux/arm64' })).toBeNull();
    expect(await readRecord(host, { ...key, dockerfile: '/q/Dockerfile' })).toBeNull();
  });

  test('is current for its own text, and for one that only moved', async () => {
    const all = { 3: true, 4: true, 5: true };
    expect(await current(text)).toEqual(all);
    expect(await current(`# a comment\n\n${text}CMD ["x"]\n`)).toEqual(all);
    expect(await current(text.replace('FROM base\n', 'FROM base AS named\n'))).toEqual(all);
  });

  test('is stale below a change, and gone for the changed line', async () => {
    expect(await current(text.replace('RUN first', 'RUN second'))).toEqual({ 4: false, 5: false });
    const rebased = text.replace('FROM base\nRUN first', 'FROM other\nRUN first');
    expect(await current(rebased)).toEqual({ 3: false, 4: false, 5: false });
    expect(await current(text.replace('RUN last', 'RUN new\nRUN last'))).toEqual({ 3: true, 4: true, 6: false });
  });

  test('is stale where a stage that is copied from changed', async () => {
    expect(await current(text.replace('make tools', 'make other tools'))).toEqual({ 3: true, 4: false, 5: false });
  });

  test('says where its lines stand now', async () => {
    const { kept } = await keep();
    const place = placesNow(kept, parseDockerfile(`# one\n${text}`)).get(5);
    expect(place).toEqual({ index: 5, startLine: 6, endLine: 6, current: true });
  });

  test('of the first version is read, and knows nothing of leftovers', async () => {
    const { host, kept } = await keep();
    const entries = await host.readDirectory(`${host.cacheFolder}/records`);
    const name = isUnavailable(entries) ? '' : (entries[0]?.name ?? '');
    const { leftovers, ...image } = kept.result.image;
    expect(leftovers).not.toBeNull();
    const old = { ...kept, version: 1, result: { ...kept.result, image } };
    await host.writeFile(`${host.cacheFolder}/records/${name}`, JSON.stringify(old));
    expect((await readRecord(host, key))?.result.image).toEqual({
      ...image,
      leftovers: null,
      biggestFolders: null,
      packages: null,
    });
  });

  test('that is damaged or of another version is none', async () => {
    const { host } = await keep();
    const entries = await host.readDirectory(`${host.cacheFolder}/records`);
    const name = isUnavailable(entries) ? '' : (entries[0]?.name ?? '');
    for (const broken of ['', '{}', '{"version":4,"result":{}}', '[]']) {
      await host.writeFile(`${host.cacheFolder}/records/${name}`, broken);
      expect(await readRecord(host, key)).toBeNull();
    }
  });
});
