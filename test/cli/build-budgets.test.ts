// `plimsoll build` with budgets: exit codes, what is said, and growth against the last measured build. The engine of this
// test is made of answers; what it gives is a real archive.
import { expect, test } from 'vitest';
import { build } from '../../server/src/cli/build.ts';
import { unavailable } from '../../server/src/host/host.ts';
import { oldDockerSave } from '../support/image-archive.ts';
import { createMemoryHost, type MemoryHost } from '../support/memory-host.ts';
import { writeTar } from '../support/tar-writer.ts';
import { runOn, type Ran } from './support.ts';

interface Engine {
  readonly host: MemoryHost;
  /** What the next build gives. */
  image: Uint8Array;
  /** One hexadecimal digit, of which its id is made. */
  id: string;
}

/** An image of one file, and one that is deleted above. */
function imageOf(fileBytes: number, deadBytes: number): Uint8Array {
  const files = [
    { name: 'app', content: 'x'.repeat(fileBytes) },
    { name: 'gone', content: 'y'.repeat(deadBytes) },
  ];
  return oldDockerSave({
    layers: [writeTar(files), writeTar([{ name: '.wh.gone' }])],
    history: [{ created_by: 'COPY . /' }, { created_by: 'RUN rm gone' }],
  });
}

function engineWith(image: Uint8Array): Engine {
  const version = '{"Client":{"Version":"28.2.2","ApiVersion":"1.41"},"Server":{"Version":"28.5.2"}}';
  const engine: Engine = {
    image,
    id: 'a',
    host: createMemoryHost({
      files: { '/project/Dockerfile': 'FROM scratch\nCOPY . /\nRUN rm gone\n' },
      async run({ program, args }) {
        if (program !== 'docker') return unavailable(program, 'not found on the PATH');
        if (args[0] === 'version') return version;
        if (args[0] === 'context') return '"unix:///run/docker.sock"';
        const id = args.find((word) => word.startsWith('--iidfile='));
        if (id === undefined) return { code: 1 };
        await engine.host.writeFile(id.slice('--iidfile='.length), `sha256:${engine.id.repeat(64)}`);
        return 'Successfully built aaaaaaaaaaaa\n';
      },
      http: () => ({ body: engine.image }),
    }),
  };
  return engine;
}

const run = ({ host }: Engine, ...args: readonly string[]): Promise<Ran<MemoryHost>> =>
  runOn(build, ['.', '--quiet', ...args], { host, folder: '/project' });

test('sizes within and over a budget', async () => {
  const engine = engineWith(imageOf(400_000, 100_000));
  const kept = await run(engine, '--max-size', '500kB', '--max-dead', '100kB');
  expect([kept.code, kept.stderr]).toEqual([0, '']);
  expect(kept.stdout).toContain('within budget  files of all layers: 500 kB, allowed 500 kB');
  const over = await run(engine, '--max-dead', '99kB', '--format', 'json');
  expect(over.code).toBe(1);
  expect(over.json()).toMatchObject({
    budgets: [{ budget: 'max-dead', kept: false, text: 'dead bytes: 100 kB, allowed 99 kB' }],
  });
});

test('growth is against the last measured build', async () => {
  const engine = engineWith(imageOf(400_000, 0));
  const first = await run(engine, '--max-growth', '5%');
  expect([first.code, first.stderr]).toEqual([
    0,
    'plimsoll: --max-growth was not judged: no earlier build of it was measured here\n',
  ]);
  engine.image = imageOf(440_000, 0);
  const grown = await run(engine, '--max-growth', '5%');
  expect([grown.code, grown.stderr]).toEqual([1, '']);
  expect(grown.stdout).toContain('OVER BUDGET    growth: 40 kB (10.0 %), allowed 5 %');
  expect((await run(engine, '--max-growth', '0MB')).code).toBe(0);
});

test('a budget that is none', async () => {
  const answer = await run(engineWith(imageOf(1, 1)), '--max-growth', 'much');
  expect([answer.code, answer.stderr]).toEqual([2, expect.stringContaining('--max-growth is a share like 5%')]);
});

test('what changed since the build before', async () => {
  const engine = engineWith(imageOf(400_000, 0));
  const first = await run(engine, '--compare', 'last');
  expect([first.code, first.stderr]).toEqual([
    0,
    'plimsoll: nothing to compare with: no earlier build of it gave another image here\n',
  ]);
  engine.image = imageOf(440_000, 0);
  engine.id = 'b';
  const grown = await run(engine, '--compare', 'last', '--format', 'json');
  expect(grown.json()).toMatchObject({
    comparison: {
      before: 'the build before',
      fileBytes: { before: 400_000, after: 440_000 },
      paths: [{ path: '/app', before: 400_000, after: 440_000 }],
    },
  });
  expect((await run(engine, '--compare', 'last')).stdout).toContain('/app');
  expect((await run(engine, '--compare', 'x')).code).toBe(2);
});
