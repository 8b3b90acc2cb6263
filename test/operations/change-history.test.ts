// How often lines and files changed, as git tells it: line by line through real patches, and in a real repository.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createNodeHost } from '../../server/src/host/node-host.ts';
import { readChangeHistory } from '../../server/src/operations/read-change-history.ts';
import { countEdits, hunksBetween, readHunks } from '../../server/src/operations/trace-edits.ts';

describe('lines followed back', () => {
  const first = 'FROM a\nRUN one\nRUN two\n';
  const second = 'FROM a\nARG x\nRUN one\nRUN two more\n';
  const third = 'FROM a\nARG x\nRUN one\nRUN two more or less\n';

  it('count the patches that changed them', () => {
    const spans = [1, 2, 3, 4].map((line) => ({ from: line, to: line }));
    const edits = countEdits(spans, [], [hunksBetween(second, third), hunksBetween(first, second)]);
    expect([...edits]).toEqual([
      [1, 1],
      [3, 2],
    ]);
  });

  it('are found where the text at hand moved them', () => {
    const now = `# head\n\n${third}`;
    const spans = [{ from: 6, to: 6 }];
    expect(countEdits(spans, hunksBetween(third, now), [hunksBetween(second, third)]).get(0)).toBe(1);
  });

  it('read hunks as diff writes them', () => {
    expect(readHunks('@@ -1 +1,2 @@ x\n-a\n+b\n+c\n@@ -4,0 +6 @@\n+d\n')).toEqual([
      { oldStart: 1, oldCount: 1, newStart: 1, newCount: 2 },
      { oldStart: 4, oldCount: 0, newStart: 6, newCount: 1 },
    ]);
  });
});

describe('a repository', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'plimsoll-history-'));
  const folder = path.join(root, 'service');
  const dockerfile = path.join(folder, 'Dockerfile');
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
      cwd: root,
      stdio: 'ignore',
    });
  const commit = (files: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(root, name), text);
    git('add', '-A');
    git('commit', '-q', '-m', 'x');
  };
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('tells which files changed, and which lines', async () => {
    mkdirSync(folder);
    git('init', '-q');
    const host = createNodeHost({});
    const text = 'FROM a\nCOPY . .\nRUN make\n';
    commit({ 'service/Dockerfile': 'FROM a\nCOPY . .\nRUN true\n', 'service/a b.txt': '1', other: '1' });
    commit({ other: '2' });
    commit({ 'service/Dockerfile': text });
    commit({ 'service/a b.txt': '2', other: '3' });
    const history = await readChangeHistory(host, { folder, dockerfile }, text);
    expect(history.commits).toEqual([['a b.txt'], ['Dockerfile']]);
    expect([...history.edits]).toEqual([[2, 1]]);
  });

  it('is no history where there is none', async () => {
    const none = await readChangeHistory(createNodeHost({}), { folder: tmpdir(), dockerfile }, '');
    expect(none.commits).toEqual([]);
  });
});
