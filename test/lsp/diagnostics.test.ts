import { afterEach, describe, expect, it } from 'vitest';
import { at, startClient, uri, type ClientOptions, type TestClient } from './support/client.ts';

const dirty = 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\nCMD ["curl"]\n';
const clients: TestClient[] = [];

async function start(options?: ClientOptions): Promise<TestClient> {
  const client = await startClient(options);
  clients.push(client);
  return client;
}

afterEach(() => {
  for (const client of clients.splice(0)) client.stop();
});

describe('diagnostics', () => {
  it('come with rule id, page, source and severity when a Dockerfile is opened', async () => {
    const client = await start();
    client.open(dirty);
    const found = (await client.diagnostics(1)).find(({ code }) => code === 'apt-lists-left-in-layer');
    expect(found).toMatchObject({
      source: 'plimsoll',
      severity: 2,
      codeDescription: { href: expect.stringContaining('docs/rules/apt-lists-left-in-layer.md') as unknown },
    });
    expect(found?.range.start.line).toBe(1);
  });

  it('follow an incremental change', async () => {
    const client = await start();
    client.open(dirty);
    await client.diagnostics(1);
    client.change(2, ' && rm -rf /var/lib/apt/lists/*', at(1, 45));
    expect((await client.diagnostics(2)).map(({ code }) => code)).not.toContain('apt-lists-left-in-layer');
  });

  it('keep their place when lines are put above them', async () => {
    const client = await start();
    client.open(dirty);
    await client.diagnostics(1);
    client.change(2, '# one\n# two\n', at(0, 0));
    const found = (await client.diagnostics(2)).find(({ code }) => code === 'apt-lists-left-in-layer');
    expect(found?.range.start.line).toBe(3);
  });

  it('are never published for a version that a newer one has overtaken in the same burst', async () => {
    const client = await start();
    client.open(dirty);
    await client.diagnostics(1);
    for (let version = 2; version <= 30; version++) client.change(version, '#', at(0, 0));
    await client.diagnostics(30);
    const versions = client.published.map(({ version }) => version ?? 0);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(versions.length).toBeLessThan(25);
  });

  it('are taken back when the document is closed', async () => {
    const client = await start();
    client.open(dirty);
    await client.diagnostics(1);
    client.close();
    await client.request('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 6 } });
    expect(client.published.at(-1)).toMatchObject({ uri, diagnostics: [] });
  });

  it('are not made for files that are no Dockerfile', async () => {
    const client = await start();
    client.open(dirty, 'file:///project/notes.txt', 'plaintext');
    client.open(dirty);
    await client.diagnostics(1);
    expect(client.published.every((one) => one.uri === uri)).toBe(true);
  });

  it.each([
    ['binary text', '\u0000\u0001FROM \uFFFD\u0000\nRUN \u0007\n'],
    ['a huge line', `FROM debian:12\nRUN echo ${'x'.repeat(300_000)}\n`],
    ['nothing', ''],
    ['an unfinished heredoc', 'FROM debian:12\nRUN <<EOF\napt-get update\n'],
    ['only a continuation', 'RUN \\'],
  ])('survive %s', async (_, text) => {
    const client = await start();
    client.open(text);
    expect(Array.isArray(await client.diagnostics(1))).toBe(true);
    expect(client.logged).toEqual([]);
  });

  it('clamp changes that lie outside the text', async () => {
    const client = await start();
    client.open('FROM debian:12\n');
    await client.diagnostics(1);
    client.change(2, 'RUN apt-get update\n', at(99, 99, 120, 3));
    client.change(3, 'X', at(-1, 0, 0, 9999));
    expect(Array.isArray(await client.diagnostics(3))).toBe(true);
  });

  it('obey severities from the initialization options', async () => {
    const client = await start({
      initializationOptions: { settings: { rules: { 'apt-lists-left-in-layer': 'off' } } },
    });
    client.open(dirty);
    expect((await client.diagnostics(1)).map(({ code }) => code)).not.toContain('apt-lists-left-in-layer');
  });

  it('change with the settings', async () => {
    let settings: unknown = {};
    const client = await start({ configuration: () => settings });
    client.open(dirty);
    await client.diagnostics(1, (all) =>
      all.some(({ code, severity }) => code === 'apt-lists-left-in-layer' && severity === 2),
    );
    settings = { rules: { 'apt-lists-left-in-layer': 'error' } };
    void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.diagnostics(1, (all) =>
      all.some(({ code, severity }) => code === 'apt-lists-left-in-layer' && severity === 1),
    );
  });

  it("obey the project's plimsoll.json, and the editor's word over it", async () => {
    const files = {
      '/project/plimsoll.json': '{"rules":{"apt-lists-left-in-layer":"error","apt-recommends-installed":"error"}}',
    };
    const client = await start({ files, configuration: () => ({ rules: { 'apt-recommends-installed': 'hint' } }) });
    client.open(dirty);
    const found = await client.diagnostics(1, (all) =>
      all.some(({ code, severity }) => code === 'apt-lists-left-in-layer' && severity === 1),
    );
    expect(found.find(({ code }) => code === 'apt-recommends-installed')?.severity).toBe(4);
  });
});
