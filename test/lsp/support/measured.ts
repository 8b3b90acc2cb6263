// A small measured build for tests of what the editor shows of one. The figures are made up; the shapes are the product's.
import type { BuildResult } from '../../../server/src/image/build-outcome.ts';
import type { MeasuredInstruction, MeasuredLayer } from '../../../server/src/image/measured-image.ts';

export const measuredText = `FROM debian:12
ENV MODE=fast
RUN apt-get update && apt-get install -y gcc
COPY app /app
RUN rm -rf /usr/lib/gcc
CMD ["/app/run"]
`;

const weight = (fileBytes: number): { fileBytes: number; tarBytes: number; downloadBytes: null; entries: number } => ({
  fileBytes,
  tarBytes: fileBytes + 1024,
  downloadBytes: null,
  entries: 3,
});

function layer(index: number, fileBytes: number, instruction: number | null, dead = 0, killed = 0): MeasuredLayer {
  return {
    ...weight(fileBytes),
    index,
    diffId: null,
    digest: null,
    command: `layer ${index}`,
    owner: instruction === null ? 'base' : 'own',
    instruction,
    deadBytes: dead,
    killedBytes: killed,
  };
}

function line(index: number, text: string, layers: readonly MeasuredLayer[]): MeasuredInstruction {
  const sum = (of: 'fileBytes' | 'deadBytes' | 'killedBytes'): number => layers.reduce((all, one) => all + one[of], 0);
  return {
    ...weight(sum('fileBytes')),
    index,
    startLine: index,
    endLine: index,
    text,
    layers: layers.map((one) => one.index),
    deadBytes: sum('deadBytes'),
    killedBytes: sum('killedBytes'),
    seconds: 4.2,
    cached: false,
  };
}

const layers = [
  layer(0, 120_000_000, null),
  layer(1, 287_000_000, 2, 90_000_000),
  layer(2, 4_000_000, 3),
  layer(3, 0, 4, 0, 90_000_000),
];

/** A build of `measuredText` as `/project/Dockerfile`. */
export const measuredBuild: BuildResult = {
  imageId: 'sha256:1',
  dockerfile: '/project/Dockerfile',
  text: measuredText,
  target: null,
  buildSeconds: 9,
  measureSeconds: 1,
  image: {
    name: 'example',
    medium: 'engine',
    engine: 'Docker 28.5.2 with BuildKit',
    platform: 'linux/amd64',
    attribution: 'exact',
    total: weight(411_000_000),
    liveBytes: 321_000_000,
    deadBytes: 90_000_000,
    base: { ...weight(120_000_000), layers: 1 },
    layers,
    instructions: [
      line(0, 'FROM debian:12', []),
      line(1, 'ENV MODE=fast', []),
      line(2, 'RUN apt-get update && apt-get install -y gcc', layers.slice(1, 2)),
      line(3, 'COPY app /app', layers.slice(2, 3)),
      line(4, 'RUN rm -rf /usr/lib/gcc', layers.slice(3)),
    ],
    dead: [
      {
        writer: 1,
        killer: 3,
        writerInstruction: 2,
        killerInstruction: 4,
        shadowedBytes: 0,
        deletedBytes: 90_000_000,
        files: 7,
        examples: [{ path: '/usr/lib/gcc/cc1', fileBytes: 60_000_000 }],
      },
    ],
    biggestFiles: [
      { path: '/usr/lib/gcc/cc1', fileBytes: 60_000_000, layer: 1, instruction: 2, live: false },
      { path: '/app/model.bin', fileBytes: 4_000_000, layer: 2, instruction: 3, live: true },
      { path: '/bin/bash', fileBytes: 1_000_000, layer: 0, instruction: null, live: true },
    ],
    biggestFolders: [{ path: '/app', fileBytes: 4_000_000, files: 2 }],
    packages: { list: [], kinds: [], unowned: { fileBytes: 321_000_000, files: 5, folders: [] } },
    leftovers: {
      byLayer: [
        {
          kind: 'apt-lists',
          layer: 1,
          fileBytes: 19_000_000,
          deadBytes: 0,
          files: 9,
          folders: ['/var/lib/apt/lists'],
        },
      ],
      secrets: [],
      duplicates: [],
      twofoldLibraries: [],
    },
    notes: [],
  },
};
