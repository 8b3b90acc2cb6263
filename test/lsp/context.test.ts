import { afterEach, describe, expect, it } from 'vitest';
import type { CodeAction } from 'vscode-languageserver/node';
import { at, startClient, uri, type ClientOptions, type TestClient } from './support/client.ts';

const text = 'FROM debian:12\nCOPY . /app\nCMD ["/app/run"]\n';
const files = { '/project/Dockerfile': text, '/project/.git/objects/pack': 'x'.repeat(500_000), '/project/run': 'x' };
const rule = 'context-without-dockerignore';
const clients: TestClient[] = [];

async function start(options: ClientOptions): Promise<TestClient> {
  const client = await startClient(options);
  clients.push(client);
  client.open(text);
  return client;
}

const hasRule = (all: readonly { code?: unknown }[]): boolean => all.some(({ code }) => code === rule);

afterEach(() => {
  for (const client of clients.splice(0)) client.stop();
});

describe('findings that need the context', () => {
  it('follow the findings of the text, for the same version', async () => {
    const client = await start({ files });
    expect(hasRule(await client.diagnostics(1))).toBe(false);
    expect(hasRule(await client.diagnostics(1, hasRule))).toBe(true);
  });

  it('stay in their place, without a gap, while a person types', async () => {
    const client = await start({ files });
    await client.diagnostics(1, hasRule);
    client.change(2, '# a comment\n', at(0, 0));
    const found = (await client.diagnostics(2)).find(({ code }) => code === rule);
    expect(found?.range.start.line).toBe(2);
  });

  it('go when the ignore file comes', async () => {
    const client = await start({ files });
    await client.diagnostics(1, hasRule);
    await client.host.writeFile('/project/.dockerignore', '.git\n');
    const seen = client.published.length;
    void client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: 'file:///project/.dockerignore', type: 1 }],
    });
    await client.diagnostics(1, (all) => client.published.length > seen && !hasRule(all));
  });

  it('believe the unsaved text of an open ignore file', async () => {
    const client = await start({ files: { ...files, '/project/.dockerignore': '.git\n' } });
    client.open('# nothing is ignored\n', 'file:///project/.dockerignore', 'ignore');
    client.change(2, '', at(0, 0, 1, 0), 'file:///project/.dockerignore');
    expect(Array.isArray(await client.diagnostics(1))).toBe(true);
    expect(client.logged).toEqual([]);
  });

  it('are fixed by a file beside the Dockerfile, where the client can make one', async () => {
    const client = await start({ files });
    const found = (await client.diagnostics(1, hasRule)).find(({ code }) => code === rule);
    const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: found?.range,
      context: { diagnostics: [found], only: ['quickfix'] },
    });
    const changes = actions.flatMap(({ edit }) => edit?.documentChanges ?? []);
    expect(changes).toContainEqual(expect.objectContaining({ kind: 'create', uri: 'file:///project/.dockerignore' }));
  });

  it('are not looked for where there is no disk', async () => {
    const client = await startClient({ files });
    clients.push(client);
    client.open(text, 'untitled:Dockerfile');
    expect(hasRule(await client.diagnostics(1, () => true, 'untitled:Dockerfile'))).toBe(false);
  });
});
