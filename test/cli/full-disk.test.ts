// The command line as a process whose answer cannot be written: half an answer must not pass for a whole one.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-cli-'));
const program = path.join(folder, 'cli.cjs');

beforeAll(async () => {
  const entry = path.join(import.meta.dirname, '../../server/src/cli.ts');
  await build({
    entryPoints: [entry],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

test.skipIf(!existsSync('/dev/full'))('a full disk is told, and the exit code says that there is no answer', () => {
  const full = openSync('/dev/full', 'w');
  const ran = spawnSync(process.execPath, [program, 'lsp', '--help'], {
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(full);
  expect([ran.status, ran.stderr]).toEqual([
    2,
    expect.stringMatching(/^plimsoll: the answer could not be written: .*space/),
  ]);
});
