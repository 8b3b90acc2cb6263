// An ignore file in the editor: findings as its Dockerfiles see it, fixes as edits of it, and what a pattern leaves out.
import { afterEach, describe, expect, it } from 'vitest';
import type { CodeAction, Hover } from 'vscode-languageserver/node';
import { applied, at, startClient, uri, type ClientOptions, type TestClient } from './support/client.ts';

const ignoreUri = 'file:///project/.dockerignore';
const ignoreText = '*.json\nnode_modules\n';
const text = 'FROM node:24-slim\nCOPY config.json /\nCOPY . /app\nCMD ["node", "/app/index.js"]\n';
const files = {
  '/project/Dockerfile': text,
  '/project/.dockerignore': ignoreText,
  '/project/config.json': '{}',
  '/project/package.json': '{}',
  '/project/index.js': 'x',
  '/project/node_modules/a/index.js': 'x'.repeat(30_000),
  '/project/node_modules/b/index.js': 'x'.repeat(10_000),
};
const clients: TestClient[] = [];

async function start(options: ClientOptions = {}): Promise<TestClient> {
  const client = await startClient({ files, ...options });
  clients.push(client);
  return client;
}

afterEach(() => {
  for (const client of clients.splice(0)) client.stop();
});

/** Waits until the ignore file is told to have as many findings, in a message after the first `seen` ones. */
async function told(client: TestClient, seen: number, findings: number): Promise<void> {
  const isTold = (): boolean =>
    client.published.slice(seen).some((one) => one.uri === ignoreUri && one.diagnostics.length === findings);
  while (!isTold()) await new Promise((resolve) => setImmediate(resolve));
}

const codes = (all: readonly { code?: unknown }[]): unknown[] => all.map(({ code }) => code);

describe('an open ignore file', () => {
  it('is looked at for the Dockerfile beside it, open or not', async () => {
    const client = await start();
    client.open(ignoreText, ignoreUri, 'ignore');
    expect(codes(await client.diagnostics(1, () => true, ignoreUri))).toEqual(['ignore-pattern-hides-copied-file']);
    let seen = client.published.length;
    client.open(text.replace('COPY config.json /\n', ''));
    await told(client, seen, 0);
    seen = client.published.length;
    client.change(2, text);
    await told(client, seen, 1);
    expect(client.logged).toEqual([]);
    // Why so long: the first test of a file waits for the whole server to be read.
  }, 30_000);

  it('is looked at again while a person types in it, and forgotten when it is closed', async () => {
    const client = await start();
    client.open(text);
    client.open(ignoreText, ignoreUri, 'ignore');
    await client.diagnostics(1, (all) => all.length === 1, ignoreUri);
    client.change(2, '!config.json\n', at(2, 0), ignoreUri);
    expect(codes(await client.diagnostics(2, () => true, ignoreUri))).toEqual([]);
    client.change(3, '[\n', at(3, 0), ignoreUri);
    expect(codes(await client.diagnostics(3, () => true, ignoreUri))).toEqual(['ignore-pattern-malformed']);
    const seen = client.published.length;
    client.close(ignoreUri);
    await told(client, seen, 0);
    expect(client.logged).toEqual([]);
  });

  it('is fixed by an edit of its own text', async () => {
    const client = await start();
    client.open(text);
    client.open(ignoreText, ignoreUri, 'ignore');
    const [found] = await client.diagnostics(1, (all) => all.length === 1, ignoreUri);
    const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: ignoreUri },
      range: found?.range,
      context: { diagnostics: [found] },
    });
    expect(actions.map(({ title }) => title)).toEqual([
      'Let config.json through',
      'Ignore ignore-pattern-hides-copied-file here',
    ]);
    expect(applied(ignoreText, actions[0]?.edit, ignoreUri)).toBe(`${ignoreText}!config.json\n`);
    expect(applied(ignoreText, actions[1]?.edit, ignoreUri)).toBe(
      `# plimsoll ignore=ignore-pattern-hides-copied-file\n${ignoreText}`,
    );
  });

  it('is edited, not replaced, by a fix of the Dockerfile', async () => {
    const client = await start();
    client.open(text);
    const isIgnored = ({ code }: { code?: unknown }): boolean => code === 'copied-file-ignored';
    const found = (await client.diagnostics(1, (all) => all.some(isIgnored))).find(isIgnored);
    const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: found?.range,
      context: { diagnostics: [found], only: ['quickfix'] },
    });
    const fix = actions.find(({ title }) => title.startsWith('Let'));
    expect(fix?.edit?.documentChanges?.some((change) => 'kind' in change)).toBe(false);
    expect(applied(ignoreText, fix?.edit, ignoreUri)).toBe(`${ignoreText}!config.json\n`);
  });

  it('tells of a pattern what it leaves out', async () => {
    const client = await start();
    client.open(ignoreText, ignoreUri, 'ignore');
    const hoverAt = async (line: number): Promise<unknown> =>
      (
        await client.request<Hover | null>('textDocument/hover', {
          textDocument: { uri: ignoreUri },
          position: { line, character: 2 },
        })
      )?.contents;
    expect(await hoverAt(1)).toEqual({ kind: 'markdown', value: 'Leaves out 2 files, **40 kB**.' });
    expect(await hoverAt(2)).toBeUndefined();
  });
});

describe('files that a change of the text names', () => {
  it('are read behind it, without a save', async () => {
    const requirements = { '/project/requirements/serve.txt': 'torch==2.4.1\n', '/project/app.py': 'x' };
    const client = await start({ files: { ...requirements, '/project/Dockerfile': 'FROM python:3.13-slim\n' } });
    const before = 'FROM python:3.13-slim\nWORKDIR /app\nCOPY . .\nCMD ["uvicorn", "app:app"]\n';
    client.open(before);
    await client.diagnostics(1);
    client.change(2, 'RUN pip install --no-cache-dir -r requirements/serve.txt\n', at(3, 0));
    expect(codes(await client.diagnostics(2, (all) => codes(all).includes('cuda-torch-in-cpu-service')))).toContain(
      'cuda-torch-in-cpu-service',
    );
  });
});
