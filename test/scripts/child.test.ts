// Children of the scripts end when they should: by deadline, by stop, and with the script that started them, with all that they
// started themselves.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runChild, startChild } from '../../scripts/support/child.ts';

const work = mkdtempSync(path.join(tmpdir(), 'plimsoll-child-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** A program that starts a grandchild which ignores polite signals, writes both ids to a file and then waits for ever. */
function family(idsFile: string): string {
  return `
    const { spawn } = require('node:child_process');
    const grandchild = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    require('node:fs').writeFileSync(${JSON.stringify(idsFile)}, process.pid + ' ' + grandchild.pid);
    console.log('ready');
    setInterval(() => {}, 1000);
  `;
}

async function ready(output: () => string): Promise<void> {
  while (!output().includes('ready')) await new Promise((resolve) => setTimeout(resolve, 10));
}

function ids(file: string): number[] {
  return readFileSync(file, 'utf8').split(' ').map(Number);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // Why: a zombie that nobody has waited for yet still takes signals.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function gone(pids: readonly number[]): Promise<void> {
  while (pids.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe.skipIf(process.platform !== 'linux')('children of the scripts', () => {
  it('gives the output, the code and the input', async () => {
    const program = 'process.stdin.on("data", (data) => { process.stdout.write(data); process.exitCode = 3; })';
    const result = await runChild(process.execPath, ['-e', program], { input: 'hello', deadlineMs: 30_000 });
    expect(result).toMatchObject({ code: 3, stdout: 'hello', stderr: '', timedOut: false });
  });

  it('says that a program is not there', async () => {
    const result = await runChild('plimsoll-no-such-program', [], { deadlineMs: 30_000 });
    expect(result.code).toBeNull();
    expect(result.startError).toContain('ENOENT');
  });

  it('ends a child at the deadline', async () => {
    const result = await runChild(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { deadlineMs: 200 });
    expect(result).toMatchObject({ code: null, signal: 'SIGTERM', timedOut: true });
  });

  it('ends a child and its own children on stop', async () => {
    const file = path.join(work, 'stop');
    const child = startChild(process.execPath, ['-e', family(file)], { graceMs: 100 });
    await ready(child.output);
    await child.stop();
    await gone(ids(file));
  });
});

describe.skipIf(process.platform !== 'linux')('a script with a child', () => {
  const script = path.join(work, 'script.mjs');
  beforeAll(async () => {
    const entry = path.join(work, 'entry.ts');
    const source = JSON.stringify(path.resolve('scripts/support/child.ts'));
    writeFileSync(
      entry,
      `import { startChild } from ${source};
       const [file, program] = process.argv.slice(2);
       const onOutput = (text) => {
         process.stdout.write(text);
         if (process.env.THROW) setTimeout(() => { throw new Error('bug'); });
       };
       startChild(process.execPath, ['-e', program], { graceMs: 100, onOutput });`,
    );
    await build({ entryPoints: [entry], outfile: script, bundle: true, platform: 'node', format: 'esm' });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'a bug'] as const)('ends it on %s', async (how) => {
    const file = path.join(work, how.replaceAll(' ', '-'));
    const env = how === 'a bug' ? { ...process.env, THROW: '1' } : process.env;
    const parent = spawn(process.execPath, [script, file, family(file)], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = new Promise<number | null>((resolve) => parent.once('exit', (code) => resolve(code)));
    let output = '';
    parent.stdout.on('data', (text: Buffer) => {
      output += text.toString();
    });
    await ready(() => output);
    if (how !== 'a bug') parent.kill(how);
    expect(await ended).toBe({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129, 'a bug': 1 }[how]);
    await gone(ids(file));
  });
});
