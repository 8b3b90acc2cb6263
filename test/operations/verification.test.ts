// What two runs, two configurations and two trees are judged by: only what is worse than in the original counts.
import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import type { FlatFile, FlatTree } from '../../server/src/file-tree/flat-tree.ts';
import { compareBehaviour } from '../../server/src/operations/verify/compare-behaviour.ts';
import { compareConfiguration } from '../../server/src/operations/verify/compare-configuration.ts';
import { compareEntries } from '../../server/src/operations/verify/compare-entries.ts';
import type { Behaviour } from '../../server/src/operations/verify/smoke-run.ts';
import { labelOf, type LadderCheck } from '../../server/src/operations/verify/verification.ts';

const ended: Behaviour = { exitCode: 0, stdout: 'done\n', stderr: '', ports: [], answers: new Map(), health: null };
const serving: Behaviour = {
  ...ended,
  exitCode: null,
  stdout: '',
  ports: [8080],
  answers: new Map([[8080, { status: '200', body: 'hello' }]]),
  health: 0,
};

describe('runs', () => {
  const judge = (before: Behaviour, after: Partial<Behaviour>, again = before): ReturnType<typeof compareBehaviour> =>
    compareBehaviour(before, again, { ...before, ...after });
  test('that are the same pass', () => {
    expect(judge(ended, {}).outcome).toBe('passed');
    expect(judge(serving, {}).outcome).toBe('passed');
  });
  test.each<[string, Behaviour, Partial<Behaviour>]>([
    ['another exit code', ended, { exitCode: 127, stderr: 'run: error while loading shared libraries: liba.so.1' }],
    ['another output', ended, { stdout: 'other' }],
    ['an end instead of service', serving, { exitCode: 1, ports: [], answers: new Map(), health: null }],
    ['a port less', serving, { ports: [] }],
    ['another status', serving, { answers: new Map([[8080, { status: '500', body: '' }]]) }],
    ['another body', serving, { answers: new Map([[8080, { status: '200', body: 'bye' }]]) }],
    ['no answer', serving, { answers: new Map() }],
    ['a health check that fails', serving, { health: 1 }],
    ['words about a missing part', serving, { stderr: "ModuleNotFoundError: No module named 'yaml'" }],
  ])('with %s fail', (_, before, after) => {
    expect(judge(before, after).outcome).toBe('failed');
  });
  test('that the original does not repeat are not compared there', () => {
    const again = { ...ended, stdout: 'at another time' };
    expect(judge(ended, { stdout: 'at a third' }, again).outcome).toBe('passed');
  });
  test('of an original that fails by itself show too little', () => {
    const failing = { ...ended, exitCode: 1, stderr: 'cannot reach the database at 10:00' };
    expect(judge(failing, { stderr: 'cannot reach the database at 10:01' }).outcome).toBe('skipped');
    expect(judge(failing, { stderr: 'ImportError: libpq.so.5' }).outcome).toBe('failed');
  });
});

const plain = { fileBytes: 1, executable: false, target: null, elf: null, interpreter: null };
function treeOf(files: Readonly<Record<string, Partial<FlatFile>>>): FlatTree {
  const all = new Map<string, FlatFile>();
  for (const [path, file] of Object.entries(files)) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
      all.set(path.slice(0, at), { ...plain, kind: 'folder' });
    all.set(path, { ...plain, kind: 'file', ...file });
  }
  return { files: all, libraryCache: null, owners: new Map() };
}

describe('configurations', () => {
  const { config } = buildSnapshot(parseDockerfile('FROM debian\nENV HOME_OF=/srv\nLABEL a=b\nCMD ["run"]\n'));
  const judge = (after: Record<string, unknown>): readonly string[] => {
    const before = {
      Cmd: ['run'],
      Env: ['PATH=/bin', 'HOME_OF=/srv', 'BASE=1'],
      Labels: { a: 'b', base: '1' },
      User: '',
    };
    return compareConfiguration(
      { Os: 'linux', Config: before },
      { Os: 'linux', Config: { ...before, ...after } },
      config,
      treeOf({}),
    ).findings;
  };
  test('that say the same in other words are the same', () => {
    expect(judge({ User: null, OnBuild: [], Volumes: {} })).toEqual([]);
  });
  test('may differ in what only the base said', () => {
    expect(judge({ Env: ['PATH=/bin', 'HOME_OF=/srv'], Labels: { a: 'b' } })).toEqual([]);
  });
  test('may start by another entry point of the Java images, where the file sets none', () => {
    const [maven, temurin] = [['/usr/local/bin/mvn-entrypoint.sh'], ['/__cacert_entrypoint.sh']];
    const compare = (now: unknown): readonly string[] =>
      compareConfiguration(
        { Config: { Entrypoint: maven } },
        { Config: { Entrypoint: now } },
        { ...config, entrypoint: null },
        treeOf({}),
      ).findings;
    expect(compare(temurin)).toEqual([]);
    expect(compare(['/start.sh'])).toHaveLength(1);
  });
  test('must not differ in what the file says', () => {
    expect(judge({ Env: ['PATH=/bin'], Cmd: null, Labels: {} })).toEqual([
      'Cmd is nothing instead of ["run"]',
      'ENV HOME_OF is not set instead of /srv',
      'LABEL a is not set instead of b',
    ]);
  });
});

describe('entry points', () => {
  const whole = treeOf({
    '/bin/sh': { executable: true },
    '/bin/env': { executable: true },
    '/bin/python3': { executable: true },
    '/app/start.sh': { executable: true, interpreter: '/bin/sh -e' },
    '/app/tool.py': { executable: true, interpreter: '/bin/env python3' },
    '/app/data.json': {},
  });
  const judge = (without: string, changed: Partial<FlatFile> | null = null): readonly string[] => {
    const files = new Map(whole.files);
    const old = files.get(without);
    files.delete(without);
    if (changed && old) files.set(without, { ...old, ...changed });
    return compareEntries(
      whole,
      { ...whole, files },
      {
        programs: ['/app/start.sh', 'tool.py', 'cd'],
        paths: new Map([['/app/data.json', 'ENV DATA names it']]),
        workingFolder: '/app',
        searchPaths: { before: '/bin:/app', after: '/bin:/app' },
      },
    ).findings;
  };
  test('that are all there pass', () => {
    expect(judge('/nowhere')).toEqual([]);
  });
  test.each([
    ['/app/start.sh', 'the program /app/start.sh is missing or not executable'],
    ['/bin/sh', '/bin/sh, the interpreter of /app/start.sh, is missing'],
    ['/bin/python3', 'the program python3, which tool.py needs, is missing or not executable'],
    ['/app/data.json', '/app/data.json is missing (ENV DATA names it)'],
  ])('miss %s', (path, finding) => {
    expect(judge(path)).toEqual([finding]);
  });
  test('must be executable', () => {
    expect(judge('/app/tool.py', { executable: false })).toEqual(['the program tool.py is missing or not executable']);
  });
});

describe('the label', () => {
  const check = (level: LadderCheck['level'], outcome: LadderCheck['outcome']): LadderCheck => ({
    level,
    what: '',
    outcome,
    seconds: 0,
    findings: [],
    notes: [],
  });
  test('says how far it was proven', () => {
    expect(labelOf([check('V0', 'passed')])).toBe('static');
    expect(labelOf([check('V4', 'passed'), check('V5', 'skipped')])).toBe('checked');
    expect(labelOf([check('V4', 'passed'), check('V5', 'passed')])).toBe('verified');
    expect(labelOf([check('V4', 'passed'), check('V5', 'failed')])).toBe('failed');
  });
});
