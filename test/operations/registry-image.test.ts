// An image measured in its registry: the same figures as from an archive, every byte held against its digest, and nothing
// asked for twice.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { measure } from '../../server/src/cli/measure.ts';
import { createMemoryHost, type MemoryHost } from '../support/memory-host.ts';
import { writeTar } from '../support/tar-writer.ts';
import { runOn, type Ran } from '../cli/support.ts';

const digestOf = (bytes: Uint8Array | string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

const tars = [
  writeTar([
    { name: 'app', content: 'x'.repeat(400_000) },
    { name: 'gone', content: 'y'.repeat(100_000) },
  ]),
  writeTar([{ name: '.wh.gone' }]),
];
const config = JSON.stringify({
  os: 'linux',
  architecture: 'amd64',
  rootfs: { diff_ids: tars.map(digestOf) },
  history: [{ created_by: 'COPY . /' }, { created_by: 'RUN rm gone' }],
});
const blobs = tars.map((tar) => gzipSync(tar));
const manifest = JSON.stringify({
  config: { digest: digestOf(config), size: config.length },
  layers: blobs.map((blob) => ({
    mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
    digest: digestOf(blob),
    size: blob.length,
  })),
});

/** A registry with the image; `change` lies about a layer. */
function registryOf(change: (blob: Uint8Array) => Uint8Array = (blob) => blob): {
  readonly host: MemoryHost;
  readonly asked: string[];
} {
  const asked: string[] = [];
  const host = createMemoryHost({
    cacheFolder: '/cache',
    http: ({ url }) => {
      const { pathname } = new URL(url);
      asked.push(pathname.replace(/^.*\//, '').slice(0, 15));
      const blob = blobs.find((each) => pathname.endsWith(digestOf(each)));
      if (blob !== undefined) return { status: 200, body: change(blob) };
      return { status: 200, body: pathname.includes('/blobs/') ? config : manifest };
    },
  });
  return { host, asked };
}

const run = (host: MemoryHost, ...args: readonly string[]): Promise<Ran<MemoryHost>> =>
  runOn(measure, ['registry:ghcr.io/a/b:1', ...args], { host, folder: '/' });

test('is measured as it streams by, and its layers are kept', async () => {
  const { host, asked } = registryOf();
  const first = await run(host, '--format', 'json', '--max-dead', '50kB');
  expect([first.code, first.stderr]).toEqual([1, '']);
  expect(first.json()).toMatchObject({
    image: {
      name: 'registry:ghcr.io/a/b:1',
      medium: 'registry',
      platform: 'linux/amd64',
      total: { fileBytes: 500_000 },
      deadBytes: 100_000,
    },
  });
  expect(asked).toHaveLength(4);
  asked.length = 0;
  const again = await run(host, '--compare', 'registry:ghcr.io/a/b:1');
  expect(again.code).toBe(0);
  // Why four: manifest and configuration of both; no layer.
  expect(asked).toHaveLength(4);
});

test('without files, packages or budgets no layer is read: manifest, configuration and the lines of the text', async () => {
  const { host, asked } = registryOf();
  const dockerfile = 'FROM scratch\nCOPY . /\nRUN rm gone\n';
  await host.writeFile('/Dockerfile', dockerfile);
  const { code, stdout } = await run(host, '--dockerfile', 'Dockerfile');
  expect(code).toBe(0);
  expect(stdout).toContain('The layers were not read');
  expect(stdout.split('\n').find((line) => line.includes('COPY'))).toMatch(/ 2 +\S+ k?B +COPY \. \/$/);
  // Manifest, configuration, and of each layer a part that this registry does not give.
  expect(asked.filter((each) => each.startsWith('sha256:'))).toHaveLength(3);
  const told = (await run(host, '--dockerfile', 'Dockerfile', '--format', 'json')).json();
  expect(told).toMatchObject({
    image: null,
    manifest: {
      platform: 'linux/amd64',
      attribution: 'aligned',
      total: { downloadBytes: blobs.reduce((sum, { length }) => sum + length, 0), tarBytes: null },
      layers: [{ command: 'COPY . /' }, { command: 'RUN rm gone' }],
      instructions: [
        { startLine: 1, downloadBytes: blobs[0]?.length },
        { startLine: 2, downloadBytes: blobs[1]?.length },
      ],
    },
  });
  for (const format of ['markdown', 'html']) expect((await run(host, '--format', format)).stdout).toContain('not read');
});

test('bytes that are not those of their digest are refused', async () => {
  const other = gzipSync(writeTar([{ name: 'app', content: 'z'.repeat(400_000) }]));
  const answers = [
    (blob: Uint8Array) => (blob === blobs[0] ? other : blob),
    (blob: Uint8Array) => Buffer.concat([blob, blob]),
    (blob: Uint8Array) => blob.subarray(0, blob.length - 20),
    () => new Uint8Array(0),
  ];
  for (const change of answers) {
    const { code, stdout, stderr } = await run(registryOf(change).host, '--files');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^plimsoll: registry:ghcr\.io\/a\/b:1 cannot be read: .+\.\n$/);
  }
});

test('a name that is no reference, and a registry that says no', async () => {
  const { host } = registryOf();
  const wrong = await runOn(measure, ['registry:A b'], { host, folder: '/' });
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('it is no image reference')]);
  const closed = createMemoryHost({ http: () => ({ status: 404, body: '{}' }) });
  const missing = await run(closed);
  expect([missing.code, missing.stdout]).toEqual([2, '']);
  expect(missing.stderr).toContain('ghcr.io');
});
