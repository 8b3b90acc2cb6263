// `plimsoll check --format json` on everything that a path can lead to: JSON comes out, what cannot be read says why, and
// the good file among them is still looked at. On a real file system, since that is where odd things are.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { check } from '../../server/src/cli/check.ts';
import { createNodeHost } from '../../server/src/host/node-host.ts';
import { runOn } from '../cli/support.ts';

const isWindows = process.platform === 'win32';
const good = 'FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends curl\n';
let folder = '';
let server: Server;

interface CheckedFile {
  readonly path: string;
  readonly error?: string;
  readonly findings: readonly { readonly rule: string }[];
}

async function checkPaths(...paths: readonly string[]): Promise<{ code: number; files: readonly CheckedFile[] }> {
  const { code, json } = await runOn(check, ['--format', 'json', ...paths], { host: createNodeHost(), folder });
  return { code, ...(json() as { files: readonly CheckedFile[] }) };
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-odd-'));
  const put = (name: string, content: string | Uint8Array): void => writeFileSync(path.join(folder, name), content);
  put('good.Dockerfile', good);
  put('empty.Dockerfile', '');
  put(
    'binary.Dockerfile',
    Uint8Array.from({ length: 4096 }, (_, at) => at % 256),
  );
  put('latin-1.Dockerfile', Uint8Array.from([0x23, 0x20, 0xe9, 0x0a]));
  put('utf-16.Dockerfile', Buffer.from('FROM debian\n', 'utf16le'));
  put('huge.Dockerfile', '');
  truncateSync(path.join(folder, 'huge.Dockerfile'), 50_000_000_000);
  mkdirSync(path.join(folder, 'inner', 'Dockerfile'), { recursive: true });
  put(path.join('inner', 'Containerfile'), good);
  if (isWindows) return;
  symlinkSync('loop-b', path.join(folder, 'loop-a'));
  symlinkSync('loop-a', path.join(folder, 'loop-b'));
  symlinkSync('nowhere', path.join(folder, 'dangling'));
  symlinkSync('inner', path.join(folder, 'to-folder'));
  symlinkSync('good.Dockerfile', path.join(folder, 'to-file'));
  symlinkSync('.', path.join(folder, 'inner', 'self'));
  execFileSync('mkfifo', [path.join(folder, 'pipe')]);
  server = createServer();
  await new Promise<void>((resolve) => server.listen(path.join(folder, 'socket'), resolve));
});

afterAll(async () => {
  if (!isWindows) await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const unreadable = [
  ...['binary.Dockerfile', 'latin-1.Dockerfile', 'utf-16.Dockerfile', 'huge.Dockerfile', 'missing', ''],
  ...['good.Dockerfile/x', 'n'.repeat(5000)],
  ...(isWindows ? [] : ['loop-a', 'loop-a/x', 'dangling', 'pipe', 'socket', '/dev/null', '/dev/zero']),
];

it.each(unreadable.map((name) => [name.slice(0, 30), name]))('"%s" says why it is not read', async (_, name) => {
  const { code, files } = await checkPaths(name);
  expect(code).toBe(2);
  expect(files).toEqual([{ path: name, error: expect.any(String) as unknown, findings: [] }]);
});

it('takes the others all the same', async () => {
  const { code, files } = await checkPaths(...unreadable, 'good.Dockerfile', 'empty.Dockerfile');
  expect(code).toBe(1);
  expect(files).toHaveLength(unreadable.length + 2);
  expect(
    files.filter(({ error }) => error === undefined).map(({ findings }) => findings.map(({ rule }) => rule)),
  ).toEqual([['apt-lists-left-in-layer'], ['no-build-stage']]);
});

it('walks folders, and links to folders where they are named', async () => {
  const inner = { error: undefined, findings: 1 };
  for (const name of ['inner', ...(isWindows ? [] : ['to-folder'])]) {
    const { files } = await checkPaths(name);
    expect(files.map(({ error, findings }) => ({ error, findings: findings.length }))).toEqual([inner]);
    expect(files[0]?.path).toBe(`${name}/Containerfile`);
  }
});

it('follows a link to a file', { skip: isWindows }, async () => {
  const { files } = await checkPaths('to-file');
  expect(files[0]?.findings).toHaveLength(1);
});
