// Effects of single lines of shell, against the table in effects.txt.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandsOfRun, lastEffect } from '../support/effects.ts';

interface Case {
  readonly group: string;
  readonly run: string;
  readonly before: readonly string[];
  readonly expected: string;
}

function readCases(text: string): readonly Case[] {
  const cases: Case[] = [];
  let group = '';
  let before: string[] = [];
  const lines = text.split('\n');
  lines.forEach((line, at) => {
    if (line.startsWith('# ')) group = line.slice(2);
    else if (line.startsWith('| ')) before.push(line.slice(2));
    else if (line.startsWith('$ ')) {
      cases.push({ group, run: line.slice(2), before, expected: lines[at + 1] ?? '' });
      before = [];
    }
  });
  return cases;
}

const cases = readCases(readFileSync(join(__dirname, 'effects.txt'), 'utf8'));

test('the table is read', () => {
  expect(cases.length).toBeGreaterThan(150);
});

describe.each([...new Set(cases.map(({ group }) => group))])('%s', (group) => {
  test.each(cases.filter((each) => each.group === group))('$run', ({ run, before, expected }) => {
    expect(lastEffect(run, before)).toBe(expected);
  });
});

describe('contexts', () => {
  test('assignments of a command count for its environment, not for its words', () => {
    const [command] = commandsOfRun('PIP_NO_CACHE_DIR=1 pip install $PIP_NO_CACHE_DIR');
    expect(command?.effect.caches).toEqual([]);
    expect(command?.effect.installs[0]?.open).toBe(true);
  });

  test('the members of a pipeline and subshells keep their folders to themselves', () => {
    const folders = commandsOfRun('a; (cd /x; b; (cd y; c); d); e | (cd /z; f) | g; h').map(
      ({ command, context }) => `${command.name ?? ''} ${context.workingFolder}`,
    );
    expect(folders).toEqual([
      'a /w',
      'cd /w',
      'b /x',
      'cd /x',
      'c /x/y',
      'd /x',
      'e /w',
      'cd /w',
      'f /z',
      'g /w',
      'h /w',
    ]);
  });

  test('USER, HOME and WORKDIR reach the commands', () => {
    const before = ['RUN useradd -u 7 -d /srv/app app', 'USER app', 'WORKDIR sub'];
    const [command] = commandsOfRun('x', before);
    expect(command?.context).toMatchObject({ user: 'app', home: '/srv/app', workingFolder: '/w/sub' });
    expect(commandsOfRun('x', ['USER 7', 'ENV HOME=/q'])[0]?.context.home).toBe('/q');
    expect(commandsOfRun('x', ['USER 12:0'])[0]?.context.home).toBe('/');
  });

  test('where the folder is not known, paths are unknown', () => {
    const last = commandsOfRun('touch a', ['ARG D', 'WORKDIR /opt/$D/x']).at(-1);
    expect(last?.effect.writes[0]?.path).toEqual({ kind: 'unknown', path: '/opt' });
  });
});

test('no text makes it throw', () => {
  const word = fc.constantFrom(
    ...[
      'apt-get',
      'pip',
      'install',
      '-r',
      '--',
      '$X',
      '"$X"',
      '${X:-a}',
      '$(a)',
      '{a,b}',
      '*',
      '~',
      'cd',
      '..',
      '/',
      '|',
      '&&',
      ';',
      '(',
      ')',
      '>',
      '<',
      'x=1',
      'for',
      'in',
      'do',
      'done',
      'if',
      'then',
      'fi',
      'rm',
      'tar',
      'xf',
      '-C',
      'find',
      '-exec',
      '\\;',
      'xargs',
      'sh',
      '-c',
      "'rm x'",
      'sudo',
      'env',
      '-o',
      'make',
      'npm',
      'curl',
      '-O',
      'http://a/b',
      'python',
      '-m',
      'uv',
      'conda',
      'dd',
      'if=/x',
      'chmod',
      '-x',
      'useradd',
      'git',
      'clone',
      '',
      '\\',
    ],
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      for (const { effect } of commandsOfRun(words.join(' '))) expect(effect.tool).toBeTypeOf('string');
    }),
    { numRuns: 1500 },
  );
});
