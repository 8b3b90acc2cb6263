// The example's lean Dockerfile is what `plimsoll split` makes of it today, read from the disk as a user would.
// UPDATE_FIXTURES=1 writes it anew.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { split } from '../../server/src/cli/split.ts';
import { createNodeHost } from '../../server/src/host/node-host.ts';
import { runOn } from './support.ts';

const folder = path.join(import.meta.dirname, '../../examples/onnx-serving');
const lean = path.join(folder, 'Dockerfile.lean');

test('examples/onnx-serving/Dockerfile.lean is up to date', async () => {
  const { code, json } = await runOn(split, ['--format', 'json', 'Dockerfile'], { host: createNodeHost(), folder });
  expect(code).toBe(0);
  const [file] = (json() as { files: { text: string }[] }).files;
  if (process.env['UPDATE_FIXTURES'] === '1') writeFileSync(lean, file?.text ?? '');
  expect(readFileSync(lean, 'utf8')).toBe(file?.text);
});
