// Layers brought to lines: by provenance, by history in each builder's dialect, by likeness; and what is not known is said.
import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { parseProvenance } from '../../server/src/engine/provenance.ts';
import type { HistoryEntry } from '../../server/src/image/config.ts';
import { formatHistoryCommand, readHistoryCommand } from '../../server/src/image/history.ts';
import {
  attributeLayers,
  type AttributedLayers,
  type BuiltText,
} from '../../server/src/operations/attribute-layers.ts';
import { matchSteps } from '../../server/src/operations/match-steps.ts';
import { findTarget } from '../../server/src/operations/stage-chain.ts';

function built(text: string, target: string | null = null): BuiltText {
  const dockerfile = parseDockerfile(text);
  const stage = findTarget(dockerfile, target);
  if (!stage) throw new Error('no such stage');
  return { dockerfile, target: stage };
}

/** Entries by their command; `- ` before one that wrote no layer. */
function history(...lines: readonly string[]): HistoryEntry[] {
  return lines.map((line) => ({ createdBy: line.replace(/^- /, ''), comment: '', emptyLayer: line.startsWith('- ') }));
}

function attribute(
  text: string,
  entries: readonly HistoryEntry[],
  target: string | null = null,
): AttributedLayers & { readonly lines: readonly (number | null)[] } {
  const layers = entries.filter(({ emptyLayer }) => !emptyLayer).length;
  const { dockerfile, target: stage } = built(text, target);
  const config = { platform: null, diffIds: [], history: entries };
  const attributed = attributeLayers(config, layers, { dockerfile, target: stage }, null);
  const lines = attributed.instructions.map((index) => {
    const instruction = index === null ? undefined : dockerfile.instructions[index];
    return instruction ? dockerfile.text.slice(0, instruction.range.start).split('\n').length : null;
  });
  return { ...attributed, lines };
}

const text = `FROM base AS parent
ARG FOO=bar
RUN echo a && \\
    # why
    echo b
FROM scratch AS unrelated
RUN nothing
FROM parent
WORKDIR /app
COPY --chown=1:1 x y ./
ENV A=$FOO
RUN <<END
set -e
make all
END
CMD ["x"]
`;

describe('history', () => {
  test('BuildKit', () => {
    const entries = history(
      '/bin/sh -c #(nop) ADD file:0123 in / ',
      '- /bin/sh -c #(nop)  CMD ["bash"]',
      '- ARG FOO=bar',
      'RUN |1 FOO=bar /bin/sh -c echo a &&     echo b # buildkit',
      'WORKDIR /app',
      'COPY --chown=1:1 x y ./ # buildkit',
      '- ENV A=bar',
      'RUN |1 FOO=bar /bin/sh -c set -e\nmake all\n # buildkit',
      '- CMD ["x"]',
    );
    expect(attribute(text, entries)).toMatchObject({
      attribution: 'aligned',
      baseLayers: 1,
      lines: [null, 3, 9, 10, 12],
    });
  });

  test('the classic builder, which may write no layer for WORKDIR', () => {
    const entries = history(
      'base layer',
      '- /bin/sh -c #(nop)  ARG FOO=bar',
      '|1 FOO=bar /bin/sh -c echo a &&     echo b',
      '- /bin/sh -c #(nop) WORKDIR /app',
      '/bin/sh -c #(nop) COPY --chown=1:1multi:aa in ./ ',
      '- /bin/sh -c #(nop)  ENV A=bar',
      '|1 FOO=bar /bin/sh -c set -e\nmake all\n',
      '- /bin/sh -c #(nop)  CMD ["x"]',
    );
    expect(attribute(text, entries)).toMatchObject({ attribution: 'aligned', baseLayers: 1, lines: [null, 3, 10, 12] });
  });

  test('a target that is not the last stage', () => {
    const entries = history('base', '- ARG FOO=bar', 'RUN |1 FOO=bar /bin/sh -c echo a &&     echo b # buildkit');
    expect(attribute(text, entries, 'PARENT')).toMatchObject({
      attribution: 'aligned',
      baseLayers: 1,
      lines: [null, 3],
    });
  });

  test('a changed text is a guess: what is alike is matched, the rest is not', () => {
    const entries = history(
      'base',
      'RUN /bin/sh -c make one # buildkit',
      'RUN /bin/sh -c make two # buildkit',
      '- CMD ["x"]',
    );
    const changed = 'FROM base\nRUN make one\nRUN entirely different things\nCOPY new /\nCMD ["x"]\n';
    expect(attribute(changed, entries)).toMatchObject({
      attribution: 'guessed',
      baseLayers: 1,
      lines: [null, 2, null],
    });
  });

  test('triggers of the base count as base', () => {
    const entries = history('base', 'COPY . /src # buildkit', 'RUN /bin/sh -c make # buildkit', '- CMD ["x"]');
    expect(attribute('FROM onbuild-base\nRUN make\nCMD ["x"]\n', entries)).toMatchObject({
      baseLayers: 2,
      lines: [null, null, 2],
    });
  });

  test('one layer for everything (Buildah without layers, squash) is nobody line alone', () => {
    const entries = history(
      'base',
      '- /bin/sh -c make',
      '- /bin/sh -c #(nop) COPY file:aa in /x ',
      '/bin/sh -c #(nop) CMD ["x"]',
    );
    const result = attribute('FROM base\nRUN make\nCOPY a /x\nCMD ["x"]\n', entries);
    expect(result).toMatchObject({ attribution: 'guessed', baseLayers: 1, lines: [null, null] });
    expect(result.notes).toHaveLength(1);
  });

  test('another image is not forced onto the text', () => {
    const entries = history('ADD rootfs.tar / # buildkit', '- ENTRYPOINT ["/init"]');
    expect(attribute(text, entries)).toMatchObject({ attribution: 'guessed', baseLayers: null, lines: [null] });
  });

  test('Podman tells the base in a comment', () => {
    const entries: HistoryEntry[] = [
      { createdBy: 'base', comment: '', emptyLayer: false },
      { createdBy: '/bin/sh -c make', comment: 'FROM localhost/base:latest', emptyLayer: false },
    ];
    const config = { platform: null, diffIds: [], history: entries };
    expect(attributeLayers(config, 2, null, null)).toMatchObject({ attribution: 'none', baseLayers: 1 });
  });

  test.each([
    ['RUN |2 A=b C=d e /bin/sh -c make  all # buildkit', 'RUN make all'],
    ['/bin/sh -c #(nop)  EXPOSE 80', 'EXPOSE 80'],
    ['/bin/sh -c #(nop) COPY file:abc in /a ', 'COPY file:abc in /a'],
    ['/bin/bash -o pipefail -c make', 'RUN /bin/bash -o pipefail -c make'],
    ['', ''],
  ])('%s', (createdBy, expected) => {
    expect(formatHistoryCommand(readHistoryCommand({ createdBy, comment: '', emptyLayer: false }))).toBe(expected);
  });
});

describe('provenance', () => {
  const dockerfile = 'FROM a\nRUN one\nCOPY --link x y\nRUN three \\\n  more\n';
  const chain = (length: number): unknown => [Array.from({ length }, () => ({ digest: 'sha256:x', size: -1 }))];
  const at = (...lines: readonly number[]): unknown => ({
    locations: [{ ranges: lines.map((line) => ({ start: { line }, end: { line } })) }],
  });
  const metadata = (layers: Record<string, unknown>): unknown => ({
    'buildx.build.provenance/linux/amd64': {
      buildConfig: {
        llbDefinition: [
          { id: 'step0', op: { Op: { source: { identifier: 'docker-image://a' } } } },
          { id: 'step1', op: { Op: { exec: {} } } },
          { id: 'step2', op: { Op: { merge: {} } } },
          { id: 'step3', op: { Op: { file: {} } } },
          { id: 'step4', op: { Op: { exec: {} } } },
        ],
        digestMapping: {
          'sha256:one': 'step1',
          'sha256:two': 'step2',
          'sha256:link': 'step3',
          'sha256:three': 'step4',
        },
      },
      metadata: {
        'https://mobyproject.org/buildkit@v1#metadata': {
          source: { locations: { step0: at(1), step1: at(2), step2: at(3), step3: at(3), step4: at(4, 5) } },
          layers,
        },
      },
    },
  });
  const whole = {
    'step0:0': chain(2),
    'step1:0': chain(3),
    'step2:0': chain(4),
    'step3:0': chain(1),
    'step4:0': chain(5),
  };
  const config = { platform: null, diffIds: [], history: [] };

  test('gives every layer its line, COPY --link by its merge, and every vertex its time', () => {
    const provenance = parseProvenance(metadata(whole));
    expect(attributeLayers(config, 5, built(dockerfile), provenance)).toMatchObject({
      attribution: 'exact',
      baseLayers: 2,
      instructions: [null, null, 1, 2, 3],
    });
    const steps = [
      { id: 'sha256:one', name: '', seconds: 1, cached: false, failed: false },
      { id: 'sha256:two', name: '', seconds: 2, cached: true, failed: false },
      { id: 'sha256:link', name: '', seconds: 3, cached: false, failed: false },
      { id: 'sha256:three', name: '', seconds: 0, cached: true, failed: false },
    ];
    expect([...matchSteps(steps, built(dockerfile).dockerfile, provenance)]).toEqual([
      [1, { seconds: 1, cached: false }],
      [2, { seconds: 5, cached: false }],
      [3, { seconds: 0, cached: true }],
    ]);
  });

  test('takes the base of the stage that ships, not the bigger one of a stage that gives files', () => {
    const text = 'FROM big AS make\nRUN one\nFROM a\nCOPY --from=make x y\nRUN three\n';
    const provenance = parseProvenance({
      'buildx.build.provenance': {
        buildConfig: {
          llbDefinition: [
            { id: 'step0', op: { Op: { source: {} } } },
            { id: 'step1', op: { Op: { exec: {} } } },
            { id: 'step2', op: { Op: { source: {} } } },
            { id: 'step3', op: { Op: { file: {} } } },
            { id: 'step4', op: { Op: { exec: {} } } },
          ],
        },
        metadata: {
          'https://mobyproject.org/buildkit@v1#metadata': {
            source: { locations: { step0: at(1), step1: at(2), step2: at(3), step3: at(4), step4: at(5) } },
            layers: {
              'step0:0': chain(3),
              'step1:0': chain(4),
              'step2:0': chain(2),
              'step3:0': chain(3),
              'step4:0': chain(4),
            },
          },
        },
      },
    });
    expect(attributeLayers(config, 4, built(text), provenance)).toMatchObject({
      attribution: 'exact',
      baseLayers: 2,
      instructions: [null, null, 3, 4],
    });
  });

  test('that does not fit the image is not called exact', () => {
    const provenance = parseProvenance(metadata(whole));
    expect(attributeLayers(config, 9, built(dockerfile), provenance).attribution).not.toBe('exact');
  });

  test.each([undefined, null, [], {}, { 'buildx.build.provenance': 7 }, metadata({ 'step1:0': 'x' }), metadata({})])(
    'nonsense gives nothing (%#)',
    (value) => {
      expect(parseProvenance(value)).toBeNull();
    },
  );
});

describe('steps by name', () => {
  const dockerfile = parseDockerfile('ARG V\nFROM a AS one\nRUN x\nFROM b\nENV A=1\nCOPY p q\nRUN y\n');
  test.each([
    ['[one 2/2] RUN x', 2],
    ['[stage-1 2/3] COPY p q', 5],
    ['[stage-1 3/3] RUN y', 6],
    ['[linux/amd64 stage-1 3/3] RUN y', 6],
    ['[stage-1 4/4] RUN y', 6],
    ['[internal] load build context', null],
    ['7 RUN y', 6],
    ['2/4 RUN y', 6],
    ['2/9 RUN y', null],
    ['exporting to image', null],
  ])('%s', (name, index) => {
    const timings = matchSteps([{ id: '1', name, seconds: 1, cached: false, failed: false }], dockerfile, null);
    expect([...timings.keys()]).toEqual(index === null ? [] : [index]);
  });
});
