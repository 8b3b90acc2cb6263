// What registries said is remembered: a day for a tag, for good for a digest, and never without bound.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseReference } from '../../server/src/image/reference.ts';
import { openRegistryFigures } from '../../server/src/operations/registry-figures.ts';
import { createMemoryHost, type MemoryHost } from '../support/memory-host.ts';

const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

function manifestOf(bytes: number): { readonly manifest: string; readonly config: string } {
  const config = JSON.stringify({ os: 'linux', architecture: 'amd64', rootfs: { diff_ids: [digestOf('a')] } });
  const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: digestOf('a'), size: bytes };
  return { config, manifest: JSON.stringify({ config: { digest: digestOf(config), size: 1 }, layers: [layer] }) };
}

function registryOf(image: { current: ReturnType<typeof manifestOf> }): { host: MemoryHost; asked: string[] } {
  const asked: string[] = [];
  const host = createMemoryHost({
    cacheFolder: '/cache',
    http: ({ url, method = 'GET' }) => {
      const { manifest, config } = image.current;
      asked.push(`${method} ${new URL(url).pathname.replace(/sha256:.*/, 'sha256')}`);
      const headers = { 'docker-content-digest': digestOf(manifest) };
      return url.includes('/blobs/') ? { status: 200, body: config } : { status: 200, headers, body: manifest };
    },
  });
  return { host, asked };
}

describe('figures of registries', () => {
  it('hold for a day, and longer while the tag has not moved', async () => {
    const image = { current: manifestOf(1000) };
    const { host, asked } = registryOf(image);
    const reference = parseReference('ghcr.io/a/b:1')!;
    const figures = openRegistryFigures(host);
    expect(await figures.remembered(reference, 'linux/amd64')).toBeNull();
    expect(await figures.ask(reference, 'linux/amd64')).toMatchObject({
      ...{ registry: 'ghcr.io', downloadBytes: 1000, tarBytes: 1000, layers: 1 },
    });
    expect(asked.splice(0)).toEqual(['GET /v2/a/b/manifests/1', 'GET /v2/a/b/blobs/sha256']);
    await openRegistryFigures(host).ask(reference, 'linux/amd64');
    expect(asked).toEqual([]);
    host.pass(25 * 60 * 60 * 1000);
    await figures.ask(reference, 'linux/amd64');
    expect(asked.splice(0)).toEqual(['HEAD /v2/a/b/manifests/1']);
    host.pass(25 * 60 * 60 * 1000);
    image.current = manifestOf(2000);
    expect(await figures.ask(reference, 'linux/amd64')).toMatchObject({ downloadBytes: 2000 });
    expect(await figures.remembered(reference, 'linux/amd64')).toMatchObject({ downloadBytes: 2000 });
  });

  it('of a digest hold for good', async () => {
    const image = { current: manifestOf(1000) };
    const { host, asked } = registryOf(image);
    const reference = parseReference(`ghcr.io/a/b@${digestOf(image.current.manifest)}`)!;
    const figures = openRegistryFigures(host);
    await figures.ask(reference, 'linux/amd64');
    asked.length = 0;
    host.pass(1000 * 24 * 60 * 60 * 1000);
    expect(await figures.ask(reference, 'linux/amd64')).toMatchObject({ downloadBytes: 1000 });
    expect(asked).toEqual([]);
  });

  it('are kept within bounds, and a damaged one is asked for again', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 520 }, (_, i) => [`/cache/registry/${String(i)}.json`, '{}']),
    );
    const host = createMemoryHost({ cacheFolder: '/cache', files });
    const figures = openRegistryFigures({ ...host, http: registryOf({ current: manifestOf(1) }).host.http });
    await figures.ask(parseReference('ghcr.io/a/b:1')!, 'linux/amd64');
    const left = await host.readDirectory('/cache/registry');
    expect(Array.isArray(left) && left.length).toBeLessThan(500);
  });
});
