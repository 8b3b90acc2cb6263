// The context read from a host in memory: what is sent, what is left out, what is refused and where it stops.
import { describe, expect, test } from 'vitest';
import { pathsOfCopy } from '../../server/src/build-context/copy-paths.ts';
import { readContext } from '../../server/src/build-context/read-context.ts';
import { createMemoryHost } from '../support/memory-host.ts';

const files = {
  '/p/Dockerfile': 'FROM scratch',
  '/p/.dockerignore': 'node_modules\n*.log\n!keep.log',
  '/p/app/main.py': 'x'.repeat(100),
  '/p/app/lib/util.py': 'x'.repeat(50),
  '/p/node_modules/a/index.js': 'x'.repeat(9000),
  '/p/debug.log': 'x'.repeat(70),
  '/p/keep.log': 'x'.repeat(7),
  '/p/requirements.txt': 'torch\n',
  '/p/data.bin': new Uint8Array(500),
  '/p/link': { link: '/etc/passwd' },
  '/p/out': { link: '/etc' },
  '/etc/passwd': 'root',
} as const;

describe('readContext', () => {
  test('weighs what COPY . . would take', async () => {
    const { listing, ignoreFile } = await readContext(createMemoryHost({ files }), '/p', '/p/Dockerfile', []);
    expect(ignoreFile?.path).toBe('.dockerignore');
    expect(listing?.entries.slice(0, 3)).toEqual([
      { path: 'data.bin', fileBytes: 500 },
      { path: 'app/main.py', fileBytes: 100 },
      { path: 'app/lib/util.py', fileBytes: 50 },
    ]);
    expect(listing?.entries.map(({ path }) => path)).not.toContain('debug.log');
    expect(listing?.topLevel[1]).toEqual({ name: 'app', fileBytes: 150, fileCount: 2 });
    expect(listing).toMatchObject({ truncated: false, fileCount: 9 });
    expect(listing?.entries.find(({ path }) => path === 'link')?.fileBytes).toBe(0);
    expect(listing?.entries.some(({ path }) => path.startsWith('out/'))).toBe(false);
  });

  test('the ignore file beside the Dockerfile wins', async () => {
    const host = createMemoryHost({ files: { ...files, '/p/docker/x.Dockerfile.dockerignore': 'app' } });
    const { ignoreFile, listing } = await readContext(host, '/p', '/p/docker/x.Dockerfile', []);
    expect(ignoreFile?.path).toBe('docker/x.Dockerfile.dockerignore');
    expect(listing?.topLevel.map(({ name }) => name)).toContain('node_modules');
    expect(listing?.topLevel.map(({ name }) => name)).not.toContain('app');
  });

  test('wanted files are text inside the context, or say why not', async () => {
    const wants = [
      'requirements.txt',
      'none.txt',
      '*.py',
      '*.bin',
      'app/main.py',
      'link',
      'out/passwd',
      '../etc/passwd',
      '/etc/passwd',
      'app',
    ];
    const context = await readContext(createMemoryHost({ files }), '/p', '/p/Dockerfile', wants);
    expect(context.files.get('requirements.txt')).toEqual({ text: 'torch\n' });
    expect([...context.files.keys()].sort()).toEqual([
      'app',
      'app/main.py',
      'data.bin',
      'link',
      'out/passwd',
      'requirements.txt',
    ]);
    expect(context.files.get('data.bin')).toMatchObject({ why: 'is not text' });
    expect(context.files.get('link')).toMatchObject({ unavailable: true });
    expect(context.files.get('out/passwd')).toMatchObject({ unavailable: true });
  });

  test('bounds and cancelling are told', async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`/q/f${String(at)}`, 'x'.repeat(at)]));
    const host = createMemoryHost({ files: many });
    const { listing } = await readContext(host, '/q', '/q/Dockerfile', [], undefined, { entries: 10 });
    expect(listing?.entries.map(({ fileBytes }) => fileBytes)).toEqual([
      299, 298, 297, 296, 295, 294, 293, 292, 291, 290,
    ]);
    expect(listing).toMatchObject({ fileCount: 300, fileBytes: (299 * 300) / 2, truncated: false });
    const cancelled = await readContext(host, '/q', '/q/Dockerfile', [], AbortSignal.abort());
    expect(cancelled.listing).toMatchObject({ truncated: true, fileCount: 0 });
    const short = await readContext(host, '/q', '/q/Dockerfile', [], undefined, { visits: 1 });
    expect(short.listing?.truncated).toBe(true);
    expect((await readContext(host, '/none', '/none/Dockerfile', [])).listing).toBeNull();
  });
});

describe('pathsOfCopy', () => {
  const listing = {
    entries: ['app/main.py', 'app/lib/util.py', 'a.txt', 'b.txt', 'docs/a.txt'].map((path) => ({
      path,
      fileBytes: path.length,
    })),
    fileBytes: 44,
    fileCount: 5,
    topLevel: [{ name: 'app', fileBytes: 26, fileCount: 2 }],
    truncated: false,
  };
  const cases: readonly (readonly [readonly string[], readonly string[], readonly string[]])[] = [
    [['.'], ['app/main.py', 'app/lib/util.py', 'a.txt', 'b.txt', 'docs/a.txt'], []],
    [['./'], ['app/main.py', 'app/lib/util.py', 'a.txt', 'b.txt', 'docs/a.txt'], []],
    [['app/'], ['app/main.py', 'app/lib/util.py'], []],
    [['/app'], ['app/main.py', 'app/lib/util.py'], []],
    [['../app/main.py'], ['app/main.py'], []],
    [['*.txt'], ['a.txt', 'b.txt'], []],
    [['*/*.txt', 'a.txt'], ['a.txt', 'docs/a.txt'], []],
    [['a*'], ['app/main.py', 'app/lib/util.py', 'a.txt'], []],
    [['[ab].txt', 'c.txt'], ['a.txt', 'b.txt'], ['c.txt']],
    [['ap'], [], ['ap']],
  ];
  test.each(cases)('%j', (sources, paths, unmatched) => {
    const copied = pathsOfCopy(listing, sources);
    expect(copied.entries.map(({ path }) => path)).toEqual(paths);
    expect(copied.unmatched).toEqual(unmatched);
    expect(copied.truncated).toBe(false);
  });

  test('a whole top-level folder is known beyond the bound, a part of it is a lower bound', () => {
    const bounded = {
      ...listing,
      entries: listing.entries.slice(0, 1),
      topLevel: [{ name: 'app', fileBytes: 900, fileCount: 30 }],
    };
    expect(pathsOfCopy(bounded, ['app'])).toMatchObject({ fileBytes: 900, fileCount: 30, truncated: false });
    expect(pathsOfCopy(bounded, ['app/main.py'])).toMatchObject({ fileBytes: 11, truncated: true });
  });
});
