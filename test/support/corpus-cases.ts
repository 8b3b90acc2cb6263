// Careless Dockerfiles as data: what they do, apart from how it is written down. corpus-shapes.ts writes each in many ways.
// Every rule that can speak from the text alone has something to say about some of them.

/** A RUN as its commands, joined by `&&` in whatever shape is asked for. */
export interface RunOfCase {
  readonly run: readonly string[];
  /** `--mount=…` and the like, as written. */
  readonly flags?: string;
}

export type InstructionOfCase = string | RunOfCase;

export interface CorpusCase {
  /** Kebab-case, unique. */
  readonly name: string;
  readonly instructions: readonly InstructionOfCase[];
}

const update = 'apt-get update';
const clean = 'rm -rf /var/lib/apt/lists/*';

/** One place per line of thought: what is left behind, in a stage that ships unless a second FROM follows. */
export const corpusCases: readonly CorpusCase[] = [
  {
    name: 'apt-lists',
    instructions: [
      'FROM debian:12',
      { run: [update, 'apt-get install -y --no-install-recommends curl'] },
      'CMD ["curl"]',
    ],
  },
  {
    name: 'apt-lists-quiet',
    instructions: ['FROM ubuntu:24.04', { run: ['apt-get -qq update', 'apt-get -qqy install git gnupg'] }],
  },
  {
    name: 'apt-recommends',
    instructions: [
      'FROM debian:bookworm',
      { run: [update, 'apt-get install -y curl git', clean] },
      'CMD ["curl", "--version"]',
    ],
  },
  {
    name: 'apt-command',
    instructions: ['FROM ubuntu:22.04', { run: ['apt update', 'apt install -y nginx', 'apt clean'] }, 'CMD ["nginx"]'],
  },
  {
    name: 'apt-two-runs',
    instructions: [
      'FROM debian:12',
      { run: [update] },
      { run: ['apt-get install -y --no-install-recommends nginx'] },
      'CMD ["nginx"]',
    ],
  },
  {
    name: 'apt-late-removal',
    instructions: [
      'FROM debian:12',
      { run: [update, 'apt-get install -y --no-install-recommends ca-certificates'] },
      { run: [clean] },
    ],
  },
  {
    name: 'apt-archives-kept',
    instructions: [
      'FROM debian:12',
      { run: ['rm -f /etc/apt/apt.conf.d/docker-clean'] },
      { run: [update, 'apt-get install -y --no-install-recommends vim', clean] },
    ],
  },
  {
    name: 'apt-keep-downloads',
    instructions: [
      'FROM ubuntu:24.04',
      { run: [`echo 'Binary::apt::APT::Keep-Downloaded-Packages "true";' > /etc/apt/apt.conf.d/keep-cache`] },
      {
        run: [update, 'apt-get install -y --no-install-recommends jq'],
        flags: '--mount=type=cache,target=/var/lib/apt',
      },
    ],
  },
  {
    name: 'apt-subshell',
    instructions: ['FROM debian:12', { run: ['(apt-get update; apt-get install -y jq)', 'echo done'] }],
  },
  {
    name: 'apt-condition',
    instructions: [
      'FROM debian:12',
      { run: ['if ! command -v jq; then apt-get update; apt-get install -y jq; fi', 'jq --version'] },
    ],
  },
  {
    name: 'apt-loop',
    instructions: [
      'FROM debian:12',
      { run: [update, 'for p in jq curl; do apt-get install -y "$p"; done'] },
      'ENTRYPOINT ["jq"]',
    ],
  },
  {
    name: 'apt-in-sh-c',
    instructions: ['FROM debian:12', { run: [`sh -c 'apt-get update && apt-get install -y jq'`] }],
  },
  {
    name: 'apt-exec-form',
    instructions: ['FROM debian:12', 'RUN ["apt-get", "update"]', 'RUN ["apt-get", "install", "-y", "jq"]'],
  },
  {
    name: 'pip-cache',
    instructions: [
      'FROM python:3.12-slim',
      'WORKDIR /app',
      'COPY requirements.txt .',
      { run: ['pip install -r requirements.txt'] },
      'COPY app.py .',
      'CMD ["python", "app.py"]',
    ],
  },
  {
    name: 'pip-many',
    instructions: [
      'FROM python:3.11-slim',
      { run: ['pip install --upgrade pip', 'pip install numpy pandas', 'python3 -m pip install torch'] },
      'CMD ["python"]',
    ],
  },
  {
    name: 'pip-user',
    instructions: [
      'FROM python:3.11-slim',
      { run: ['useradd -m app'] },
      'USER app',
      { run: ['pip install --user flask'] },
      'CMD ["flask", "run"]',
    ],
  },
  {
    name: 'pip-home',
    instructions: [
      'FROM python:3.11-slim',
      'ENV HOME=/srv/home PIP_NO_CACHE_DIR=0',
      { run: ['pip3 install "flask>=2,<3" gunicorn'] },
    ],
  },
  {
    name: 'pip-and-late-rm',
    instructions: ['FROM python:3.12-slim', { run: ['pip install flask'] }, { run: ['rm -rf /root/.cache'] }],
  },
  {
    name: 'source-first',
    instructions: [
      'FROM python:3.12',
      'WORKDIR /app',
      'COPY . .',
      { run: ['pip install --no-cache-dir -r requirements.txt'] },
      'CMD python app.py',
    ],
  },
  {
    name: 'source-first-node',
    instructions: [
      'FROM node:22',
      'WORKDIR /usr/src/app',
      'COPY . /usr/src/app',
      { run: ['npm ci'] },
      'EXPOSE 3000',
      'CMD npm start',
    ],
  },
  {
    name: 'chown-after-copy',
    instructions: [
      'FROM debian:12',
      { run: ['useradd app'] },
      'COPY model /srv/model',
      { run: ['chown -R app:app /srv/model'] },
      'USER app',
      'CMD ["/srv/model/run"]',
    ],
  },
  {
    name: 'chmod-after-copy',
    instructions: [
      'FROM debian:12',
      'COPY bin /opt/bin',
      { run: ['chmod -R 755 /opt/bin', 'ls -l /opt/bin'] },
      'ENTRYPOINT /opt/bin/run',
    ],
  },
  {
    name: 'copy-then-remove',
    instructions: [
      'FROM debian:12',
      'COPY dist.tar.gz /tmp/',
      { run: ['tar -xzf /tmp/dist.tar.gz -C /opt', 'rm /tmp/dist.tar.gz'] },
      'CMD ["/opt/run"]',
    ],
  },
  {
    name: 'download-then-remove',
    instructions: [
      'FROM buildpack-deps:bookworm',
      { run: ['curl -fsSLo /tmp/tool.tgz https://example.org/tool.tgz'] },
      { run: ['tar -xzf /tmp/tool.tgz -C /usr/local'] },
      { run: ['rm -f /tmp/tool.tgz'] },
    ],
  },
  {
    name: 'build-tools',
    instructions: [
      'FROM debian:12',
      { run: [update, 'apt-get install -y --no-install-recommends build-essential cmake', clean] },
      'COPY . /src',
      { run: ['cmake -S /src -B /build', 'cmake --build /build', 'cmake --install /build'] },
      'CMD ["tool"]',
    ],
  },
  {
    name: 'make-in-place',
    instructions: [
      'FROM gcc:14',
      'WORKDIR /src',
      'COPY Makefile main.c ./',
      { run: ['make', 'make install'] },
      'CMD /usr/local/bin/main --serve',
    ],
  },
  {
    name: 'cuda-devel',
    instructions: [
      'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04',
      { run: [update, 'apt-get install -y python3-pip', clean] },
      { run: ['pip3 install torch==2.4.1'] },
      'COPY serve.py /srv/',
      'CMD ["python3", "/srv/serve.py"]',
    ],
  },
  {
    name: 'cuda-args',
    instructions: [
      'ARG CUDA=12.4.1',
      'ARG FLAVOUR=devel',
      'FROM nvidia/cuda:${CUDA}-${FLAVOUR}-ubuntu22.04',
      { run: ['nvcc --version'] },
      'ENTRYPOINT ["python3"]',
    ],
  },
  {
    name: 'full-base',
    instructions: ['FROM python:3.12', 'WORKDIR /app', 'COPY app.py .', 'CMD ["python", "app.py"]'],
  },
  {
    name: 'full-base-digest',
    instructions: [
      'FROM --platform=linux/amd64 docker.io/library/node:20-bookworm AS app',
      'COPY server.js /srv/',
      'CMD ["node", "/srv/server.js"]',
    ],
  },
  {
    name: 'torch-cpu',
    instructions: [
      'FROM python:3.12-slim',
      { run: ['pip install --no-cache-dir torch torchvision fastapi uvicorn'] },
      'COPY main.py /',
      'CMD ["uvicorn", "main:app"]',
    ],
  },
  {
    name: 'shell-forms',
    instructions: [
      'FROM debian:12-slim',
      'HEALTHCHECK --interval=30s CMD curl -f http://localhost/ || exit 1',
      'ENTRYPOINT /usr/bin/env',
      'CMD exec sleep "$SECONDS" infinity',
    ],
  },
  {
    name: 'two-stages',
    instructions: [
      'FROM golang:1.23 AS build',
      'WORKDIR /src',
      'COPY . .',
      { run: ['go build -o /bin/app ./cmd/app'] },
      'FROM debian:12',
      { run: [update, 'apt-get install -y ca-certificates'] },
      'COPY --from=build /bin/app /bin/app',
      'CMD ["/bin/app"]',
    ],
  },
  {
    name: 'builder-only',
    instructions: [
      'FROM debian:12 AS build',
      { run: [update, 'apt-get install -y gcc'] },
      'COPY main.c /',
      { run: ['gcc -o /main /main.c'] },
      'FROM scratch',
      'COPY --from=build /main /main',
      'ENTRYPOINT ["/main"]',
    ],
  },
  {
    name: 'parent-stage',
    instructions: [
      'FROM debian:12 AS base',
      { run: [update, 'apt-get install -y curl'] },
      'FROM base',
      { run: ['pip install requests'] },
      'CMD ["curl"]',
    ],
  },
  {
    name: 'alpine-cache',
    instructions: [
      'FROM alpine:3.20',
      { run: ['apk update', 'apk add curl build-base'] },
      { run: ['apk add --virtual .build gcc musl-dev', 'make', 'apk del .build'] },
      'CMD curl -V',
    ],
  },
  {
    name: 'rpm-caches',
    instructions: [
      'FROM fedora:40',
      { run: ['dnf install -y httpd'] },
      { run: ['yum -y install tar', 'yum clean all'] },
      'CMD ["httpd", "-DFOREGROUND"]',
    ],
  },
  {
    name: 'conda',
    instructions: [
      'FROM continuumio/miniconda3',
      'COPY environment.yml .',
      { run: ['conda env create -f environment.yml'] },
      { run: ['conda install -y numpy', 'conda clean -afy'] },
      'CMD ["conda", "run", "python", "app.py"]',
    ],
  },
  {
    name: 'node-tools',
    instructions: [
      'FROM node:20-alpine',
      'COPY package.json yarn.lock ./',
      { run: ['yarn install', 'npm install -g pm2', 'npm cache clean --force'] },
      'COPY . .',
      'CMD ["pm2-runtime", "server.js"]',
    ],
  },
  {
    name: 'variables',
    instructions: [
      'FROM debian:12',
      'ARG PACKAGES="curl jq"',
      'ENV LISTS=/var/lib/apt/lists APP_HOME=/srv/app',
      { run: [update, 'apt-get install -y $PACKAGES', 'rm -rf "$LISTS"/*'] },
      'WORKDIR $APP_HOME',
      'COPY . $APP_HOME',
      { run: ['chown -R nobody "$APP_HOME"'] },
    ],
  },
  {
    name: 'heredoc-copy',
    instructions: [
      'FROM debian:12',
      'COPY <<EOF /etc/app.conf\nRUN = apt-get update\nFROM nowhere\nEOF',
      { run: [update, 'apt-get install -y curl'] },
    ],
  },
  {
    name: 'quotes-and-pipes',
    instructions: [
      'FROM debian:12',
      { run: [update, `apt-get install -y "curl" 'jq'`, 'curl -s https://example.org | jq -r ".a && .b" > /out'] },
      'LABEL a="b # c" d=e',
    ],
  },
  {
    name: 'continued-arguments',
    instructions: [
      'FROM debian:12',
      'ENV A=1 \\\n    B="two words" \\\n    C=3',
      { run: [update, 'apt-get install -y \\\n    curl \\\n    git'] },
      'COPY a \\\n     b \\\n     /dest/',
      'CMD ["a", \\\n     "b"]',
    ],
  },
  {
    name: 'suppressed',
    instructions: [
      'FROM debian:12',
      '# plimsoll ignore=apt-lists-left-in-layer',
      { run: [update, 'apt-get install -y curl'] },
      '# hadolint ignore=DL3015',
      { run: ['apt-get install -y git'] },
    ],
  },
  {
    name: 'no-from',
    instructions: [{ run: [update, 'apt-get install -y curl'] }, { run: ['pip install flask'] }, 'CMD flask run'],
  },
  {
    name: 'instructions-twice',
    instructions: [
      'MAINTAINER Jane Doe <jane@example.com>',
      'FROM --platform=$TARGETPLATFORM debian:12 AS base',
      'MAINTAINER "Jane $Doe" <jane@example.com>',
      'ENTRYPOINT ["a"]',
      'CMD one',
      'ENV PATH=$PAHT:/app APP=/srv DATA=$APP/data LOGS="${APP}/logs"',
      'ENV LANG C.UTF-8',
      'ENV GREETING hello   world',
      'LABEL maintainer Jane Doe',
      'EXPOSE 80/TCP 127.0.0.1:8080:80 443/Udp',
      'HEALTHCHECK CMD curl -f http://localhost/',
      'HEALTHCHECK --interval=5s CMD /check.sh',
      'WORKDIR /srv',
      'WORKDIR app',
      'ENTRYPOINT serve --all',
      'CMD ["two"]',
      'CMD three',
    ],
  },
  {
    name: 'argument-misspelt',
    instructions: ['ARG VERSOIN=3.22', 'FROM alpine:${VERSION}', 'COPY app /app', 'CMD ["/app"]'],
  },
  {
    name: 'stages-misnamed',
    instructions: [
      'ARG TAG=12',
      'FROM --platform=linux/amd64 golang:1.25 AS build',
      'ARG TARGETARCH',
      'ADD . /src',
      { run: ['cd /src', 'go build -o /app .'] },
      'FROM golang:1.25 AS build',
      { run: ['go build -o /app ./cmd'] },
      'FROM node:24',
      { run: ['npm ci', 'npm run build'] },
      'FROM debian:$TAG',
      'ADD app.conf other.conf /etc/app',
      'COPY --from=biuld /app /app',
      'COPY --from=build /app bin/app-$TAG',
      'COPY a b "dest"',
    ],
  },
  {
    name: 'values-above-installs',
    instructions: [
      'FROM node:24-slim',
      'ARG NPM_TOKEN',
      'ARG GIT_COMMIT',
      'WORKDIR /app',
      'COPY package.json package-lock.json ./',
      { run: ['echo "//registry.npmjs.org/:_authToken=$NPM_TOKEN" > .npmrc', 'npm ci', 'rm .npmrc'] },
      'LABEL org.opencontainers.image.revision=$GIT_COMMIT',
      'CMD ["node", "index.js"]',
    ],
  },
  {
    name: 'emulated-builder',
    instructions: [
      'FROM golang:1.25 AS build',
      'ARG TARGETARCH',
      'WORKDIR /src',
      'COPY . .',
      { run: ['CGO_ENABLED=0 go build -o /app .', 'go vet ./...'] },
      'FROM alpine:3.22',
      'COPY --from=build /app /app',
    ],
  },
  {
    name: 'downloads',
    instructions: [
      'FROM debian:12',
      {
        run: [
          'curl -sSLo /usr/local/bin/tool https://example.com/v1.2.3/tool-linux-amd64',
          'wget https://example.com/x-1.2.tar.gz',
          'tar xzf x-1.2.tar.gz -C /opt',
          'D=$(mktemp -d)',
          'git clone https://example.com/y.git "$D/y"',
          'git clone https://example.com/z.git /opt/z',
        ],
      },
      { run: ['cd /opt/z', 'make', 'sudo make install'] },
      'CMD ["tool"]',
    ],
  },
  {
    name: 'sources',
    instructions: [
      'FROM debian:12',
      'WORKDIR /srv',
      {
        run: [
          'wget -qO- https://example.com/tool.tgz | tar xz -C /usr/src',
          'cd /usr/src/tool',
          './configure',
          'make',
          'make install',
        ],
      },
      { run: ['cd /opt', 'ls'] },
      { run: ['strip /usr/local/bin/tool', 'ln -sf /bin/bash /bin/sh'] },
      { run: ['curl -fsSL https://example.com/setup.sh | bash -', 'useradd --uid 1234567 app'] },
      'COPY . .',
    ],
  },
  {
    name: 'archives-copied',
    instructions: [
      'FROM debian:12',
      'COPY rootfs.tar.gz /tmp/',
      { run: ['tar -xzf /tmp/rootfs.tar.gz -C /opt', 'rm /tmp/rootfs.tar.gz'] },
      'COPY dist/tool.deb /tmp/',
      { run: ['dpkg -i /tmp/tool.deb', 'echo a > /etc/tool.conf'] },
      { run: ["echo 'a b' > /etc/b.conf"] },
      'COPY --from=golang:1.25 / /',
    ],
  },
  {
    name: 'broken',
    instructions: [
      'FROM',
      'RUM apt-get update',
      'CMD ["unclosed',
      { run: [update, 'echo "unclosed'] },
      'ONBUILD ONBUILD RUN x',
      'COPY onlyone',
      'ENV =x',
    ],
  },
];
