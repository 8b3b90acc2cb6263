// Building and measuring with a real engine: exact lines with buildx, aligned ones with a client that has none, and one
// clear message for each way a build can end badly.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, EngineStore } from '../../scripts/support/engine-run.ts';
import type { Host } from '../../server/src/host/host.ts';
import { createNodeHost } from '../../server/src/host/node-host.ts';
import { isFailure } from '../../server/src/image/build-outcome.ts';
import type { BuildProgress, BuildResult, Failure } from '../../server/src/image/build-outcome.ts';
import { buildAndMeasure } from '../../server/src/operations/build-and-measure.ts';
import { measure } from '../../server/src/operations/measure.ts';
import { useEngine } from './support/engine.ts';

let work = '';
beforeAll(() => {
  work = mkdtempSync(path.join(tmpdir(), 'plimsoll-measure-'));
  writeFileSync(path.join(work, 'data'), 'd'.repeat(5000));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** A real host whose programs talk to the test engine. */
function hostFor(env: NodeJS.ProcessEnv): Host {
  const host = createNodeHost({ cacheFolder: path.join(work, 'cache') });
  const own = Object.fromEntries(Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined));
  return {
    ...host,
    run: (request) => host.run({ ...request, env: { ...own, ...request.env } }),
    stream: (request) => host.stream({ ...request, env: { ...own, ...request.env } }),
  };
}

interface Options {
  readonly env?: NodeJS.ProcessEnv;
  readonly target?: string;
  readonly signal?: AbortSignal;
  readonly tell?: (progress: BuildProgress) => void;
}

let files = 0;
function build(engine: Engine, text: string, options: Options = {}): Promise<BuildResult | Failure> {
  files += 1;
  const dockerfile = path.join(work, `Dockerfile.${String(files)}`);
  writeFileSync(dockerfile, text);
  const request = {
    dockerfile,
    context: work,
    target: options.target ?? null,
    buildArgs: {},
    network: 'none',
    platform: null,
    tag: null,
    engine: engine.dockerPath,
  };
  const signal = options.signal ?? new AbortController().signal;
  return buildAndMeasure(hostFor(options.env ?? engine.env), request, options.tell ?? (() => undefined), signal);
}

function succeeded(outcome: BuildResult | Failure): BuildResult {
  if (isFailure(outcome)) throw new Error(`${outcome.message}\n${outcome.lines.join('\n')}`);
  return outcome;
}

function failed(outcome: BuildResult | Failure): Failure {
  if (!isFailure(outcome)) throw new Error('the build succeeded');
  return outcome;
}

/** Bytes by first line (counted from 1), lines without layers left out. */
function bytesByLine({ image }: BuildResult): Record<number, number> {
  const written = image.instructions.filter(({ layers }) => layers.length > 0);
  return Object.fromEntries(written.map(({ startLine, fileBytes }) => [startLine + 1, fileBytes]));
}

const manyStages = `ARG TAG=bookworm-slim
FROM debian:\${TAG} AS parent
ARG NAME=value
ENV ONE=1 \\
    TWO=2
RUN head -c 3000000 /dev/zero > /big && \\
    # inside a continuation
    head -c 70000 /dev/zero > /kept

FROM debian:bookworm-slim AS builder
WORKDIR /src
COPY data .
RUN head -c 2000000 /dev/zero > out

FROM parent AS middle
RUN rm /big
COPY --link data /linked
COPY <<END /here
abc
END
RUN <<END
set -e
printf 12345 > /five
END

FROM middle
WORKDIR /app
COPY --from=builder /src/out ./
RUN --mount=type=cache,target=/var/cache/x printf 123456 > /six
EXPOSE 80
USER nobody
CMD ["true"]
`;

const stores: readonly EngineStore[] = ['overlay2', 'containerd'];

describe.each(stores)('with buildx on the %s store', (store) => {
  const engine = useEngine({ store });

  test('every layer of a multi-stage file is brought to its line, exactly', async () => {
    const result = succeeded(await build(engine(), manyStages));
    const { image } = result;
    expect(image.attribution).toBe('exact');
    expect(bytesByLine(result)).toMatchObject({
      6: 3_070_000,
      16: 0,
      17: 5000,
      18: 4,
      21: 5,
      27: 0,
      28: 2_000_000,
      29: 6,
    });
    expect(image.layers.every(({ owner, instruction }) => (owner === 'base') === (instruction === null))).toBe(true);
    expect(image.base?.fileBytes).toBeGreaterThan(50_000_000);
    expect(image.dead[0]).toMatchObject({ deletedBytes: 3_000_000, files: 1, examples: [{ path: '/big' }] });
    const lineOf = (index: number | null | undefined): number | undefined =>
      image.instructions.find((instruction) => instruction.index === index)?.startLine;
    expect([lineOf(image.dead[0]?.writerInstruction), lineOf(image.dead[0]?.killerInstruction)]).toEqual([5, 15]);
    expect(image.liveBytes + image.deadBytes).toBe(image.total.fileBytes);
    // Why own layers only: what was loaded from an archive of plain layers is stored plain by the containerd store too.
    const own = image.layers.filter(({ owner }) => owner === 'own');
    expect(own.every(({ downloadBytes }) => (downloadBytes === null) === (store === 'overlay2'))).toBe(true);
  });

  test('time and cache state are told, and a second build is cached', async () => {
    const text = `FROM debian:bookworm-slim\nRUN head -c 1000 /dev/urandom > /${store}-${String(Date.now())} && sleep 0.3\n`;
    const first = succeeded(await build(engine(), text)).image.instructions[0];
    expect(first?.cached).toBe(false);
    expect(first?.seconds).toBeGreaterThan(0.25);
    expect(succeeded(await build(engine(), text)).image.instructions[0]?.cached).toBe(true);
  });

  test('a target ends the image early', async () => {
    const result = succeeded(await build(engine(), manyStages, { target: 'builder' }));
    expect(result.image.attribution).toBe('exact');
    expect(bytesByLine(result)).toEqual({ 11: 0, 12: 5000, 13: 2_000_000 });
  });

  test('an image is measured by its name, with and without its Dockerfile', async () => {
    const request = { image: 'debian:bookworm-slim', engine: engine().dockerPath, platform: null, built: null };
    const image = await measure(hostFor(engine().env), request, () => undefined, new AbortController().signal);
    if (isFailure(image)) throw new Error(image.message);
    expect(image).toMatchObject({ attribution: 'none', medium: 'engine', name: 'debian:bookworm-slim' });
    expect(image.total.fileBytes).toBeGreaterThan(50_000_000);
  });
});

describe('with a client that has no buildx', () => {
  const engine = useEngine();

  test('the classic builder is used, and lines are aligned with the history', async () => {
    const text = `FROM debian:bookworm-slim AS base
WORKDIR /w
COPY data .
FROM base
ARG NAME=value
RUN head -c 1234 /dev/zero > /file && \\
    # a comment
    true
RUN true
CMD ["x"]
`;
    const result = succeeded(await build(engine(), text, { env: engine().envWithoutBuildx }));
    expect(result.image.attribution).toBe('aligned');
    expect(result.image.engine).toContain('classic');
    expect(bytesByLine(result)).toMatchObject({ 3: 5000, 6: 1234 });
    expect(result.image.instructions.find(({ startLine }) => startLine === 5)?.cached).toBe(false);
  });

  test('a file that needs BuildKit is told what is missing', async () => {
    const text = 'FROM debian:bookworm-slim\nRUN --mount=type=cache,target=/c true\n';
    const failure = failed(await build(engine(), text, { env: engine().envWithoutBuildx }));
    expect(failure.failure).toBe('no-daemon-or-buildkit');
    expect(failure.message).toContain('buildx');
  });
});

describe('one message for each bad end', () => {
  const engine = useEngine();
  const broken = 'FROM debian:bookworm-slim\nRUN echo before && \\\n  echo the reason >&2 && \\\n  exit 3\n';

  test.each(['env', 'envWithoutBuildx'] as const)(
    'a failed command: its line, its exit code, its output (%s)',
    async (env) => {
      const failure = failed(await build(engine(), broken, { env: engine()[env] }));
      expect(failure).toMatchObject({ failure: 'build-failed', dockerfileLine: 1 });
      expect(failure.message).toContain('line 2');
      expect(failure.message).toContain('exit code 3');
      expect(failure.lines).toContain('the reason');
    },
  );

  test('a syntax error: its line', async () => {
    const failure = failed(await build(engine(), 'FROM debian:bookworm-slim\nRUNN true\n'));
    expect(failure).toMatchObject({ failure: 'build-failed', dockerfileLine: 1 });
    expect(failure.message).toContain('RUNN');
  });

  test.each(['env', 'envWithoutBuildx'] as const)('a base that cannot be had: which (%s)', async (env) => {
    const text = 'FROM registry.invalid/nothing/here:1\nRUN true\n';
    const failure = failed(await build(engine(), text, { env: engine()[env] }));
    expect(failure.failure).toBe('base-unavailable');
    if (env === 'env') expect(failure.message).toContain('registry.invalid/nothing/here:1');
  });

  test('a cancelled build', async () => {
    const abort = new AbortController();
    const outcome = await build(engine(), `FROM debian:bookworm-slim\nRUN sleep 61 # ${String(Date.now())}\n`, {
      signal: abort.signal,
      tell: (progress) => {
        if (progress.kind === 'step' && progress.message.includes('sleep 61')) abort.abort();
      },
    });
    expect(failed(outcome).failure).toBe('cancelled');
  });

  test('no client, and a client without daemon', async () => {
    const missing = failed(await build({ ...engine(), dockerPath: '/nowhere/docker' }, broken));
    expect(missing.failure).toBe('no-client');
    const env = { ...engine().env, DOCKER_HOST: `unix://${engine().socketPath}.none` };
    const silent = failed(await build(engine(), broken, { env }));
    expect(silent.failure).toBe('no-daemon-or-buildkit');
    expect(silent.lines.join(' ')).toMatch(/daemon/i);
  });

  test('an image that is not there', async () => {
    const request = { image: 'nothing/here:1', engine: engine().dockerPath, platform: null, built: null };
    const failure = await measure(hostFor(engine().env), request, () => undefined, new AbortController().signal);
    expect(failure).toMatchObject({ failure: 'unreadable' });
    expect('message' in failure ? failure.message : '').toContain('nothing/here:1');
  });
});

describe('an engine that dies half way', () => {
  const engine = useEngine();

  test('is told as such', async () => {
    const outcome = await build(engine(), `FROM debian:bookworm-slim\nRUN sleep 62 # ${String(Date.now())}\n`, {
      tell: (progress) => {
        if (progress.kind === 'step' && progress.message.includes('sleep 62')) void engine().stop();
      },
    });
    expect(failed(outcome).failure).toBe('engine-died');
  });
});
