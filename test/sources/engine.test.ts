// Images out of engines that fail: a daemon that hangs, dies half way or sends half an archive, and clients that do. Each is one
// clear message, and nothing stays behind. The daemons are sockets of this test, the clients real programs; waits are cut short.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Engine } from '../../server/src/engine/engine.ts';
import type { Host, Watch } from '../../server/src/host/host.ts';
import { createNodeHost } from '../../server/src/host/node-host.ts';
import { isFailure, type Failure } from '../../server/src/image/build-outcome.ts';
import type { ReadImage } from '../../server/src/sources/archive.ts';
import { readEngineImage } from '../../server/src/sources/engine.ts';
import { oldDockerSave } from '../support/image-archive.ts';
import { writeTar } from '../support/tar-writer.ts';

const archive = oldDockerSave({ layers: [writeTar([{ name: 'a', content: 'x'.repeat(200_000) }])], tag: 'a:1' });
const half = archive.subarray(0, 150_000);

let folder = '';
let servers: Server[] = [];
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-source-'));
});
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  servers = [];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The real host, all its waits cut to tenths of seconds. */
function hastyHost(): Host {
  const host = createNodeHost({ cacheFolder: path.join(folder, 'cache') });
  const cut = <T extends { readonly watch?: Watch }>(request: T): T =>
    request.watch === undefined ? request : { ...request, watch: { ...request.watch, quiet: 50 } };
  return {
    ...host,
    http: (request) =>
      host.http(cut({ ...request, ...(request.deadline === undefined ? {} : { idle: 200, deadline: 200 }) })),
    run: (request) => host.run(cut({ ...request, deadline: Math.min(request.deadline, 1_000) })),
    stream: (request) => host.stream(cut(request)),
  };
}

const engine: Engine = {
  kind: 'docker',
  program: 'docker',
  label: 'Docker 28.5.2',
  builder: 'buildx',
  tellsProvenance: true,
  socketPath: null,
};

let sockets = 0;
/** A daemon that answers the export by `send`, and pings where it `lives`. */
async function daemon(send: (response: ServerResponse) => void, lives = true): Promise<Engine> {
  sockets += 1;
  const socketPath = path.join(folder, `${String(sockets)}.sock`);
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/get') === true) send(response);
    else if (lives) response.end('OK');
  });
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(socketPath, resolve));
  return { ...engine, socketPath: `unix://${socketPath}` };
}

/** A client without a daemon's socket: a shell script of these lines. */
function client(kind: Engine['kind'], ...lines: readonly string[]): Engine {
  const program = path.join(folder, kind);
  writeFileSync(path.join(folder, 'half.tar'), half);
  writeFileSync(path.join(folder, 'whole.tar'), archive);
  writeFileSync(program, ['#!/bin/sh', `cd '${folder}'`, ...lines, ''].join('\n'), { mode: 0o755 });
  return { ...engine, kind, builder: 'podman', program };
}

function read(from: Engine): Promise<ReadImage | Failure> {
  const wish = { reference: 'a:1', platform: null };
  return readEngineImage(hastyHost(), from, 'a:1', wish, new AbortController().signal);
}

async function failureOf(from: Engine): Promise<Failure> {
  const outcome = await read(from);
  if (!isFailure(outcome)) throw new Error('an image was read');
  return outcome;
}

describe('a daemon', () => {
  test('that is silent while it prepares the image, and answers when asked, is waited for', async () => {
    const slow = await daemon((response) => void setTimeout(() => response.end(archive), 400));
    expect(await read(slow)).toMatchObject({ layers: [{ tarBytes: 202_240 - 512 }] });
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ['that takes the request and never answers', () => undefined],
    ['that hangs half way', (response) => void response.write(half)],
  ])('%s has died', async (_, send) => {
    expect(await failureOf(await daemon(send, false))).toMatchObject({
      failure: 'engine-died',
      lines: ['it answers no more'],
    });
  });

  test('that closes the connection half way has died', async () => {
    const dying = await daemon((response) => void response.write(half, () => response.destroy()));
    expect(await failureOf(dying)).toMatchObject({ failure: 'engine-died' });
  });

  test('that sends half an archive and calls it whole: nothing is shown', async () => {
    const failure = await failureOf(await daemon((response) => void response.end(half)));
    expect(failure).toMatchObject({ failure: 'unreadable' });
    expect(failure.message).toContain('the archive is damaged');
  });

  test('that has no room is told with its own words', async () => {
    const full = await daemon((response) => {
      response.writeHead(500).end('{"message":"write /var/lib/docker/tmp/x: no space left on device"}');
    });
    expect((await failureOf(full)).message).toContain('no space left on device');
  });
});

describe('a client', () => {
  test('that hangs with its engine has died, and its processes with it', async () => {
    const hanging = client('podman', 'echo $$ >> pids', 'cat half.tar', 'sleep 1000');
    expect(await failureOf(hanging)).toMatchObject({ failure: 'engine-died' });
    const pids = readFileSync(path.join(folder, 'pids'), 'utf8').trim().split('\n');
    await vi.waitFor(() => expect(pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]));
  });

  test('that fails half way: its last words, and no figures', async () => {
    const failing = client('podman', 'cat half.tar', 'echo "Error: write: no space left on device" >&2', 'exit 125');
    expect(await failureOf(failing)).toMatchObject({
      failure: 'unreadable',
      message: 'The engine does not give the image a:1. The disk is full.',
    });
  });

  test('that sends half an archive without a word: nothing is shown', async () => {
    expect((await failureOf(client('podman', 'cat half.tar'))).message).toContain('the archive is damaged');
  });
});

describe('Buildah, which writes to a file', () => {
  const file = 'file=${5#docker-archive:}';
  const left = (): readonly string[] => readdirSync(path.join(folder, 'cache', 'building'));

  test('is read from it, and the file goes', async () => {
    expect(await read(client('buildah', file, 'cp whole.tar "$file"'))).toMatchObject({ layers: [{}] });
    expect(left()).toEqual([]);
  });

  test.each([
    ['a full disk', ['echo "write: no space left on device" >&2', 'exit 125'], 'The disk is full'],
    ['an image that is not there', ['echo "Error: a:1: image not known" >&2', 'exit 125'], 'has no image named a:1'],
    ['half an archive', ['exit 0'], 'the archive is damaged'],
    ['an end without a word', ['exit 3'], 'the engine gives no reason'],
  ])('%s: a message, and no file', async (_, end, message) => {
    const failure = await failureOf(client('buildah', file, 'cp half.tar "$file"', ...end));
    expect(failure).toMatchObject({ failure: 'unreadable' });
    expect(failure.message).toContain(message);
    expect(left()).toEqual([]);
  });
});
