// How engines are told apart, how their output is read, and what a failed build says. Output is as real builders wrote it.
import { describe, expect, test } from 'vitest';
import { buildArguments, buildImage } from '../../server/src/engine/build-image.ts';
import type { Engine } from '../../server/src/engine/engine.ts';
import { explainFailure } from '../../server/src/engine/explain-failure.ts';
import { findEngine } from '../../server/src/engine/find-engine.ts';
import { readClassic } from '../../server/src/engine/read-classic.ts';
import { readPlain } from '../../server/src/engine/read-plain.ts';
import { readRawJson } from '../../server/src/engine/read-rawjson.ts';
import { unavailable } from '../../server/src/host/host.ts';
import { isFailure, type Failure } from '../../server/src/image/build-outcome.ts';
import { createMemoryHost, type MemoryHost } from '../support/memory-host.ts';

interface Answer {
  readonly code: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** A host whose programs answer by the beginning of their command line; a program without any answer is not there. */
function hostWith(answers: Readonly<Record<string, string | Answer>>): MemoryHost {
  return createMemoryHost({
    run({ program, args }) {
      const line = `${program} ${args.join(' ')}`;
      const key = Object.keys(answers).find((start) => line.startsWith(start));
      if (key !== undefined) return answers[key] ?? '';
      const isThere = Object.keys(answers).some((start) => start.startsWith(`${program} `));
      return isThere ? { code: 1 } : unavailable(program, 'not found on the PATH');
    },
  });
}

const dockerVersion = (client: string): string =>
  JSON.stringify({ Client: { Version: client, ApiVersion: '1.41' }, Server: { Version: '28.5.2+dfsg4' } });
const podmanVersion = JSON.stringify({ Client: { APIVersion: '4.3.1', Version: '4.3.1' } });

describe('engines', () => {
  test.each([
    ['buildx', '28.5.2', 'github.com/docker/buildx 0.29.1+ds1 0.29.1+ds1-4', 'buildx', true],
    ['old buildx', '26.1.5', 'github.com/docker/buildx v0.13.1 abc', 'buildx', false],
    ['BuildKit inside an old client', '20.10.24+dfsg1', null, 'buildkit', false],
    ['a new client without the plug-in', '28.2.2', null, 'classic', false],
  ])('%s', async (_, client, buildx, builder, tellsProvenance) => {
    const host = hostWith({
      'docker version': dockerVersion(client),
      'docker context inspect': '"unix:///var/run/docker.sock"\n',
      ...(buildx === null ? {} : { 'docker buildx version': buildx }),
    });
    const socketPath = 'unix:///var/run/docker.sock';
    expect(await findEngine(host, null)).toMatchObject({ builder, tellsProvenance, kind: 'docker', socketPath });
  });

  test('a daemon behind ssh is reached through the client only', async () => {
    const host = hostWith({ 'docker version': dockerVersion('28.2.2'), 'docker context inspect': '"ssh://me@far"' });
    expect(await findEngine(host, null)).toMatchObject({ socketPath: null });
  });

  test('Podman is second, also where it is called docker', async () => {
    const second = await findEngine(hostWith({ 'podman version': podmanVersion }), null);
    expect(second).toMatchObject({ kind: 'podman', label: 'Podman 4.3.1' });
    const named = await findEngine(hostWith({ 'docker version': podmanVersion }), null);
    expect(named).toMatchObject({ kind: 'podman', program: 'docker' });
  });

  test('no client, and a client without daemon, are told apart', async () => {
    expect(await findEngine(hostWith({}), null)).toMatchObject({ failure: 'no-client' });
    const configured = await findEngine(hostWith({}), '/opt/engine');
    expect(isFailure(configured) ? configured.message : '').toContain('/opt/engine');
    const stdout = '{"Client":{"Version":"28.2.2"},"Server":null}';
    const gone = { code: 1, stdout, stderr: 'Cannot connect to the Docker daemon at unix:///x.\n' };
    const silent = await findEngine(hostWith({ 'docker version': gone }), null);
    expect(silent).toMatchObject({ failure: 'no-daemon-or-buildkit', lines: [gone.stderr.trim()] });
    const stderr = 'permission denied while trying to connect to the Docker daemon socket';
    const denied = await findEngine(hostWith({ 'docker version': { code: 1, stdout, stderr } }), null);
    expect(isFailure(denied) ? denied.message : '').toContain('group "docker"');
  });
});

const request = {
  dockerfile: '/p/Dockerfile',
  context: '/p',
  target: 'final',
  buildArgs: { A: 'b c', B: '$(x)' },
  network: 'host',
  platform: 'linux/arm64',
  tag: 'me:1',
};
const files = { id: '/c/id', metadata: '/c/meta' };
const engine: Engine = {
  kind: 'docker',
  program: 'docker',
  label: 'Docker',
  builder: 'buildx',
  tellsProvenance: true,
  socketPath: null,
};
const plain = { ...engine, tellsProvenance: false };

test('arguments stay apart, whatever they hold', () => {
  expect(buildArguments(engine, request, files)).toEqual([
    'buildx',
    'build',
    '--load',
    '--progress=rawjson',
    '--metadata-file=/c/meta',
    '--iidfile=/c/id',
    '--file=/p/Dockerfile',
    '--target=final',
    '--build-arg=A=b c',
    '--build-arg=B=$(x)',
    '--network=host',
    '--platform=linux/arm64',
    '--tag=me:1',
    '--',
    '/p',
  ]);
  expect(buildArguments({ ...plain, builder: 'podman' }, request, files)[1]).toBe('--layers=true');
  expect(buildArguments({ ...plain, builder: 'classic' }, request, files)[1]).toBe('--iidfile=/c/id');
});

test('a client that refuses JSON progress is asked for plain progress, and no file stays behind', async () => {
  const host: MemoryHost = createMemoryHost({
    async run({ args }) {
      if (args[0] === 'version') return dockerVersion('28.2.2');
      if (args.includes('--progress=rawjson')) return { code: 1, stderr: 'ERROR: invalid value "rawjson"\n' };
      const id = args.find((arg) => arg.startsWith('--iidfile='))?.slice('--iidfile='.length) ?? '';
      await host.writeFile(id, 'sha256:built');
      return { code: 0, stderr: '#1 [1/2] FROM x\n#1 CACHED\n#2 [2/2] RUN y\n#2 DONE 1.5s\n' };
    },
  });
  const attendance = { tell: () => undefined, signal: new AbortController().signal, lineOfStep: () => null };
  const built = await buildImage(host, engine, request, attendance);
  const steps = [{ cached: true }, { seconds: 1.5 }];
  expect(built).toMatchObject({ imageId: 'sha256:built', provenance: null, steps });
  expect(await host.readDirectory(`${host.cacheFolder}/building`)).toEqual([]);
});

describe('progress', () => {
  test('JSON: stretches add up, logs come as lines, the failing step is known', () => {
    const reader = readRawJson();
    const base64 = (log: string): string => Buffer.from(log).toString('base64');
    const vertex = (more: string): string => `{"vertexes":[{"digest":"sha256:a","name":"[2/2] RUN x"${more}}]}`;
    const lines = [
      '{"vertexes":[{"digest":"sha256:a","name":"[2/2] RUN x"},{"digest":"sha256:i","name":"[internal] load"}]}',
      vertex(',"started":"2026-01-01T00:00:00Z"'),
      vertex(',"started":"2026-01-01T00:00:00Z","completed":"2026-01-01T00:00:01.5Z"'),
      vertex(',"started":"2026-01-01T00:00:02Z","completed":"2026-01-01T00:00:03Z","error":"exit code: 1"'),
      `{"logs":[{"vertex":"sha256:a","data":"${base64('one\ntw')}"}]}`,
      `{"logs":[{"vertex":"sha256:a","data":"${base64('o \u001B[31mred\n')}"}]}`,
      '{"vertexes":[{"digest":7}],"logs":"x"}',
      '{broken',
      'ERROR: failed',
    ];
    expect(lines.flatMap((line) => reader.line(line))).toEqual([
      { kind: 'step', message: '[2/2] RUN x', done: 0, total: 1 },
      { kind: 'log', line: 'one' },
      { kind: 'log', line: 'two red' },
      { kind: 'log', line: 'ERROR: failed' },
    ]);
    const [first] = reader.steps();
    expect(first).toEqual({ id: 'sha256:a', name: '[2/2] RUN x', seconds: 2.5, cached: false, failed: true });
    expect(reader.failingOutput()).toEqual(['one', 'two red']);
  });

  test('plain', () => {
    const reader = readPlain();
    for (const line of [
      '#5 [2/3] RUN x',
      '#5 0.060 before',
      '#6 [internal] load',
      '#5 DONE 0.4s',
      '#7 [3/3] RUN y',
      '#7 0.1 why',
      '#7 ERROR: process did not complete',
    ]) {
      reader.line(line);
    }
    expect(reader.steps()).toMatchObject([
      { name: '[2/3] RUN x', seconds: 0.4, cached: false, failed: false },
      { name: '[internal] load', seconds: null },
      { name: '[3/3] RUN y', failed: true },
    ]);
    expect(reader.failingOutput()).toEqual(['why']);
  });

  test('the classic builder', () => {
    let clock = 0;
    const reader = readClassic(() => clock);
    const feed = (...lines: readonly string[]): void => lines.forEach((line) => reader.line(line));
    feed('Step 1/3 : FROM a', ' ---> 123', 'Step 2/3 : RUN x', ' ---> Using cache', ' ---> 456', 'Step 3/3 : RUN y');
    clock = 2500;
    feed(' ---> Running in 789', 'output', ' ---> abc');
    expect(reader.steps()).toMatchObject([
      { name: '1 FROM a', cached: false },
      { name: '2 RUN x', cached: true },
      { name: '3 RUN y', seconds: 2.5, cached: false, failed: false },
    ]);
  });

  test('Podman', () => {
    const reader = readClassic(() => 0);
    for (const line of [
      '[1/2] STEP 1/2: FROM a',
      '[1/2] STEP 2/2: RUN x',
      '--> Using cache 1',
      '[2/2] STEP 1/1: FROM b',
      'COMMIT',
    ]) {
      reader.line(line);
    }
    expect(reader.steps().map(({ name, cached }) => [name, cached])).toEqual([
      ['1/1 FROM a', false],
      ['1/2 RUN x', true],
      ['2/1 FROM b', false],
    ]);
  });
});

describe('a failed build says', () => {
  function explain(output: string, lines: readonly string[] = [], step: string | null = null): Failure {
    const steps = step === null ? [] : [{ id: '1', name: step, seconds: null, cached: null, failed: true }];
    return explainFailure({ output, lines, steps, lineOfStep: () => 4 });
  }
  const unresolved = (image: string, why: string): string =>
    `ERROR: failed to solve: ${image}: failed to resolve source metadata for docker.io/${image}: ${why}`;

  test.each([
    [
      'no network',
      unresolved('a/b:1', 'failed to do request: Head "https://r/v2/": dial tcp: lookup r: no such host'),
      /a\/b:1 cannot be had: the engine cannot reach/,
    ],
    [
      'no such tag',
      unresolved('python:99', 'docker.io/library/python:99: not found'),
      /python:99 cannot be had: the registry has no such/,
    ],
    [
      'a login is needed',
      unresolved('x/y', 'pull access denied, repository does not exist or may require authorization'),
      /login/,
    ],
    [
      'a proxy that opens HTTPS',
      unresolved('debian', 'failed to do request: tls: x509: certificate signed by unknown authority'),
      /certificate authority/,
    ],
    ['a rate limit', unresolved('debian', '429 Too Many Requests - toomanyrequests'), /limits/],
    [
      'classic builder',
      'Step 1/1 : FROM nothing:1\nmanifest for nothing:1 not found: manifest unknown',
      /nothing:1 cannot be had/,
    ],
    [
      'Podman',
      'Error: initializing source docker://registry.invalid/x:1: pinging container registry: no such host',
      /registry\.invalid\/x:1 cannot be had: the engine cannot reach/,
    ],
  ])('that the base cannot be had: %s', (_, output, message) => {
    const failure = explain(output);
    expect(failure.failure).toBe('base-unavailable');
    expect(failure.message).toMatch(message);
  });

  test.each([
    ['a company proxy', 'curl: (60) SSL certificate problem: unable to get local issuer certificate', /company proxy/],
    ['no name server', "Temporary failure resolving 'deb.debian.org'", /--network host/],
    ['a full disk', 'tar: write error: No space left on device', /disk is full/],
  ])('what stands behind it: %s', (_, line, message) => {
    const output = 'ERROR: failed to solve: process "/bin/sh -c x" did not complete successfully: exit code: 1';
    const failure = explain(output, [line], '[2/2] RUN x');
    expect(failure).toMatchObject({ failure: 'build-failed', dockerfileLine: 4, lines: [line] });
    expect(failure.message).toMatch(/^The build stopped at line 5 \(RUN x\): its command ended with exit code 1\./);
    expect(failure.message).toMatch(message);
  });

  test.each([
    'ERROR: failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF',
    'Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?',
  ])('that the engine died: %s', (output) => {
    expect(explain(output).failure).toBe('engine-died');
  });

  test.each(['', '\n\n', '{"vertexes":[]}', 'ERROR:', '\u0000\u001B[31m'])(
    'something, whatever came (%#)',
    (output) => {
      expect(explain(output).message).toMatch(/^The build (?:failed|stopped)/);
    },
  );
});
