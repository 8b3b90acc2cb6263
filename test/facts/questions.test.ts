// Questions across commands and layers: caches that stay, who wrote a path, who deletes it.
import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { globAt, treeAt } from '../../server/src/effects/path-set.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import { cacheIsCleaned, cacheIsMounted } from '../../server/src/facts/caches.ts';
import { deletersOf, writersOf } from '../../server/src/facts/layers.ts';
import type { Snapshot } from '../../server/src/facts/snapshot.ts';

function snapshotOf(text: string): Snapshot {
  return buildSnapshot(parseDockerfile(text));
}

/** Ids of the caches that stay in the layer of the last instruction. */
function staying(run: string): readonly string[] {
  const facts = snapshotOf(`FROM debian\nWORKDIR /w\n${run}\n`).facts.at(-1);
  if (facts === undefined) return [];
  return facts.commands.flatMap((command) =>
    command.effect.caches
      .filter((cache) => !cacheIsMounted(facts, cache) && !cacheIsCleaned(facts, command, cache))
      .map(({ id }) => id),
  );
}

describe('caches that stay', () => {
  test.each([
    ['RUN apt-get update', ['apt-lists']],
    ['RUN apt-get update && rm -rf /var/lib/apt/lists/*', []],
    ['RUN apt-get update && rm -rf /var/lib/apt/lists', []],
    ['RUN apt-get update && rm -r /var/lib/apt', []],
    ['RUN apt-get update && rm -rf /var/lib/{apt,dpkg,cache,log}/', []],
    ['RUN apt-get update && rm -rf /var/apt/lists/*', ['apt-lists']],
    ['RUN rm -rf /var/lib/apt/lists/* && apt-get update', ['apt-lists']],
    ['RUN apt-get update; cd /var/lib/apt/lists && rm -rf *', []],
    ['RUN apt-get update && if x; then rm -rf /var/lib/apt/lists/*; fi', ['apt-lists']],
    ['RUN if x; then apt-get update && rm -rf /var/lib/apt/lists/*; fi', []],
    ['RUN apt-get update && (rm -rf /var/lib/apt/lists/*)', []],
    ['RUN apt-get update && bash -c "rm -rf /var/lib/apt/lists/*"', []],
    ['RUN apt-get update && find /var/lib/apt/lists -type f -delete', []],
    ['RUN apt-get update && sudo rm -rf /var/lib/apt/lists/* || true', []],
    ['RUN --mount=type=cache,target=/var/lib/apt apt-get update', []],
    ['RUN --mount=type=cache,target=/var/lib/apt/lists,sharing=locked apt-get update', []],
    ['RUN --mount=type=tmpfs,target=/var/lib/apt/lists apt-get update', []],
    ['RUN --mount=type=cache,target=/var/cache/apt apt-get update', ['apt-lists']],
    ['RUN <<EOF\napt-get update\nrm -rf /var/lib/apt/lists/*\nEOF', []],
    ['RUN pip install x && rm -rf ~/.cache', []],
    ['RUN pip install x && rm -rf /root/.cache/pip/*', []],
    ['RUN pip install x && pip cache purge', []],
    ['RUN pip install x && rm -rf /root/*', ['pip']],
    ['RUN --mount=type=cache,target=/root/.cache pip install x', []],
    ['RUN npm ci && npm cache clean --force', []],
    ['RUN npm ci && rm -rf ~/.npm', []],
    ['RUN yum install -y x && yum clean all', []],
    ['RUN yum install -y x && rm -rf /var/cache/yum', []],
    ['RUN dnf install -y x && dnf clean all', []],
    ['RUN dnf install -y x && microdnf clean all', ['dnf']],
    ['RUN apk add x && rm -f /var/cache/apk/*', []],
    ['RUN conda install -y x && conda clean --all --yes', []],
    ['RUN yarn install && yarn cache clean', []],
    ['RUN go build ./... && go clean -cache', ['go-mod']],
  ])('%s', (run, ids) => {
    expect(staying(run)).toEqual(ids);
  });
});

describe('layers', () => {
  const text = `FROM debian AS a
WORKDIR /w
COPY big.tgz /opt/
RUN mkdir /opt/x && ./unknown-tool
RUN apt-get install -y x
FROM a
RUN git clone https://a/b /src/b
RUN rm -rf /opt/big.tgz /src
RUN rm -rf /var/cache/*
`;

  test('who wrote it, nearest first', () => {
    const snapshot = snapshotOf(text);
    const last = snapshot.facts.at(-2);
    if (last === undefined) throw new Error('there is one');
    const writers = (path: Parameters<typeof writersOf>[2]): readonly (readonly [string, boolean])[] =>
      [...writersOf(snapshot, last, path)].map(({ facts, sure }) => [facts.syntax.text, sure]);
    expect(writers(treeAt('/src'))).toEqual([['RUN git clone https://a/b /src/b', true]]);
    expect(writers(treeAt('/opt/big.tgz'))).toEqual([
      ['RUN apt-get install -y x', false],
      ['RUN mkdir /opt/x && ./unknown-tool', false],
      ['COPY big.tgz /opt/', true],
    ]);
    expect(writers(globAt('/nothing/*'))).toEqual([]);
  });

  test('who deletes it later', () => {
    const snapshot = snapshotOf(text);
    const clone = snapshot.facts[6];
    expect(
      clone === undefined ? [] : deletersOf(snapshot, clone, treeAt('/src/b')).map(({ syntax }) => syntax.text),
    ).toEqual(['RUN rm -rf /opt/big.tgz /src']);
  });
});
