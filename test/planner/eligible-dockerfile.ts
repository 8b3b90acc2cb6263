// Random Dockerfiles out of the lines that people write: a base, packages, sources, builds, settings, an entry point, in
// any order that parses; some of them below stages of their own.
import fc from 'fast-check';

const bases = [
  'python:3.11',
  'python:3.12-slim',
  'python:3.9-slim-bullseye AS app',
  'python:3.11-alpine',
  'debian:bookworm',
  'ubuntu:22.04',
  'gcc:13',
  'nvidia/cuda:12.1.0-devel-ubuntu22.04',
  'pytorch/pytorch:2.1.0-cuda12.1-cudnn8-devel',
  '--platform=linux/amd64 python:3.10',
  'node:20',
  'golang:1.22',
  'golang:1.20-alpine',
  'rust:1.75',
  'rustlang/rust:nightly',
  'maven:3.9-eclipse-temurin-17',
  'ruby:3.2',
  'ubuntu:18.04',
];
const aptPackages = fc
  .uniqueArray(
    fc.constantFrom(
      'build-essential',
      'gcc',
      'g++',
      'cmake',
      'git',
      'curl',
      'libpq-dev',
      'libssl-dev',
      'ffmpeg',
      'libgl1',
      'python3',
      'python3-pip',
      'python3-dev',
      'vim',
      'nginx',
      'wget',
      'ca-certificates',
    ),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .chain((names) =>
    fc.constantFrom(
      `RUN apt-get update && apt-get install -y ${names.join(' ')}`,
      `RUN apt-get update && apt-get install -y --no-install-recommends \\\n    ${names.join(' \\\n    ')} \\\n && rm -rf /var/lib/apt/lists/*`,
      `RUN set -eux; apt-get update; apt-get install -y ${names.join(' ')}; rm -rf /var/lib/apt/lists/*`,
      `RUN <<EOF\napt-get update\napt-get install -y ${names.join(' ')}\nEOF`,
      `RUN apt-get update && apt-get install -y ${names.join(' ')} && pip install numpy && useradd -m app`,
    ),
  );
const settings = fc.constantFrom(
  'ENV LANG=C.UTF-8 APP_HOME=/app',
  'ENV PATH=/opt/tool/bin:$PATH',
  'ARG VERSION=1.0',
  'ARG TOKEN',
  'ENV VERSION=$VERSION',
  'LABEL maintainer="a@example.org" version="1"',
  'EXPOSE 8000 9000/udp',
  'VOLUME /data',
  'VOLUME ["/logs", "/cache"]',
  'STOPSIGNAL SIGINT',
  'USER 1000',
  'USER root',
  'WORKDIR /app',
  'WORKDIR src',
  'WORKDIR /usr/src/app',
  'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
  'HEALTHCHECK CMD curl -f http://localhost/ || exit 1',
  'HEALTHCHECK NONE',
  '# a comment on the next line',
  '',
);
const work = fc.constantFrom(
  'COPY . .',
  'COPY requirements.txt .',
  'COPY --chown=1000:1000 src/ ./src/',
  'COPY ["a file", "/dest/"]',
  'ADD https://example.org/data.tar.gz /data/',
  'ADD app.tar.gz /opt/',
  'RUN pip install -r requirements.txt',
  'RUN pip install --no-cache-dir flask gunicorn',
  'RUN pip install -e .',
  'RUN python -m venv /opt/venv && /opt/venv/bin/pip install psycopg2',
  'RUN make',
  'RUN make -j4 && make install && ldconfig',
  'RUN mkdir build && cd build && cmake .. && make',
  'RUN gcc -o /usr/local/bin/tool main.c',
  'RUN git clone https://example.org/x.git /opt/x && cd /opt/x && ./configure --prefix=/usr && make && make install',
  'RUN useradd -m app && mkdir -p /data && chown app /data',
  'RUN chmod +x /entrypoint.sh',
  'RUN curl -fsSL https://example.org/install.sh | bash',
  'RUN if [ "$VERSION" = 1 ]; then make extra; else echo none; fi',
  'RUN for f in a b; do gcc -c $f.c; done',
  'RUN python manage.py collectstatic --noinput',
  'RUN go build -o /usr/local/bin/tool ./cmd/tool',
  'RUN go mod download',
  'RUN cargo build --release',
  'RUN mvn -q package',
  'RUN npm install',
  'RUN npx prisma generate',
  'RUN bundle install',
  'RUN pip3 install -r requirements.txt && rm requirements.txt',
  'RUN rm -rf /app/tests .git',
  'RUN wget https://example.org/x.tar.gz && tar xzf x.tar.gz && rm x.tar.gz && mv x /opt/y',
  'RUN curl -o t.sh https://example.org/t.sh && chmod +x t.sh && ./t.sh && rm t.sh',
  'RUN apt-get update && apt-get install -y python-pip python3.8 python3-pip && pip install flask',
  'RUN ["/bin/echo", "exec"]',
  'RUN apt-get purge -y gcc && apt-get autoremove -y',
  'RUN ln -s /usr/bin/python3 /usr/bin/python',
  'RUN npm ci && npm run build',
  'RUN --mount=type=cache,target=/root/.cache/pip pip install torch',
  'RUN echo "deb http://example.org stable main" > /etc/apt/sources.list.d/x.list && apt-get update',
);
const entries = fc.constantFrom(
  'CMD ["python", "app.py"]',
  'CMD python app.py',
  'ENTRYPOINT ["./server"]\nCMD ["--port", "80"]',
  'ENTRYPOINT ["/entrypoint.sh"]',
  'CMD ["gunicorn", "app:app"]',
  'CMD ["/usr/local/bin/tool"]',
  'CMD nginx -g "daemon off;"',
  'CMD ["npm", "start"]',
  'CMD ["./target/release/tool"]',
  'CMD ["java", "-jar", "target/app.jar"]',
  'CMD bundle exec puma',
);

/** Stages above the one that ships, each with a line that copies from it. */
const stagesAbove = fc.constantFrom(
  [],
  [],
  [],
  ['FROM node:20 AS build\nCOPY ui .\nRUN npm ci && npm run build\n', 'COPY --from=build /dist ./static'],
  [
    'FROM python:3.11 AS wheels\n# wheels\nRUN pip install --prefix=/install torch\n\n\n',
    'COPY --from=wheels /install /usr/local',
  ],
  ['from golang:1.22 as Builder\nCOPY . .\nRUN go build -o /out/x .', 'COPY --from=builder /out/x /usr/local/bin/x'],
  ['FROM gcc:13\nRUN make -C /t', 'COPY --from=0 /t/bin /usr/local/bin/'],
);

/** Texts of files; most of them are such as can be planned. */
export function eligibleDockerfile(): fc.Arbitrary<string> {
  const body = fc.array(
    fc.oneof({ weight: 2, arbitrary: aptPackages }, { weight: 3, arbitrary: settings }, { weight: 5, arbitrary: work }),
    {
      minLength: 2,
      maxLength: 14,
    },
  );
  return fc
    .tuple(fc.constantFrom(...bases), body, entries, fc.boolean(), fc.boolean(), stagesAbove)
    .map(([base, lines, entry, crlf, ending, [above, copy]]) => {
      const own = [`FROM ${base}`, ...lines, copy, entry];
      const text = [above, ...own].filter((line) => line !== undefined).join('\n') + (ending ? '\n' : '');
      return crlf ? text.replaceAll('\n', '\r\n') : text;
    });
}
