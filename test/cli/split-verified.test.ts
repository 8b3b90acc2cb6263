// `split --verify` keeps what it showed: the next run knows it without building, as the editor does.
import { expect, test } from 'vitest';
import { split } from '../../server/src/cli/split.ts';
import { compiledPair, compiledText, compiledWhole, libraryPackage } from '../support/compiled-pair.ts';
import { fakeEngine, type FakeBuild, type FakeEngine } from '../support/fake-engine.ts';
import { createMemoryHost, type MemoryHost } from '../support/memory-host.ts';
import { runOn, type Ran } from './support.ts';

interface Shown {
  readonly files: readonly {
    readonly text: string;
    readonly refusals: readonly { readonly code: string }[];
    readonly verification: { readonly label: string } | null;
    readonly earlier: string | null;
  }[];
}

function machine(build: FakeBuild): {
  readonly engine: FakeEngine;
  readonly run: (...args: readonly string[]) => Promise<Ran<MemoryHost>>;
} {
  const engine = fakeEngine(build);
  const host = createMemoryHost({
    files: { '/project/Dockerfile': compiledText },
    run: (request) => engine.run(request),
  });
  engine.use(host);
  return { engine, run: (...args) => runOn(split, [...args, 'Dockerfile'], { host, folder: '/project' }) };
}

const shownBy = ({ json }: Ran<MemoryHost>): Shown['files'][number] | undefined => (json() as Shown).files[0];

test('a rewrite that was verified is known to be, until the file changes', async () => {
  const { engine, run } = machine(compiledWhole);
  expect((await run('--verify')).code).toBe(0);
  const asked = engine.asked('');
  expect(shownBy(await run('--format', 'json'))).toMatchObject({
    verification: { label: 'verified' },
    earlier: '2026-01-01T00:00:00.000Z',
  });
  const said = await run();
  expect(said.stdout).toContain('Verified: both images were built and behave the same');
  expect(said.stdout).toContain('built and compared 2026-01-01 00:00 UTC; --verify does it again');
  expect(engine.asked('')).toBe(asked);
  await said.host.writeFile('/project/Dockerfile', compiledText.replace('main.c /src', '--chmod=644 main.c /src'));
  expect(shownBy(await run('--format', 'json'))).toMatchObject({ verification: null, earlier: null });
});

test('a rewrite that was mended stays mended', async () => {
  const { run } = machine(compiledPair({ files: (built) => (built.includes('libodd1') ? libraryPackage : []) }));
  expect(shownBy(await run('--verify', '--quiet', '--format', 'json'))?.text).toContain('libodd1');
  expect(shownBy(await run('--format', 'json'))?.text).toContain('libodd1');
});

test('a rewrite that was withdrawn stays withdrawn, and the check is named', async () => {
  const { run } = machine(compiledPair({ files: () => [] }));
  expect((await run('--verify', '--quiet')).code).toBe(1);
  const again = await run('--format', 'json');
  expect(again.code).toBe(1);
  expect(shownBy(again)?.refusals).toMatchObject([{ code: 'verification-failed' }]);
});
