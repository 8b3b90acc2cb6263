// `plimsoll order`: what it prints, writes and refuses, by its exit codes.
import { expect, test } from 'vitest';
import { order } from '../../server/src/cli/order.ts';
import { runCommand } from './support.ts';

const text = 'FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n';
const files = { Dockerfile: text, 'requirements.txt': 'flask\n', 'app.py': 'print()\n' };

test('says what a rebuild takes before and after, and why each line moves', async () => {
  const { code, stdout } = await runCommand(order, ['Dockerfile'], files);
  expect(code).toBe(0);
  expect(stdout).toMatch(/a rebuild takes about \S+ s instead of \S+ s \(typical changes, times estimated\)/);
  expect(stdout).toContain('line 4 reads nothing else of what line 3 copies');
  expect(stdout).toContain('+COPY requirements.txt ./\n');
});

test('gives figures and lines as JSON', async () => {
  const { stdout } = await runCommand(order, ['--format', 'json', 'Dockerfile'], files);
  const { files: [file] = [] } = JSON.parse(stdout) as { files?: readonly Readonly<Record<string, unknown>>[] };
  expect(file?.['order']).toMatchObject({
    basis: { commits: 0, measuredSteps: 0 },
    stages: [{ lines: [{ move: 'keep' }, { move: 'add', line: null }, { move: 'move', line: 3 }, { line: 2 }] }],
  });
  expect(file?.['verification']).toBeNull();
});

test('refuses with a reason at its place', async () => {
  const { code, stdout } = await runCommand(order, ['Dockerfile'], { ...files, 'requirements.txt': '.\n' });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^Dockerfile:4:5 {2}not reordered: .+ {2}\(not-proven\)\n$/);
});

test('cannot both show and write', async () => {
  const { code } = await runCommand(order, ['--diff', '--write', 'Dockerfile'], files);
  expect(code).toBe(2);
});
