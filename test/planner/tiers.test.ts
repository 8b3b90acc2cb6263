// A tier that is asked for by name is shipped, or refused with what stands against it; without a shell nothing may need one.
import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import { rewriteAsked } from '../../server/src/features/rewrite.ts';
import { describeConfig } from '../../server/src/planner/check-plan.ts';
import type { Tier } from '../../server/src/planner/plan.ts';

interface Answer {
  readonly text: string | null;
  readonly refusal: string | null;
}

function ask(lines: readonly string[], tier: Tier): Answer {
  const text = `${lines.join('\n')}\n`;
  const snapshot = buildSnapshot(parseDockerfile(text));
  const rewrite = rewriteAsked(snapshot, { tier, evidence: null });
  if ('refusals' in rewrite) return { text: null, refusal: rewrite.refusals[0]?.message ?? '' };
  expect(rewrite.plan.tier).toBe(tier);
  const after = buildSnapshot(parseDockerfile(rewrite.text));
  expect(describeConfig(after.config)).toEqual(describeConfig(snapshot.config));
  return { text: rewrite.text, refusal: null };
}

const flask = [
  'FROM python:3.11-bookworm',
  'RUN apt-get update && apt-get install -y build-essential libpq-dev',
  'RUN pip install psycopg2',
  'CMD ["python", "app.py"]',
];
const go = [
  'FROM golang:1.22-bookworm',
  'WORKDIR /src',
  'COPY . .',
  'RUN go build -o /usr/local/bin/server .',
  'ENTRYPOINT ["/usr/local/bin/server"]',
];

describe('tiers by name', () => {
  test('the same base keeps its tag and leaves the build packages', () => {
    const { text } = ask(flask, 'same');
    expect(text).toContain('FROM python:3.11-bookworm AS build');
    expect(text).toMatch(/\nFROM python:3\.11-bookworm\n/);
    expect(text).toContain('libpq5');
  });

  test('the slim twin', () => {
    expect(ask(flask, 'slim').text).toMatch(/\nFROM python:3\.11-slim-bookworm\n/);
  });

  test('a tier that the base has not says which it has', () => {
    expect(ask(flask, 'runtime').refusal).toMatch(/has no runtime twin .*, but a slim one$/);
    expect(ask(go, 'slim').refusal).toMatch(/has no slim twin .*, but a runtime one$/);
  });

  test('the run-time twin of a toolchain', () => {
    expect(ask(go, 'runtime').text).toContain('FROM debian:bookworm-slim');
  });
});

describe('without a shell', () => {
  const without = (line: string, by: string): readonly string[] => go.map((each) => (each === line ? by : each));

  test('a Go program that loads the C library, and one that does not', () => {
    expect(ask(go, 'shell-less').text).toMatch(/\nFROM gcr\.io\/distroless\/base-debian13\n/);
    const own = without(go[3] ?? '', 'RUN CGO_ENABLED=0 go build -o /usr/local/bin/server .');
    expect(ask(own, 'shell-less').text).toMatch(/\nFROM gcr\.io\/distroless\/static-debian13\n/);
    const everywhere = [...go.slice(0, 1), 'ENV CGO_ENABLED=0', ...go.slice(1)];
    expect(ask(everywhere, 'shell-less').text).toContain('distroless/static-debian13');
    const odd = [...own.slice(0, 3), 'RUN go build -o /usr/local/bin/other ./other', ...own.slice(3)];
    expect(ask(odd, 'shell-less').text).toContain('distroless/base-debian13');
  });

  test('on Alpine only what loads no library', () => {
    const alpine = without(go[0] ?? '', 'FROM golang:1.22-alpine3.19');
    expect(ask(alpine, 'shell-less').refusal).toMatch(/musl/);
    const still = alpine.map((line) => line.replace('RUN go', 'RUN CGO_ENABLED=0 go'));
    expect(ask(still, 'shell-less').text).toContain('distroless/static-debian13');
  });

  test('files that a command makes are copied, and no RUN is left', () => {
    const { text } = ask([...go.slice(0, 4), 'RUN mkdir -p /data && chmod 777 /data', ...go.slice(4)], 'shell-less');
    const shipped = (text ?? '').slice((text ?? '').lastIndexOf('FROM'));
    expect(shipped).toContain('COPY --from=build /data /data');
    expect(shipped).not.toContain('RUN');
  });

  test('packages that the base has of itself are not installed', () => {
    const native = [
      'FROM debian:trixie',
      'RUN apt-get update && apt-get install -y build-essential libssl-dev ca-certificates',
      'COPY . /src',
      'RUN cd /src && make && cp server /usr/local/bin/server',
      'CMD ["server"]',
    ];
    const { text } = ask(native, 'shell-less');
    expect(text).toMatch(/\nFROM gcr\.io\/distroless\/cc-debian13\n/);
    const more = native.map((line) => line.replace('libssl-dev', 'libpq-dev'));
    expect(ask(more, 'shell-less').refusal).toMatch(/runs in the image that ships/);
  });

  test.each([
    ['a health check for a shell', 'HEALTHCHECK CMD curl -f http://localhost/', /HEALTHCHECK is written for a shell/],
    ['a user', 'RUN useradd app', /RUN useradd app` runs in the image that ships/],
    ['a user by name', 'USER app', /app is no user/],
    ['an owner by name', 'COPY --chown=app:app conf /conf', /app:app is no user/],
    ['a health check by a program', 'HEALTHCHECK CMD ["curl", "-f", "http://localhost/"]', /curl runs/],
  ])('%s is refused', (_, line, why) => {
    expect(ask([...go.slice(0, 4), line, ...go.slice(4)], 'shell-less').refusal).toMatch(why);
  });

  test('an entry point for a shell is refused, and so are interpreters', () => {
    expect(ask(without(go[4] ?? '', 'ENTRYPOINT /usr/local/bin/server'), 'shell-less').refusal).toMatch(/JSON list/);
    expect(ask(flask, 'shell-less').refusal).toMatch(/needs an interpreter/);
  });
});
