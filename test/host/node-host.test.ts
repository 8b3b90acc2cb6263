// The real host against real files, processes and sockets of this machine, all of them the test's own.
import { mkdtemp, mkdir, readFile, rm, stat, symlink, writeFile, chmod } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isUnavailable } from '../../server/src/host/host.ts';
import type { Unavailable } from '../../server/src/host/host.ts';
import { createNodeHost, userCacheFolder } from '../../server/src/host/node-host.ts';
import { findProgram } from '../../server/src/host/node/processes.ts';

const host = createNodeHost();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-host-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function have<T>(value: T | Unavailable): T {
  if (isUnavailable(value)) throw new Error(`${value.what}: ${value.why}`);
  return value;
}

describe('files', () => {
  test('a file within the limit is read whole, a longer one is not', async () => {
    const path = join(folder, 'a.txt');
    await writeFile(path, '0123456789');
    expect(new TextDecoder().decode(have(await host.readFile(path, 10)))).toBe('0123456789');
    expect(await host.readFile(path, 9)).toMatchObject({ unavailable: true, why: 'is larger than 9 bytes' });
    expect(await host.readFile(join(folder, 'none'), 9)).toMatchObject({ why: 'does not exist' });
    expect(await host.readFile(folder, 9)).toMatchObject({ why: 'is a folder' });
  });

  test('an open file is read at positions', async () => {
    const path = join(folder, 'b.bin');
    await writeFile(path, '0123456789');
    const file = have(await host.openFile(path));
    expect(new TextDecoder().decode(await file.read(8, 10))).toBe('89');
    expect((await file.read(20, 4)).length).toBe(0);
    await file.close();
  });

  test('writing makes folders, keeps the mode, goes through links and leaves no rest', async () => {
    const path = join(folder, 'deep', 'c.sh');
    have(await host.writeFile(path, 'one'));
    await chmod(path, 0o755);
    await symlink(path, join(folder, 'link'));
    have(await host.writeFile(join(folder, 'link'), 'two'));
    expect(await readFile(path, 'utf8')).toBe('two');
    expect((await stat(path)).mode & 0o777).toBe(0o755);
    expect(have(await host.readDirectory(join(folder, 'deep')))).toEqual([{ name: 'c.sh', kind: 'file' }]);
    expect(have(await host.stat(join(folder, 'link'))).kind).toBe('link');
  });
});

describe('faults', () => {
  test('of files are told in words', async () => {
    const circle = join(folder, 'circle');
    await symlink(circle, circle);
    expect(await host.readFile(circle, 9)).toMatchObject({ why: 'is a link that leads round in a circle' });
    expect(await host.readDirectory(join(circle, 'in'))).toMatchObject({
      why: 'is a link that leads round in a circle',
    });
    const long = { why: 'has a name or path that is longer than the system allows' };
    expect(await host.stat(join(folder, 'n'.repeat(300)))).toMatchObject(long);
    expect(await host.writeFile(join(folder, 'n'.repeat(300)), 'x')).toMatchObject(long);
    expect(await host.readFile(`${folder}/\0`, 9)).toMatchObject({ why: 'is not a name that the system allows' });
    expect(await host.readFile(join(folder, 'a.txt', 'b'), 9)).toMatchObject({ why: 'is not a folder' });
  });

  test('of programs too, whatever they are given', async () => {
    const run = (cwd: string, args: readonly string[]): ReturnType<typeof host.run> =>
      host.run({ program: process.execPath, args, cwd, deadline: 1000 });
    expect(await run(join(folder, 'none'), [])).toMatchObject({
      why: 'could not be started: it, or the folder it is to run in, does not exist',
    });
    expect(await run(folder, ['\0'])).toMatchObject({
      why: 'could not be started: an argument holds a character that none may hold',
    });
    expect(await run(folder, ['x'.repeat(3_000_000)])).toMatchObject({
      why: 'could not be started: its arguments and environment are longer than the system allows',
    });
  });
});

describe('processes', () => {
  const node = process.execPath;

  test('output, exit code and input', async () => {
    const script = 'process.stdin.pipe(process.stdout); process.stderr.write("e"); process.exitCode = 3';
    const heard: string[] = [];
    const result = have(
      await host.run({
        program: node,
        args: ['-e', script],
        input: 'in',
        deadline: 30_000,
        onOutput: (which, text) => heard.push(which + text),
      }),
    );
    expect(result).toEqual({ code: 3, stdout: 'in', stderr: 'e', ended: 'exit' });
    expect(heard.sort()).toEqual(['stderre', 'stdoutin']);
  });

  test('the last bytes are kept', async () => {
    const result = have(
      await host.run({
        program: node,
        args: ['-e', 'console.log("a".repeat(200000) + "end")'],
        deadline: 30_000,
        keep: 5,
      }),
    );
    expect(result.stdout).toBe('aend\n');
  });

  test.skipIf(process.platform !== 'linux')('a deadline ends the whole group', async () => {
    const pidFile = join(folder, 'pid');
    const script = `const c = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'inherit' });
      require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(c.pid)); setInterval(() => 0, 1000)`;
    const result = have(await host.run({ program: node, args: ['-e', script], deadline: 1500 }));
    expect(result.ended).toBe('deadline');
    const grandchild = Number(await readFile(pidFile, 'utf8'));
    await vi.waitFor(async () => {
      // Why: where nothing reaps orphans, an ended process stays as a zombie (Z).
      const state = await readFile(`/proc/${String(grandchild)}/stat`, 'utf8').catch(() => 'gone) Z');
      expect(state).toMatch(/\) [ZX]/);
    });
  });

  test('cancelling', async () => {
    const stop = new AbortController();
    const running = host.run({
      program: node,
      args: ['-e', 'console.log(1); setInterval(() => 0, 1000)'],
      deadline: 30_000,
      signal: stop.signal,
      onOutput: () => {
        stop.abort();
      },
    });
    expect(have(await running).ended).toBe('cancelled');
  });

  test('a stream ends its program when nobody reads on', async () => {
    const script = 'setInterval(() => process.stdout.write("x".repeat(1000)), 1)';
    const { output, done } = have(await host.stream({ program: node, args: ['-e', script], deadline: 30_000 }));
    for await (const chunk of output) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect((await done).ended).toBe('cancelled');
  });

  test('programs come from absolute folders of the PATH only', async () => {
    await mkdir(join(folder, 'bin'), { recursive: true });
    await writeFile(join(folder, 'bin', 'tool'), '#!/bin/sh\n');
    await chmod(join(folder, 'bin', 'tool'), 0o755);
    expect(await findProgram('tool', { PATH: `.::${join(folder, 'bin')}` }, 'linux')).toBe(join(folder, 'bin', 'tool'));
    expect(await findProgram('tool', { PATH: '.:bin' }, 'linux')).toBeNull();
    expect(await findProgram('./bin/tool', { PATH: '' }, 'linux')).toBeNull();
    expect(await host.run({ program: 'no-such-program', args: [], deadline: 1000 })).toMatchObject({
      why: 'not found on the PATH',
    });
  });
});

describe('http', () => {
  test('a unix socket answers straight, whatever proxy the environment names', async () => {
    const socketPath = join(folder, 'engine.sock');
    const server = createServer((request, response) => {
      if (request.url === '/die') {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half');
        setTimeout(() => response.destroy(), 20);
      } else response.end(`${String(request.method)} ${String(request.url)}`);
    });
    await new Promise<void>((ready) => server.listen(socketPath, ready));
    try {
      const text = async (url: string): Promise<string> => {
        const answer = have(await host.http({ socketPath: `unix://${socketPath}`, url, idle: 5000 }));
        const chunks: Uint8Array[] = [];
        for await (const chunk of answer.body) chunks.push(chunk);
        return Buffer.concat(chunks).toString();
      };
      process.env['http_proxy'] = 'http://127.0.0.1:1';
      expect(await text('/_ping')).toBe('GET /_ping');
      await expect(text('/die')).rejects.toThrow();
    } finally {
      delete process.env['http_proxy'];
      await new Promise((closed) => server.close(closed));
    }
    expect(await host.http({ socketPath, url: '/_ping', idle: 1000 })).toMatchObject({ unavailable: true });
  });
});

test('the cache folder follows the conventions of each system', () => {
  expect(userCacheFolder('linux', { XDG_CACHE_HOME: '/x' }, '/h')).toBe('/x/plimsoll');
  expect(userCacheFolder('linux', { XDG_CACHE_HOME: 'x' }, '/h')).toBe('/h/.cache/plimsoll');
  expect(userCacheFolder('darwin', {}, '/h')).toBe('/h/Library/Caches/plimsoll');
});
