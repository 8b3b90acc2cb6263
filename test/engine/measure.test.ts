// Building and measuring with a real engine: exact lines with buildx, aligned ones with a client that has none, and one
// clear message for each way a build can end badly.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, EngineStore } from '../../scripts/support/engine-run.ts';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import type { Host } from '../../server/src/host/host.ts';
import { createNodeHost } from '../../server/src/host/node-host.ts';
import { isFailure } from '../../server/src/image/build-outcome.ts';
import type { BuildProgress, BuildResult, Failure } from '../../server/src/image/build-outcome.ts';
import { buildAndMeasure } from '../../server/src/operations/build-and-measure.ts';
import { makeRecord } from '../../server/src/operations/keep-record.ts';
import { measuredFacts } from '../../server/src/operations/measured-record.ts';
import { measure } from '../../server/src/operations/measure.ts';
import { runRules } from '../../server/src/rules/run-rules.ts';
import { defaultSettings } from '../../server/src/settings/settings-schema.ts';
import { lineAt } from '../../server/src/text/line-index.ts';
import { useEngine } from './support/engine.ts';

let work = '';
beforeAll(() => {
  work = mkdtempSync(path.join(tmpdir(), 'plimsoll-measure-'));
  writeFileSync(path.join(work, 'data'), 'd'.repeat(5000));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Files that were opened by position, by the hosts of all tests. */
const opened: string[] = [];

/** A real host whose programs talk to the test engine. */
function hostFor(env: NodeJS.ProcessEnv): Host {
  const host = createNodeHost({ cacheFolder: path.join(work, 'cache') });
  const own = Object.fromEntries(Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined));
  return {
    ...host,
    openFile(file) {
      opened.push(file);
      return host.openFile(file);
    },
    run: (request) => host.run({ ...request, env: { ...own, ...request.env } }),
    stream: (request) => host.stream({ ...request, env: { ...own, ...request.env } }),
  };
}

interface Options {
  readonly env?: NodeJS.ProcessEnv;
  readonly target?: string;
  readonly signal?: AbortSignal;
  readonly tell?: (progress: BuildProgress) => void;
  /** Name of the Dockerfile; a new one where absent. */
  readonly file?: string;
}

let files = 0;
function build(engine: Engine, text: string, options: Options = {}): Promise<BuildResult | Failure> {
  files += 1;
  const dockerfile = path.join(work, options.file ?? `Dockerfile.${String(files)}`);
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

/** What the layers of a build gave cause to say, with the line it is said on (counted from 1). */
function foundIn(result: BuildResult): readonly string[] {
  const dockerfile = parseDockerfile(result.text);
  const measured = measuredFacts(makeRecord(result, 0), dockerfile);
  return runRules(buildSnapshot(dockerfile, { measured }), defaultSettings, 'image').map(
    ({ rule, instruction, message }) =>
      `${String(lineAt(dockerfile.lines, dockerfile.instructions[instruction ?? 0]?.range.start ?? 0) + 1)} ${rule}: ${message}`,
  );
}

const wasteful = `FROM debian:bookworm-slim
RUN mkdir -p /root/.cache/pip/http-v2 /root/.npm/_cacache && \\
    head -c 3000000 /dev/zero > /root/.cache/pip/http-v2/a && \\
    head -c 700000 /dev/zero > /root/.npm/_cacache/b
COPY data /app/.env
RUN head -c 2000000 /dev/urandom > /opt/a && cp /opt/a /opt/b && ln /opt/a /opt/c
RUN mkdir /opt/tree && head -c 4000000 /dev/urandom > /opt/tree/x && head -c 1500000 /dev/zero > /tmp/y
RUN rm -rf /opt/tree && chown 1:1 /opt/b
`;

describe.each(stores)('with buildx on the %s store', (store) => {
  const engine = useEngine({ store });

  test('what lies in the layers for nothing is said on the lines that wrote it', async () => {
    expect(foundIn(succeeded(await build(engine(), wasteful)))).toEqual([
      "2 cache-found-in-layer: 3 MB of pip's downloads were found in this layer (/root/.cache/pip)",
      "2 cache-found-in-layer: 700 kB of npm's cache were found in this layer (/root/.npm/_cacache)",
      '5 secret-file-in-layer: by its name a secret lies in this layer: /app/.env',
      '7 temporary-files-found-in-layer: 1.5 MB of temporary files were found in this layer (/tmp)',
      '8 dead-bytes-in-layer: 2 MB of the layer of line 6 are written a second time here (/opt/b)',
      '8 dead-bytes-in-layer: deleting 4 MB here frees nothing: they stay in the layer of line 7 (/opt/tree/x)',
      '8 duplicate-files-in-image: 2 MB are here a second time: /opt/b is /opt/a of line 6',
    ]);
  });

  test('a second build reads the layers that are new, and gives what reading them all gives', async () => {
    const text = `FROM debian:bookworm-slim\nRUN head -c 900000 /dev/zero > /a\nRUN head -c 1000 /dev/zero > /b\n`;
    succeeded(await build(engine(), text, { file: 'Dockerfile.again' }));
    opened.length = 0;
    const changed = text.replace('1000', '2000');
    const { image, imageId } = succeeded(await build(engine(), changed, { file: 'Dockerfile.again' }));
    expect(opened.length).toBe(store === 'containerd' ? 1 : 0);
    expect(bytesByLine({ image } as BuildResult)).toEqual({ 2: 900_000, 3: 2000 });
    const request = { image: imageId, engine: engine().dockerPath, platform: null, built: null };
    const whole = await measure(hostFor(engine().env), request, () => undefined, new AbortController().signal);
    if (isFailure(whole)) throw new Error(whole.message);
    const { total, liveBytes, deadBytes, biggestFiles, leftovers } = whole;
    expect(image).toMatchObject({ liveBytes, deadBytes, leftovers, total: { fileBytes: total.fileBytes } });
    expect(biggestFiles.map(({ path: name }) => name)).toEqual(image.biggestFiles.map(({ path: name }) => name));
  });

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
