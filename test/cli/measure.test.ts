// `plimsoll measure` on archives in memory: budgets and their exit codes, comparison, dive's thresholds, bad options.
import { describe, expect, test } from 'vitest';
import { measure } from '../../server/src/cli/measure.ts';
import { oldDockerSave } from '../support/image-archive.ts';
import { writeTar } from '../support/tar-writer.ts';
import { runCommand } from './support.ts';

const bytes = (count: number): string => 'x'.repeat(count);
const base = writeTar([
  { name: 'usr/bin/tool', content: bytes(1_000_000) },
  { name: 'var/cache/a', content: bytes(300_000) },
]);
const apk = (version: string): string => `P:curl\nV:${version}\nF:usr/bin\nR:curl\n\n`;
const install = (version: string, size: number): Uint8Array =>
  writeTar([
    { name: 'usr/bin/curl', content: bytes(size) },
    { name: 'lib/apk/db/installed', content: apk(version) },
  ]);
const history = (...commands: readonly string[]): { created_by: string }[] =>
  commands.map((command) => ({ created_by: command }));
const files = {
  'old.tar': oldDockerSave({
    layers: [base, install('1.0', 200_000)],
    history: history('ADD base', 'RUN apk add curl'),
  }),
  'new.tar': oldDockerSave({
    layers: [
      base,
      install('2.0', 500_000),
      writeTar([{ name: 'var/.wh.cache' }, { name: 'app/model.bin', content: bytes(100_000) }]),
    ],
    history: history('ADD base', 'RUN apk add curl', 'RUN rm -rf /var/cache'),
  }),
};
const run = (...args: readonly string[]) => runCommand(measure, args, files);

interface Answer {
  readonly comparison: {
    readonly instructions: readonly unknown[];
    readonly packages: readonly unknown[];
    readonly paths: readonly unknown[];
  };
  readonly dive: unknown;
  readonly budgets: readonly { readonly budget: string; readonly kept: boolean }[];
}

describe('budgets', () => {
  test('are no matter where there are none', async () => {
    const ran = await run('archive:new.tar');
    expect(ran.code).toBe(0);
    expect(ran.stdout).not.toMatch(/budget/i);
  });
  test('that are kept leave the exit code clean, to the byte', async () => {
    const total = 1_000_000 + 300_000 + 500_000 + 100_000 + apk('2.0').length;
    expect((await run('archive:new.tar', '--max-size', String(total), '--max-dead', '300kB')).code).toBe(0);
    expect((await run('archive:new.tar', '--max-size', String(total - 1))).code).toBe(1);
    expect((await run('archive:new.tar', '--max-dead', '299999')).code).toBe(1);
  });
  test('of growth are by share or bytes, and need something to compare with', async () => {
    const growth = async (limit: string) =>
      (await run('archive:new.tar', '--compare', 'archive:old.tar', '--max-growth', limit)).code;
    expect(await Promise.all(['26%', '27%', '399kB', '400kB'].map(growth))).toEqual([1, 0, 1, 0]);
    expect(await run('archive:new.tar', '--max-growth', '5%')).toMatchObject({ code: 2 });
  });
  test('tell what was over, in text and JSON', async () => {
    expect((await run('archive:new.tar', '--max-size', '1MB')).stdout).toContain(
      'OVER BUDGET    files of all layers: 1.9 MB, allowed 1 MB',
    );
    const { budgets } = (await run('archive:new.tar', '--max-size', '1MB', '--format', 'json')).json() as Answer;
    expect(budgets).toMatchObject([{ budget: 'max-size', kept: false }]);
  });
  test.each([
    ['--max-size', 'much'],
    ['--max-size', '-3MB'],
    ['--max-dead', '5%'],
    ['--dive-ci', 'missing'],
  ])('%s %s is wrong usage', async (option, value) => {
    const ran = await run('archive:new.tar', option, value);
    expect(ran.code).toBe(2);
    expect(ran.stdout).toBe('');
  });
});

test('two images are compared by instruction, package and path', async () => {
  const ran = await run('archive:new.tar', '--compare', 'archive:old.tar', '--format', 'json');
  const { comparison } = ran.json() as Answer;
  expect(comparison.instructions).toEqual([
    { text: 'ADD base', before: 1_300_000, after: 1_300_000 },
    { text: 'RUN apk add curl', before: 200_000 + apk('1.0').length, after: 500_000 + apk('2.0').length },
    { text: 'RUN rm -rf /var/cache', before: null, after: 100_000 },
  ]);
  expect(comparison.packages).toEqual([
    { kind: 'apk', name: 'curl', before: 200_000, after: 500_000, versionsBefore: ['1.0'], versionsAfter: ['2.0'] },
  ]);
  expect(comparison.paths).toEqual([
    { path: '/var/cache/', before: 300_000, after: null },
    { path: '/usr/bin/curl', before: 200_000, after: 500_000 },
    { path: '/app/', before: null, after: 100_000 },
  ]);
  const text = (await run('archive:new.tar', '--compare', 'archive:old.tar')).stdout;
  expect(text).toContain('400 kB more than archive:old.tar (+26.7 %): 1.5 MB became 1.9 MB');
  expect(text).toMatch(/\+300 kB +200 kB +500 kB +curl 1\.0 → 2\.0/);
});

test('an image compared with itself is as heavy as it is', async () => {
  const ran = await run('archive:new.tar', '--compare', 'archive:new.tar', '--max-growth', '0%', '--format', 'json');
  expect(ran.code).toBe(0);
  expect((ran.json() as Answer).comparison).toMatchObject({ packages: [], paths: [] });
});

test('no line of the text is wider than 100 columns', async () => {
  const ran = await run('archive:new.tar', '--compare', 'archive:old.tar', '--files', '--packages', '--max-size', '1');
  expect(ran.stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
});

describe('a report', () => {
  const markup = '<img src=x onerror=a>|`*';
  const hostile = {
    'x.tar': oldDockerSave({
      layers: [writeTar([{ name: `${markup}/file`, content: bytes(300_000) }])],
      history: history(`RUN echo ${markup}`),
    }),
  };
  test('as HTML needs no script and lets no name become markup', async () => {
    const ran = await runCommand(measure, ['archive:x.tar', '--format', 'html', '--max-size', '1', '--files'], hostile);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/^<!doctype html>/);
    expect(ran.stdout).toContain(`content="default-src 'none'; style-src 'unsafe-inline'`);
    expect(ran.stdout).toContain('&lt;img src=x onerror=a&gt;');
    expect(ran.stdout).not.toMatch(/<img|<script|https?:/);
    expect(ran.stdout).toContain('OVER BUDGET');
    for (const tag of ['table', 'tr', 'td', 'th', 'div', 'ul', 'li', 'main', 'html'])
      expect(ran.stdout.split(`<${tag}`).filter((part) => /^[\s>]/.test(part))).toHaveLength(
        ran.stdout.split(`</${tag}>`).length - 1,
      );
  });
  test('as Markdown keeps its columns whatever names hold', async () => {
    const ran = await runCommand(measure, ['archive:x.tar', '--format', 'markdown', '--files'], hostile);
    expect(ran.code).toBe(0);
    expect(ran.stdout).not.toContain('<img');
    const rows = ran.stdout.split('\n').filter((line) => line.startsWith('|'));
    const columns = rows.map((row) => row.replaceAll(/\\./g, '').split('|').length);
    expect(new Set(columns)).toEqual(new Set([5, 7]));
  });
  test('of an unknown kind is wrong usage', async () => {
    expect((await run('archive:new.tar', '--format', 'pdf')).code).toBe(2);
  });
});
