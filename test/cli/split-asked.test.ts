// What `plimsoll split` can be asked for beyond the file: a tier by name, and an image as evidence.
import { describe, expect, test } from 'vitest';
import { split } from '../../server/src/cli/split.ts';
import { runCommand } from './support.ts';

const go =
  'FROM golang:1.22-bookworm\nCOPY . /src\nRUN cd /src && CGO_ENABLED=0 go build -o /usr/local/bin/app .\nCMD ["app"]\n';

describe('split --tier', () => {
  test('ships a base without a shell when asked, and only then', async () => {
    const plain = await runCommand(split, ['--diff', 'Dockerfile'], { Dockerfile: go });
    expect(plain.stdout).toContain('+FROM debian:bookworm-slim');
    const asked = await runCommand(split, ['--diff', '--tier', 'shell-less', 'Dockerfile'], { Dockerfile: go });
    expect(asked.code).toBe(0);
    expect(asked.stdout).toContain('+FROM gcr.io/distroless/static-debian13');
  });

  test('refuses a tier that the base has not, and says which it has', async () => {
    const ran = await runCommand(split, ['--format', 'json', '--tier', 'slim', 'Dockerfile'], { Dockerfile: go });
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('but a runtime one');
  });

  test('does not know other words', async () => {
    const ran = await runCommand(split, ['--tier', 'tiny', 'Dockerfile'], { Dockerfile: go });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('--tier is one of same, slim, runtime, shell-less');
  });
});

test('split --evidence needs an engine that has the image', async () => {
  const ran = await runCommand(split, ['--evidence', 'app:1', 'Dockerfile'], { Dockerfile: go });
  expect(ran.code).toBe(2);
  expect(ran.stdout).toBe('');
});

test('split of a file with several stages names the last one alone', async () => {
  const last = 'FROM python:3.11-slim-bookworm\nRUN apt-get update && apt-get install -y build-essential\n';
  const Dockerfile = `FROM node:20 AS ui\nRUN npm ci\n\n${last}RUN pip install psycopg2\nCMD ["python", "-m", "app"]\n`;
  const { code, stdout } = await runCommand(split, ['--format', 'json', 'Dockerfile'], { Dockerfile });
  expect(code).toBe(0);
  const { files } = JSON.parse(stdout) as {
    files: readonly { plan: { stages: readonly { name: string | null }[] } }[];
  };
  expect(files[0]?.plan.stages.map(({ name }) => name)).toEqual(['ui', 'build', null]);
});
