// Makes Dockerfiles of any length that read like real ones: several stages, continuations with comments, heredocs, ARG and
// ENV, copies, exec forms. The same seed gives the same text. It knows no rule.

/** A stream of numbers in [0, 1) from a seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const packages = [
  'curl',
  'git',
  'build-essential',
  'libgomp1',
  'python3-dev',
  'libpq-dev',
  'cmake',
  'pkg-config',
  'unzip',
  'ffmpeg',
];
const wheels = [
  'numpy',
  'torch==2.4.1',
  'onnxruntime',
  'fastapi',
  'uvicorn[standard]',
  'pandas',
  'scipy',
  'pillow',
  'requests',
];

/** A Dockerfile of about `lines` lines. */
export function generateDockerfile(lines: number, seed = 1): string {
  const random = randomNumbers(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const some = (from: readonly string[], count: number): string[] => Array.from({ length: count }, () => pick(from));
  const text = ['# syntax=docker/dockerfile:1', 'ARG PYTHON=3.12', ''];
  let stage = 0;
  const openStage = (): void => {
    const base =
      stage % 3 === 2
        ? `stage${stage - 1}`
        : pick(['python:${PYTHON}', 'debian:12', 'nvidia/cuda:12.4.1-devel-ubuntu22.04', 'node:22']);
    text.push(`FROM ${base} AS stage${stage}`, 'WORKDIR /app', `ARG BUILD_ID_${stage}=dev`);
    stage++;
  };
  const blocks: readonly (() => readonly string[])[] = [
    () => [
      'RUN apt-get update \\',
      '    # what the build needs \\ and what it does not',
      '    && apt-get install -y --no-install-recommends \\',
      ...some(packages, 4).map((name, i) => `        ${name}${i < 3 ? ' \\' : ''}`),
    ],
    () => [`RUN pip install ${some(wheels, 3).join(' ')}`],
    () => ['RUN --mount=type=cache,target=/root/.cache/pip \\', '    pip install -r requirements.txt'],
    () => [
      'RUN <<EOF',
      'set -e',
      `curl -fsSL https://example.com/${pick(packages)}.tar.gz | tar -xz -C /opt`,
      'for name in a b c; do',
      '  echo "$name" >> /opt/list',
      'done',
      'EOF',
    ],
    () => [`COPY <<'CONF' /etc/app/${pick(packages)}.conf`, '[server]', 'port = 8080', 'CONF'],
    () => [
      `ENV APP_MODE=${pick(['fast', 'small'])} \\`,
      `    APP_LEVEL="${Math.floor(random() * 9)}" \\`,
      '    PATH=/opt/venv/bin:$PATH',
    ],
    () => [`COPY --chown=1000:1000 ${pick(['src', 'app', '.'])} /app/`],
    () => [`RUN make -j"$(nproc)" && make install && rm -rf /tmp/${pick(packages)}`],
    () => [
      '',
      `# ${pick(['Weights come last', 'The server', 'Keep this in step with CI'])}`,
      `EXPOSE ${8000 + Math.floor(random() * 99)}`,
    ],
    () => [`LABEL org.opencontainers.image.title="${pick(wheels)}"`],
    () => ['USER root', `RUN chown -R app:app /app && chmod -R g+w /app/${pick(['data', 'cache'])}`, 'USER app'],
  ];
  openStage();
  while (text.length < lines - 2) {
    if (random() < 0.04) openStage();
    text.push(...pick(blocks)());
  }
  text.push('HEALTHCHECK CMD curl -f http://localhost:8080/health || exit 1', 'CMD ["python", "-m", "app"]');
  return `${text.join('\n')}\n`;
}
