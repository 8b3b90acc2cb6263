// The example's lean Dockerfile is what `plimsoll split` makes of it today, read from the disk as a user would.
// UPDATE_FIXTURES=1 writes it anew.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { CommandIo } from '../../server/src/cli/command.ts';
import { split } from '../../server/src/cli/split.ts';
import { createNodeHost } from '../../server/src/host/node-host.ts';

const folder = path.join(import.meta.dirname, '../../examples/onnx-serving');
const lean = path.join(folder, 'Dockerfile.lean');

test('examples/onnx-serving/Dockerfile.lean is up to date', async () => {
  let stdout = '';
  const io: CommandIo = {
    stdout: (text) => (stdout += text),
    stderr: () => undefined,
    host: createNodeHost(),
    signal: new AbortController().signal,
    folder,
    stdin: () => Promise.resolve(''),
    columns: 100,
    color: false,
  };
  expect(await split.run(['--format', 'json', 'Dockerfile'], io)).toBe(0);
  const [file] = (JSON.parse(stdout) as { files: { text: string }[] }).files;
  if (process.env['UPDATE_FIXTURES'] === '1') writeFileSync(lean, file?.text ?? '');
  expect(readFileSync(lean, 'utf8')).toBe(file?.text);
});
