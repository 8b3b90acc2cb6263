// `plimsoll build` takes how the project builds the Dockerfile from the project's own files, says so, and lets options win.
import { describe, expect, test } from 'vitest';
import { build } from '../../server/src/cli/build.ts';
import { createMemoryHost } from '../support/memory-host.ts';
import { runOn } from './support.ts';

const files = {
  '/project/.git/HEAD': '',
  '/project/.env': "MODE='release'\n",
  '/project/web/Dockerfile': 'FROM scratch AS final\nCOPY a /\nFROM final AS dev\n',
  '/project/compose.yaml': `
services:
  web: { build: { context: ., dockerfile: web/Dockerfile, target: dev, args: { MODE: "\${MODE}" } } }
  same: { build: { context: ., dockerfile: web/Dockerfile, target: dev, args: { MODE: release } } }
  own: { build: ./web }
`,
  '/project/.github/workflows/image.yml':
    'jobs:\n  image:\n    steps:\n      - run: docker build -f web/Dockerfile --target final .\n',
  '/docker-bake.hcl': 'target "x" { dockerfile = "project/web/Dockerfile" }',
};

/** The words of the build, and what was said; the engine of this test builds nothing. */
async function ran(...args: readonly string[]): Promise<{ words: readonly string[]; stderr: string }> {
  const host = createMemoryHost({
    files,
    run: ({ args: [verb] }) =>
      verb === 'version' ? '{"Client":{"Version":"28.5.2"},"Server":{"Version":"28.5.2"}}' : { code: 1 },
  });
  const { stderr } = await runOn(build, args, { host, folder: '/project' });
  const words = host.requests.find(({ args: [verb] }) => verb === 'build')?.args ?? [];
  const shown = words.filter((word) => /^--(?:target|build-arg)|^\//.test(word));
  return { words: shown, stderr: stderr.split('\n')[0] ?? '' };
}

describe('plimsoll build', () => {
  test('builds as the workflow does, which publishes the image', async () => {
    expect(await ran('web')).toEqual({
      words: ['--target=final', '/project'],
      stderr:
        'plimsoll: built as .github/workflows/image.yml, job image says: context ., target final (2 more ways declared)',
    });
  });

  test('an option chooses among what is declared, and wins', async () => {
    const dev = await ran('web', '--target', 'dev', '--build-arg', 'MODE=own');
    expect(dev.words).toEqual(['--target=dev', '--build-arg=MODE=own', '/project']);
    expect(dev.stderr).toContain('compose.yaml, service web says: context ., target dev, build arguments MODE');
    const own = await ran('web', '--context', 'web');
    expect(own.words).toEqual(['/project/web']);
    expect(own.stderr).toContain('service own');
  });

  test('nothing is declared for another folder, nor with --plain', async () => {
    expect((await ran('web', '--context', '/elsewhere')).words).toEqual(['/elsewhere']);
    const plain = await ran('web', '--plain');
    expect(plain.words).toEqual(['/project/web']);
    expect(plain.stderr).not.toContain('built as');
  });
});
