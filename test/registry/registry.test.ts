// A registry over real sockets, one that behaves and one that does not: every answer is an image or a sentence, and no
// login goes where it was not meant to.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Host } from '../../server/src/host/host.ts';
import { createNodeHost } from '../../server/src/host/node-host.ts';
import { parseReference, type Reference } from '../../server/src/image/reference.ts';
import type { Credentials } from '../../server/src/registry/credentials.ts';
import { readRegistryImage, unpackedBytes } from '../../server/src/registry/registry-image.ts';
import { openRegistry } from '../../server/src/registry/registry.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let elsewhere: Server;
let answer: Answer;
let answerElsewhere: Answer;
const seen: { url: string; authorization: string | undefined }[] = [];

const digestOf = (bytes: string | Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const layer = gzipSync(Buffer.alloc(100_000, 'layer'));
const config = JSON.stringify({
  ...{ os: 'linux', architecture: 'amd64', rootfs: { type: 'layers', diff_ids: [digestOf('x')] } },
  history: [{ created_by: 'RUN make # buildkit' }],
});
const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digestOf(config), size: config.length },
  layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: digestOf(layer), size: layer.length }],
});
const index = JSON.stringify({
  schemaVersion: 2,
  manifests: [
    { digest: digestOf('other'), size: 5, platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
    { digest: digestOf(manifest), size: manifest.length, platform: { os: 'linux', architecture: 'amd64' } },
    {
      ...{ digest: digestOf('attested'), size: 8, platform: { os: 'unknown', architecture: 'unknown' } },
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    },
  ],
});

/** What stands under each path of a registry that behaves. */
const documents: Readonly<Record<string, string | Uint8Array>> = {
  '/v2/team/app/manifests/1': index,
  [`/v2/team/app/manifests/${digestOf(manifest)}`]: manifest,
  [`/v2/team/app/blobs/${digestOf(config)}`]: config,
  [`/v2/team/app/blobs/${digestOf(layer)}`]: layer,
};

const serve: Answer = (request, response) => {
  const body = documents[request.url ?? ''];
  if (body === undefined) {
    response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}');
    return;
  }
  const tail = /^bytes=-(\d+)$/.exec(request.headers.range ?? '');
  const bytes = Buffer.from(body);
  if (tail) response.writeHead(206).end(bytes.subarray(-Number(tail[1])));
  else response.writeHead(200, { 'docker-content-digest': digestOf(body) }).end(bytes);
};

function listen(make: () => Answer): Promise<Server> {
  const made = createServer((request, response) => {
    seen.push({ url: request.url ?? '', authorization: request.headers.authorization });
    make()(request, response);
  });
  return new Promise((resolve) => made.listen(0, '127.0.0.1', () => resolve(made)));
}

const portOf = (of: Server): number => (of.address() as AddressInfo).port;

let host: Host;
let reference: Reference;

beforeAll(async () => {
  server = await listen(() => answer);
  elsewhere = await listen(() => answerElsewhere);
  host = createNodeHost();
  reference = parseReference(`127.0.0.1:${String(portOf(server))}/team/app:1`)!;
});
afterEach(() => {
  seen.length = 0;
});
afterAll(() => {
  for (const each of [server, elsewhere]) {
    each.closeAllConnections();
    each.close();
  }
});

const ask = (credentials: Credentials | null = null, platform = 'linux/amd64'): ReturnType<typeof readRegistryImage> =>
  readRegistryImage(
    openRegistry(host, () => Promise.resolve(credentials)),
    reference,
    platform,
  );

describe('a registry that behaves', () => {
  it('gives layers, history and platforms without a byte of the layers', async () => {
    answer = serve;
    const image = await ask();
    expect(image).toMatchObject({
      digest: digestOf(index),
      platform: 'linux/amd64',
      platforms: ['linux/arm64/v8', 'linux/amd64'],
      downloadBytes: layer.length,
      config: { history: [{ createdBy: 'RUN make # buildkit' }] },
    });
    expect(seen.map(({ url }) => url)).not.toContain(`/v2/team/app/blobs/${digestOf(layer)}`);
  });

  it('tells the unpacked bytes of gzip layers by their last four', async () => {
    answer = serve;
    const registry = openRegistry(host, null);
    const image = await readRegistryImage(registry, reference, 'linux/amd64');
    if ('unavailable' in image) throw new Error(image.why);
    expect(await unpackedBytes(registry, image)).toBe(100_000);
  });

  it('says which platforms there are where the wanted one is not', async () => {
    answer = serve;
    expect(await ask(null, 'linux/s390x')).toMatchObject({
      why: 'it has no image for linux/s390x, only for linux/arm64/v8, linux/amd64',
    });
  });

  it('tells what a tag stands for without a pull', async () => {
    answer = serve;
    const registry = openRegistry(host, null);
    const endpoint = {
      origin: `http://127.0.0.1:${String(portOf(server))}`,
      repository: 'team/app',
      name: 'x',
      loginKeys: [],
    };
    expect(await registry.digestOfTag(endpoint, '1')).toBe(digestOf(index));
  });
});

describe('logins', () => {
  const realm = (): string => `http://127.0.0.1:${String(portOf(elsewhere))}/token`;
  const guarded =
    (wanted: string, challenge: () => string): Answer =>
    (request, response) => {
      if (request.headers.authorization === wanted) serve(request, response);
      else response.writeHead(401, { 'www-authenticate': challenge() }).end();
    };

  it('are traded for a token, asked for once', async () => {
    answer = guarded('Bearer t0ken', () => `Bearer realm="${realm()}",service="s",scope="repository:team/app:pull"`);
    answerElsewhere = (request, response) => {
      const right = request.headers.authorization === `Basic ${Buffer.from('me:pässword').toString('base64')}`;
      response.writeHead(right ? 200 : 401).end(JSON.stringify({ token: 't0ken', expires_in: 300 }));
    };
    expect(await ask({ kind: 'password', user: 'me', password: 'pässword' })).toMatchObject({
      platform: 'linux/amd64',
    });
    expect(seen.filter(({ url }) => url.startsWith('/token')).map(({ url }) => url)).toEqual([
      '/token?service=s&scope=repository%3Ateam%2Fapp%3Apull',
    ]);
    expect(await ask(null)).toMatchObject({ why: 'it wants a login, and none is known here' });
    expect(await ask({ kind: 'password', user: 'me', password: 'no' })).toMatchObject({
      why: 'it does not take the login it was given',
    });
  });

  it('of identity tokens are posted', async () => {
    answer = guarded('Bearer again', () => `Bearer realm="${realm()}"`);
    answerElsewhere = (request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const given = new URLSearchParams(body);
        const right = request.method === 'POST' && given.get('refresh_token') === 'identity';
        response.writeHead(right ? 200 : 400).end(JSON.stringify({ access_token: 'again' }));
      });
    };
    expect(await ask({ kind: 'identity', token: 'identity' })).toMatchObject({ platform: 'linux/amd64' });
  });

  it('are sent as they are where the registry wants Basic', async () => {
    answer = guarded(`Basic ${Buffer.from('a:b').toString('base64')}`, () => 'Basic realm="x"');
    expect(await ask({ kind: 'password', user: 'a', password: 'b' })).toMatchObject({ platform: 'linux/amd64' });
  });

  it('never go to a token server without encryption that is not on this machine', async () => {
    answer = guarded('never', () => 'Bearer realm="http://example.invalid/token"');
    expect(await ask({ kind: 'password', user: 'a', password: 'b' })).toMatchObject({
      why: 'it wants the login sent without encryption',
    });
  });

  it('do not follow a redirect to another host', async () => {
    answer = (request, response) => {
      if (request.headers.authorization !== 'Bearer mine') {
        response.writeHead(401, { 'www-authenticate': 'Bearer realm="x"' }).end();
        return;
      }
      if (!(request.url ?? '').includes('/blobs/')) serve(request, response);
      else
        response
          .writeHead(307, { location: `http://127.0.0.1:${String(portOf(elsewhere))}${request.url ?? ''}` })
          .end();
    };
    answerElsewhere = serve;
    expect(await ask({ kind: 'registry', token: 'mine' })).toMatchObject({ platform: 'linux/amd64' });
    expect(seen.filter(({ url }) => url.includes('/blobs/')).map(({ authorization }) => authorization)).toEqual([
      'Bearer mine',
      undefined,
    ]);
  });
});

describe('a registry that does not behave', () => {
  const cases: readonly (readonly [string, Answer, RegExp])[] = [
    ['knows no such image', (_, response) => response.writeHead(404).end(), /knows no such image/],
    [
      'sends other bytes than the digest says',
      (request, response) => {
        if ((request.url ?? '').endsWith('/1')) serve(request, response);
        else response.writeHead(200).end('{}');
      },
      /another document than the one asked for/,
    ],
    ['sends what is not JSON', (_, response) => response.writeHead(200).end('<html>'), /not JSON/],
    ['sends what is no image', (_, response) => response.writeHead(200).end('{"layers":1}'), /no image manifest/],
    [
      'sends without end',
      (_, response) => {
        response.writeHead(200);
        const chunk = Buffer.alloc(1 << 20, ' ');
        const push = (): void => {
          while (!response.destroyed && response.write(chunk));
          if (!response.destroyed) response.once('drain', push);
        };
        push();
      },
      /more than \d+ bytes/,
    ],
    [
      'lies about the length',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{');
        setTimeout(() => response.destroy(), 20);
      },
      /half way|aborted/,
    ],
    [
      'goes round in circles',
      (request, response) => response.writeHead(302, { location: request.url ?? '' }).end(),
      /without end/,
    ],
    [
      'redirects to plain http elsewhere',
      (_, response) => response.writeHead(302, { location: 'http://example.invalid/' }).end(),
      /cannot be used/,
    ],
    [
      'asks for the login again and again',
      (_, response) => response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end(),
      /without another login/,
    ],
    ['breaks', (_, response) => response.writeHead(500).end('{"errors":[{"message":"oh\\nno"}]}'), /status 500: oh no/],
  ];
  for (const [name, behaviour, says] of cases)
    it(`and ${name}`, async () => {
      answer = behaviour;
      const image = await ask({ kind: 'password', user: 'a', password: 'secret' });
      expect(image).toMatchObject({ unavailable: true, why: expect.stringMatching(says) as unknown });
      expect(JSON.stringify(image)).not.toContain('secret');
    });

  it('and wants to be left alone is left alone', async () => {
    answer = (_, response) => response.writeHead(429, { 'retry-after': '90' }).end();
    const registry = openRegistry(host, null);
    const first = await readRegistryImage(registry, reference, 'linux/amd64');
    expect(first).toMatchObject({ why: 'it has had too many requests from here; it is asked again in 90 s' });
    await readRegistryImage(registry, reference, 'linux/amd64');
    expect(seen).toHaveLength(1);
  });

  it('and is not there is a sentence', async () => {
    const nobody = parseReference('127.0.0.1:1/a:1')!;
    expect(await readRegistryImage(openRegistry(host, null), nobody, 'linux/amd64')).toMatchObject({
      why: 'nothing listens there',
    });
  });
});
