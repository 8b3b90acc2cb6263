// Snapshots: stages, state, what ships, the configuration at the end, and that nothing but a change makes new facts.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dockerfile } from '../../server/src/dockerfile/dockerfile.ts';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import type { SnapshotOptions } from '../../server/src/facts/build-snapshot.ts';
import type { InstructionFacts, Snapshot, StageFacts } from '../../server/src/facts/snapshot.ts';

function snapshotOf(text: string, options: SnapshotOptions = {}): Snapshot {
  return buildSnapshot(parseDockerfile(text), options);
}

function at(snapshot: Snapshot, index: number): InstructionFacts {
  const facts = snapshot.facts[index];
  if (facts === undefined) throw new Error(`no instruction ${String(index)}`);
  return facts;
}

describe('stages', () => {
  const text = `ARG BASE=python:3.12
FROM \${BASE} AS base
WORKDIR /app
ENV A=1
FROM base AS build
RUN apt-get install -y gcc
FROM alpine AS unused
RUN apk add git
FROM scratch AS files
COPY x /x
FROM base
COPY --from=build /app/out /app/out
COPY --from=nginx:1 /etc/nginx /etc/nginx
RUN --mount=type=bind,from=files,target=/f true
`;

  test('what ships and what is reached', () => {
    const { stages, target } = snapshotOf(text);
    expect(stages.map(({ ships }) => ships)).toEqual([true, false, false, false, true]);
    expect(stages.map(({ reachesFinalStage }) => reachesFinalStage)).toEqual([true, true, false, true, true]);
    expect(target.stage.index).toBe(4);
    expect(stages.map(({ baseReference }) => baseReference?.text ?? null)).toEqual([
      'python:3.12',
      'python:3.12',
      'alpine',
      null,
      'python:3.12',
    ]);
    expect(stages[4]?.initial.workingFolder).toBe('/app');
    expect(stages[4]?.initial.variable('A')).toBe('1');
  });

  test('a target ships by name, by number, and the last where there is none of it', () => {
    expect(snapshotOf(text, { target: 'BUILD' }).stages.map(({ ships }) => ships)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(snapshotOf(text, { target: '2' }).target.stage.name).toBe('unused');
    expect(snapshotOf(text, { target: 'nonesuch' }).target.stage.index).toBe(4);
  });

  test('copies know their stage or image', () => {
    const { facts } = snapshotOf(text);
    expect(facts.flatMap(({ copy }) => (copy === null ? [] : [[copy.kind, copy.from, copy.fromStage]]))).toEqual([
      ['context', null, null],
      ['stage', 'build', 1],
      ['image', 'nginx:1', null],
    ]);
  });

  test('each instruction has facts of its own, also where texts repeat', () => {
    const snapshot = snapshotOf('FROM a\nRUN x\nRUN x\nFROM a\nRUN x\nRUN x\n');
    expect(new Set(snapshot.facts).size).toBe(6);
    expect(snapshot.facts.map((facts) => snapshot.instructionOf(facts)?.index)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(snapshot.instructionOf(at(snapshotOf('FROM b\nRUN x\n'), 1))).toBeUndefined();
  });

  test('a fragment is one stage that ships', () => {
    const snapshot = snapshotOf('RUN pip install x\n');
    expect(snapshot.stages).toHaveLength(1);
    expect(at(snapshot, 0)).toMatchObject({ ships: true });
    expect(snapshotOf('').target.instructions).toEqual([]);
  });
});

describe('state', () => {
  test('folders, users, shells and variables', () => {
    const { target } = snapshotOf(`FROM debian
WORKDIR app
WORKDIR sub
ARG V=1
ARG W
ENV P=/x/$V Q=$W R="a b"
SHELL ["/bin/bash", "-c"]
RUN useradd -m -u 1001 app
USER app:app
`);
    const { final } = target;
    expect(final).toMatchObject({
      workingFolder: '/app/sub',
      user: 'app:app',
      home: '/home/app',
      shell: ['/bin/bash', '-c'],
    });
    expect(['P', 'Q', 'R', 'V', 'W', 'Z'].map((name) => final.variable(name))).toEqual([
      '/x/1',
      null,
      'a b',
      '1',
      null,
      undefined,
    ]);
    expect([...final.environment().keys()]).toEqual(['P', 'Q', 'R']);
    expect([...final.users()]).toEqual([
      ['app', '/home/app'],
      ['1001', '/home/app'],
    ]);
  });

  test('packages come and go', () => {
    const { target } = snapshotOf(`FROM alpine
RUN apk add --virtual .build gcc make && apk add git
RUN apk del .build
RUN apt-get install -y curl gcc && apt-get purge -y gcc
`);
    expect([...target.packages.atEnd('apk')]).toEqual(['git']);
    expect([...target.packages.atEnd('apt')]).toEqual(['curl']);
    expect(target.packages.atEnd('pip').size).toBe(0);
  });

  test('packages marked as wanted by nobody go with those that are purged', () => {
    const { target } = snapshotOf(`FROM debian
RUN apt-get install -y tzdata
RUN apt-get update; saved="$(apt-mark showmanual)"; apt-get install -y gcc make; apt-mark auto '.*' > /dev/null; \\
    apt-mark manual tzdata $saved; apt-get purge -y --auto-remove -o APT::AutoRemove::RecommendsImportant=false
`);
    expect([...target.packages.atEnd('apt')]).toEqual(['tzdata']);
  });

  test('ONBUILD does nothing in this build', () => {
    const { target } = snapshotOf('FROM debian\nONBUILD ENV A=1\nONBUILD RUN apt-get install -y gcc\n');
    expect(target.final).toBe(target.initial);
    expect(target.instructions.every(({ commands }) => commands.length === 0)).toBe(true);
  });

  test('what does not change the state keeps the very same one', () => {
    const { facts } = snapshotOf('FROM debian\nRUN true\nEXPOSE 1\nENV A=1\nENV A=1\nWORKDIR /\n');
    expect(facts[1]?.before).toBe(facts[2]?.after);
    expect(facts[4]?.before).toBe(facts[5]?.after);
  });
});

describe('commands', () => {
  const names = (text: string): readonly string[] =>
    (snapshotOf(`FROM debian\n${text}\n`).facts.at(-1)?.commands ?? []).map(
      ({ command, effect }) => `${command.name ?? ''}${effect.known ? '' : '?'}`,
    );

  test.each([
    ['CMD ["python", "app.py"]', ['python?']],
    ['CMD exec nginx -g x', ['exec?']],
    ['ENTRYPOINT ["/bin/sh", "-c", "a && b"]', ['/bin/sh', 'a?', 'b?']],
    ['HEALTHCHECK --interval=5s CMD curl -f http://x || exit 1', ['curl', 'exit']],
    ['HEALTHCHECK NONE', []],
    ['RUN ["apt-get", "update"]', ['apt-get']],
    ['RUN <<EOF\napt-get update\nrm x\nEOF', ['apt-get', 'rm']],
    ['RUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF', ['python3?']],
    ['RUN <<EOF\n#!/bin/bash -e\nrm x\nEOF', ['rm']],
    ['RUN python3 <<EOF\nimport os\nEOF', ['python3']],
    ['SHELL ["powershell", "-Command"]\nRUN Remove-Item x', ['powershell?']],
    ['SHELL ["conda", "run", "-n", "x", "/bin/bash", "-c"]\nRUN rm x', ['rm']],
  ])('%s', (text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  test('words of an exec form point at their text', () => {
    const text = 'FROM x\nRUN ["bash", "-c", "rm -rf /a"]\n';
    const snapshot = snapshotOf(text);
    const facts = at(snapshot, 1);
    const shown = facts.commands.map(({ command }) => facts.syntax.text.slice(command.span.from, command.span.to));
    expect(shown).toEqual(['["bash", "-c", "rm -rf /a"]', 'rm -rf /a']);
  });

  test('mounts are expanded and absolute', () => {
    const { facts } = snapshotOf(
      'FROM x\nARG H=/root\nWORKDIR /w\nRUN --mount=type=cache,target=$H/.cache --mount=type=bind,target=src true\n',
    );
    expect(facts.at(-1)?.mounts.map(({ target }) => target)).toEqual(['/root/.cache', '/w/src']);
  });
});

describe('copies', () => {
  const copyOf = (text: string): InstructionFacts['copy'] =>
    snapshotOf(`FROM x\nWORKDIR /w\nARG D\nENV E=/e\n${text}\n`).facts.at(-1)?.copy ?? null;

  test.each([
    ['COPY . .', { kind: 'context', target: '/w', intoFolder: true, writes: [{ kind: 'tree', path: '/w' }] }],
    [
      'COPY a.txt b.txt sub/',
      {
        target: '/w/sub',
        intoFolder: true,
        writes: [
          { kind: 'file', path: '/w/sub/a.txt' },
          { kind: 'file', path: '/w/sub/b.txt' },
        ],
      },
    ],
    ['COPY a.txt $E/b.txt', { target: '/e/b.txt', intoFolder: false }],
    ['COPY a $D/b', { target: null, writes: [{ kind: 'unknown', path: '/' }] }],
    [
      'COPY --chown=app:app --chmod=755 --link dist /srv',
      { owner: 'app:app', mode: '755', link: true, writes: [{ kind: 'tree', path: '/srv' }] },
    ],
    ['COPY ["a b", "/c d/"]', { target: '/c d', sources: [{ text: 'a b', expanded: 'a b' }] }],
    ['COPY --from=python:3 usr/lib /x', { kind: 'image', sources: [{ text: 'usr/lib', expanded: '/usr/lib' }] }],
    ['ADD https://x/y.tgz /opt/', { kind: 'url' }],
    ['ADD https://github.com/a/b.git#v1 /src', { kind: 'git' }],
    ['ADD a.tar.gz /opt/', { kind: 'context', writes: [{ kind: 'tree', path: '/opt' }] }],
    ['COPY <<EOF /etc/x.conf\nhi\nEOF', { kind: 'heredoc', sources: [], target: '/etc/x.conf' }],
    ['COPY *.py /app/', { writes: [{ kind: 'glob', path: '/app', pattern: '/app/*.py' }] }],
  ])('%s', (text, expected) => {
    expect(copyOf(text)).toMatchObject(expected);
  });
});

describe('configuration', () => {
  test('is collected along the chain', () => {
    const { config } = snapshotOf(`FROM debian AS a
CMD ["old"]
EXPOSE 80 443/tcp
LABEL x=1
ENTRYPOINT ["first"]
HEALTHCHECK CMD true
FROM a
ENV PORT=8080
EXPOSE $PORT
VOLUME ["/data"]
LABEL y="two words" x=2
STOPSIGNAL SIGINT
HEALTHCHECK NONE
USER 1000
CMD run
`);
    expect(config.entrypoint?.syntax.text).toBe('ENTRYPOINT ["first"]');
    expect(config.cmd?.syntax.text).toBe('CMD run');
    expect(config).toMatchObject({
      healthcheck: null,
      exposed: ['80', '443/tcp', '8080'],
      volumes: ['/data'],
      stopSignal: 'SIGINT',
      user: '1000',
    });
    expect([...config.labels]).toEqual([
      ['x', '2'],
      ['y', 'two words'],
    ]);
  });

  test('an entry point of its own drops an inherited command', () => {
    expect(snapshotOf('FROM a AS b\nCMD x\nFROM b\nENTRYPOINT ["y"]\n').config.cmd).toBeNull();
    expect(snapshotOf('FROM a\nCMD x\nENTRYPOINT ["y"]\n').config.cmd).not.toBeNull();
  });
});

/** Everything of a snapshot that can be compared, without functions and identities. */
function plain(snapshot: Snapshot): unknown {
  const facts = (each: InstructionFacts): unknown => ({
    text: each.syntax.text,
    ships: each.ships,
    folder: each.before.workingFolder,
    user: each.before.user,
    home: each.after.home,
    environment: [...each.before.environment()],
    packages: snapshot.stages.map(({ packages }) => [...packages.after(each, 'apt')]),
    commands: each.commands.map(({ command, context, effect }) => ({
      command,
      folder: context.workingFolder,
      path: context.searchPath(),
      a: context.variable('A'),
      effect,
    })),
    copy: each.copy,
    mounts: each.mounts,
    place: snapshot.instructionOf(each)?.range,
  });
  return {
    facts: snapshot.facts.map(facts),
    stages: snapshot.stages.map(({ ships, reachesFinalStage, baseReference, stage }: StageFacts) => [
      ships,
      reachesFinalStage,
      baseReference,
      stage.index,
    ]),
    target: snapshot.target.stage.index,
    config: {
      user: snapshot.config.user,
      cmd: snapshot.config.cmd?.syntax.text,
      environment: [...snapshot.config.environment],
    },
  };
}

describe('keystrokes', () => {
  const line = fc.constantFrom(
    'FROM debian',
    'FROM debian AS a',
    'FROM a',
    'FROM a AS b',
    'ARG A=1',
    'ARG A',
    'ENV A=/x',
    'ENV PATH=/v/bin:$PATH',
    'WORKDIR sub',
    'WORKDIR /w',
    'USER app',
    'RUN useradd app',
    'RUN apt-get install -y $A gcc',
    'RUN apt-get purge gcc',
    'RUN cd $A && rm -rf x',
    'RUN true',
    'RUN true',
    'COPY --from=a /x /y',
    'COPY . .',
    'CMD x',
    'SHELL ["bash","-c"]',
    '# note',
    '',
    'RUN ./configure --prefix=/opt && make',
    'RUN make install',
    'ENTRYPOINT ["y"]',
  );

  test('with the snapshot before or without it, the snapshot is the same', () => {
    const versions = fc.array(
      fc.array(line, { maxLength: 10 }).map((lines) => lines.join('\n')),
      { minLength: 2, maxLength: 4 },
    );
    fc.assert(
      fc.property(versions, fc.constantFrom(null, 'a', '0'), (texts, target) => {
        let dockerfile: Dockerfile | undefined;
        let snapshot: Snapshot | undefined;
        for (const text of texts) {
          dockerfile = parseDockerfile(text, dockerfile);
          snapshot = buildSnapshot(dockerfile, { target }, snapshot);
          expect(plain(snapshot)).toEqual(plain(buildSnapshot(parseDockerfile(text), { target })));
          expect(new Set(snapshot.facts).size).toBe(snapshot.facts.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('given build arguments decide bases and variables, and letting them go undoes it', () => {
    const text = 'ARG BASE=debian:12\nARG V\nFROM $BASE AS a\nARG V\nCOPY $V /x\nFROM ${V:-a}\n';
    const dockerfile = parseDockerfile(text);
    const plainly = buildSnapshot(dockerfile);
    const given = buildSnapshot(dockerfile, { buildArguments: { BASE: 'alpine:3.22', V: 'v1' } }, plainly);
    const bases = ({ stages }: Snapshot): readonly unknown[] => stages.map(({ stage }) => stage.base);
    expect(bases(plainly)).toEqual([
      { kind: 'image', text: 'debian:12' },
      { kind: 'stage', stage: 0 },
    ]);
    expect(bases(given)).toEqual([
      { kind: 'image', text: 'alpine:3.22' },
      { kind: 'image', text: 'v1' },
    ]);
    expect(given.facts.map(({ copy }) => copy?.sources[0]?.expanded)[4]).toBe('v1');
    const again = parseDockerfile(`${text}#`, given.dockerfile);
    expect(plain(buildSnapshot(again, {}, given))).toEqual(plain(buildSnapshot(parseDockerfile(`${text}#`))));
    const back = buildSnapshot(parseDockerfile(text, given.dockerfile), {}, given);
    expect(plain(back)).toEqual(plain(plainly));
  });

  test('facts stay while nothing of theirs changes', () => {
    const text = 'FROM debian\nRUN apt-get update\nENV A=1\nRUN echo $A\nFROM alpine\nRUN apk add x\n';
    const before = snapshotOf(text);
    const moved = buildSnapshot(parseDockerfile(`# a comment\n\n${text}`), {}, before);
    expect(moved.facts.every((facts, index) => facts === before.facts[index])).toBe(true);
    const edited = buildSnapshot(parseDockerfile(text.replace('update', 'upgrade')), {}, before);
    expect(edited.facts.map((facts, index) => facts === before.facts[index])).toEqual([
      true,
      false,
      true,
      true,
      true,
      true,
    ]);
    const changed = buildSnapshot(parseDockerfile(text.replace('A=1', 'A=2')), {}, before);
    expect(changed.facts.map((facts, index) => facts === before.facts[index])).toEqual([
      true,
      true,
      false,
      false,
      true,
      true,
    ]);
    expect(changed.instructionOf(at(before, 3))).toBeUndefined();
  });
});
