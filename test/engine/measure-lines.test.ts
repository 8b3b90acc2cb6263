// Layers are brought to the lines that made them on every engine: exactly where the builder tells its provenance, by the
// aligned history elsewhere, and labelled as what it is. One file of several stages, thirty instructions that ship.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isFailure } from '../../server/src/image/build-outcome.ts';
import type { BuildResult } from '../../server/src/image/build-outcome.ts';
import { buildAndMeasure } from '../../server/src/operations/build-and-measure.ts';
import { useEngine, usePodman, withPodman } from './support/engine.ts';
import { realHost } from './support/real-host.ts';

let work = '';
beforeAll(() => {
  work = mkdtempSync(path.join(tmpdir(), 'plimsoll-lines-'));
  writeFileSync(path.join(work, 'data'), 'd'.repeat(5000));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** After `#`: bytes of files in the layer of the instruction that begins there. */
const everything = `ARG TAG=bookworm-slim
FROM debian:\${TAG} AS parent
ARG NAME=value
ENV ONE=1 \\
    TWO=2
LABEL who="me # nobody" \\
      what=that
RUN head -c 300000 /dev/zero > /big && \\                                    # 370000
    # inside a continuation
    head -c 70000 /dev/zero > /kept
WORKDIR /srv/data                                                            # 0
COPY data .                                                                  # 5000

FROM debian:bookworm-slim AS builder
WORKDIR /src
COPY data .
RUN head -c 200000 /dev/zero > out
RUN cp out again

FROM parent AS middle
ARG NAME
RUN rm /big                                                                  # 0
COPY --link data /linked                                                     # 5000
COPY <<END /here                                                             # 4
abc
END
RUN <<END                                                                    # 5
set -e
printf 12345 > /five
END
ENV THREE=3
SHELL ["/bin/sh", "-ec"]
RUN printf 1234567 > /seven                                                  # 7
RUN ["/bin/sh", "-c", "printf 12345678 > /eight"]                            # 8

FROM middle
WORKDIR /app                                                                 # 0
WORKDIR deeper                                                               # 0
COPY --from=builder /src/out ./                                              # 200000
COPY --from=builder --chmod=644 /src/again ./more/                           # 200000
RUN --mount=type=cache,target=/var/cache/x printf 123456 > /six              # 6
ADD --chmod=600 data /added                                                  # 5000
RUN true                                                                     # 0
USER 1000
EXPOSE 80
VOLUME /vol
STOPSIGNAL SIGINT
HEALTHCHECK CMD true
ENTRYPOINT ["/bin/sh"]
CMD ["true"]
`;

/** The same on the same lines, without what only BuildKit and Buildah know. */
const classic = everything
  .replaceAll(/--(?:link|chmod=\d+|mount=\S+) /g, '')
  .replace(/COPY <<END \/here( *# 4)\nabc\nEND/, 'RUN echo abc > /here$1\n# nothing\n# nothing')
  .replace(
    /RUN <<END( *# 5)\nset -e\nprintf 12345 > \/five\nEND/,
    'RUN set -e && \\$1\n    printf 12345 \\\n    \\\n    > /five',
  );

/** Where the figure of a line begins; -1 where it has none. */
function markAt(line: string): number {
  const at = line.lastIndexOf('  # ');
  return /^\d+$/.test(line.slice(at + 4)) ? at : -1;
}
const expected = Object.fromEntries(
  everything.split('\n').flatMap((line, place): [number, number][] => {
    const at = markAt(line);
    return at < 0 ? [] : [[place + 1, Number(line.slice(at + 4))]];
  }),
);

function withoutFigures(text: string): string {
  const lines = text.split('\n').map((line) => (markAt(line) < 0 ? line : line.slice(0, markAt(line)).trimEnd()));
  return lines.join('\n');
}

let files = 0;
async function build(text: string, program: string, env: NodeJS.ProcessEnv = {}): Promise<BuildResult> {
  files += 1;
  const dockerfile = path.join(work, `Dockerfile.${String(files)}`);
  writeFileSync(dockerfile, withoutFigures(text));
  const request = {
    dockerfile,
    context: work,
    target: null,
    buildArgs: {},
    network: 'none',
    platform: null,
    tag: null,
    engine: program,
  };
  const host = realHost(path.join(work, 'cache'), env);
  const result = await buildAndMeasure(host, request, () => undefined, new AbortController().signal);
  if (isFailure(result)) throw new Error(`${result.message}\n${result.lines.join('\n')}`);
  return result;
}

/** Bytes by line, counted from 1. */
function layersByLine({ image }: BuildResult): Record<number, number> {
  const written = image.instructions.filter(({ layers }) => layers.length > 0);
  return Object.fromEntries(written.map(({ startLine, fileBytes }) => [startLine + 1, fileBytes]));
}

function withBytes(byLine: Readonly<Record<number, number>>): Record<number, number> {
  return Object.fromEntries(Object.entries(byLine).filter(([, bytes]) => bytes > 0));
}

/** What holds on every engine. */
function expectWhole(result: BuildResult): void {
  const { image, text } = result;
  expect(image.layers.every(({ owner, instruction }) => (owner === 'base') === (instruction === null))).toBe(true);
  expect(image.layers.filter(({ owner }) => owner === 'base')).toHaveLength(image.base?.layers ?? -1);
  expect(image.base?.fileBytes).toBeGreaterThan(50_000_000);
  const lines = text.split('\n');
  for (const { startLine } of image.instructions.filter(({ layers }) => layers.length > 0))
    expect(lines[startLine]).toMatch(/^(?:RUN|COPY|ADD|WORKDIR) /);
  const [writer, killer] = [image.dead[0]?.writerInstruction, image.dead[0]?.killerInstruction].map(
    (index) => lines[image.instructions.find((each) => each.index === index)?.startLine ?? -1],
  );
  expect([writer?.slice(0, 14), killer]).toEqual(['RUN head -c 30', 'RUN rm /big']);
}

/** Lines of RUN whose step the builder took from its cache, and those it ran. */
function runSteps({ image, text }: BuildResult): { readonly cached: number; readonly ran: number } {
  const lines = text.split('\n');
  const runs = image.instructions.filter(({ startLine }) => lines[startLine]?.startsWith('RUN') === true);
  return {
    cached: runs.filter(({ cached }) => cached === true).length,
    ran: runs.filter(({ cached }) => cached === false).length,
  };
}

describe.each(['overlay2', 'containerd'] as const)("Docker's %s store", (store) => {
  const engine = useEngine({ store });

  test('buildx: exactly', async () => {
    const result = await build(everything, engine().dockerPath, engine().env);
    expect(result.image.attribution).toBe('exact');
    expect(layersByLine(result)).toEqual(expected);
    expectWhole(result);
  });
});

describe('Docker without buildx', () => {
  const engine = useEngine();

  test('the classic builder: aligned, and said so', async () => {
    const result = await build(classic, engine().dockerPath, engine().envWithoutBuildx);
    expect(result.image).toMatchObject({ attribution: 'aligned' });
    expect(result.image.engine).toContain('classic');
    expect(withBytes(layersByLine(result))).toEqual(withBytes(expected));
    expectWhole(result);
  });
});

describe.skipIf(!withPodman).each(['podman', 'buildah'] as const)('%s', (program) => {
  const engines = usePodman(['debian:bookworm-slim']);

  test('aligned, and said so; its steps and its cache are told by line', async () => {
    const result = await build(everything, engines().programs[program]);
    expect(result.image).toMatchObject({ attribution: 'aligned' });
    expect(result.image.engine?.toLowerCase()).toContain(program);
    expect(withBytes(layersByLine(result))).toEqual(withBytes(expected));
    expectWhole(result);
    expect(runSteps(result)).toEqual({ cached: 0, ran: 7 });
    expect(runSteps(await build(everything, engines().programs[program])).cached).toBe(7);
  });
});
