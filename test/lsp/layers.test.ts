import { afterEach, describe, expect, it } from 'vitest';
import type { CodeLens, InlayHint } from 'vscode-languageserver/node';
import { keepRecord } from '../../server/src/operations/keep-record.ts';
import { methods, type LayerView } from '../../server/src/protocol.ts';
import type { MemoryHost } from '../support/memory-host.ts';
import { at, fullCapabilities, startClient, uri, type ClientOptions, type TestClient } from './support/client.ts';
import { measuredBuild, measuredText } from './support/measured.ts';

const clients: TestClient[] = [];

async function prepare(host: MemoryHost): Promise<void> {
  await keepRecord(host, measuredBuild, null);
}

/** A client on the measured text, once the record of the last session is there. */
async function startMeasured(options: ClientOptions = {}): Promise<TestClient> {
  const client = await startClient({ initializationOptions: { ownCommands: true }, prepare, ...options });
  clients.push(client);
  client.open(measuredText);
  for (let tries = 0; tries < 200; tries++) {
    if ((await layersOf(client)) !== null) return client;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('the record was not restored');
}

const layersOf = (client: TestClient): Promise<LayerView | null> => client.request(methods.layers, { uri });

async function hintsOf(client: TestClient): Promise<readonly InlayHint[]> {
  return client.request('textDocument/inlayHint', { textDocument: { uri }, range: at(0, 0, 99, 0) });
}

async function labelsOf(client: TestClient): Promise<readonly string[]> {
  return (await hintsOf(client)).map(
    ({ position, label }) => `${position.line} ${typeof label === 'string' ? label : ''}`,
  );
}

async function lensesOf(client: TestClient): Promise<readonly (string | undefined)[]> {
  const lenses = await client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
  return lenses.map(({ command }) => command?.title);
}

afterEach(() => {
  for (const client of clients.splice(0)) client.stop();
});

describe('sizes at the ends of lines', () => {
  it('are those of the last build, restored in a new session', async () => {
    const client = await startMeasured();
    expect(await labelsOf(client)).toEqual(['0 base 120 MB', '2 +287 MB · 4.2 s', '3 +4 MB · 4.2 s', '4 +0 B · 4.2 s']);
    const [base] = await hintsOf(client);
    expect(base?.position).toEqual({ line: 0, character: 'FROM debian:12'.length });
  });

  it('are muted and dated where the line, or one above it, was changed', async () => {
    const client = await startMeasured();
    client.change(2, ' make', at(2, measuredText.split('\n')[2]?.length ?? 0));
    const labels = await labelsOf(client);
    expect(labels[0]).toBe('0 base 120 MB');
    expect(labels.filter((label) => label.startsWith('2 '))).toEqual([]);
    expect(labels[1]).toMatch(/^3 ≈ \+4 MB on \d{4}-\d\d-\d\d$/);
  });

  it('follow their lines', async () => {
    const client = await startMeasured();
    client.change(2, '# a comment\n', at(1, 0));
    expect(await labelsOf(client)).toEqual(['0 base 120 MB', '3 +287 MB · 4.2 s', '4 +4 MB · 4.2 s', '5 +0 B · 4.2 s']);
  });

  it('are not shown where the settings say so', async () => {
    const settings = { lineSizes: 'off', codeLens: false };
    const client = await startMeasured({ initializationOptions: { ownCommands: true, settings } });
    expect(await labelsOf(client)).toEqual([]);
    expect(await lensesOf(client)).toEqual([]);
  });

  it('are estimates, called so, where the settings ask for them and nothing was measured', async () => {
    const settings = { lineSizes: 'estimated' };
    const client = await startClient({ initializationOptions: { settings } });
    clients.push(client);
    client.open('FROM debian:12\nRUN apt-get update && apt-get install -y build-essential\n');
    expect((await labelsOf(client))[0]).toMatch(/^1 est\. \d+ MB$/);
  });
});

describe('what was found in the layers', () => {
  const codesOn = (found: readonly { code?: unknown; range: { start: { line: number } } }[], line: number): unknown[] =>
    found.filter(({ range }) => range.start.line === line).map(({ code }) => code);

  it('is underlined in place of what the text foresees, with its fixes', async () => {
    const client = await startMeasured();
    const found = await client.diagnostics(1, (all) => all.some(({ code }) => code === 'cache-found-in-layer'));
    expect(codesOn(found, 2)).toContain('cache-found-in-layer');
    expect(codesOn(found, 2)).not.toContain('apt-lists-left-in-layer');
    expect(codesOn(found, 4)).toContain('dead-bytes-in-layer');
    expect(codesOn(found, 4)).not.toContain('removal-in-later-layer');
    const here = found.find(({ code }) => code === 'cache-found-in-layer');
    const actions = await client.actions(here?.range ?? at(2, 0), ['quickfix'], here ? [here] : []);
    expect(actions.map(({ title }) => title).join('\n')).toContain('lists');
  });

  it('gives way to the rules on the text where the line was changed since', async () => {
    const client = await startMeasured();
    await client.diagnostics(1, (all) => all.some(({ code }) => code === 'cache-found-in-layer'));
    client.change(2, ' make', at(2, measuredText.split('\n')[2]?.length ?? 0));
    const found = await client.diagnostics(2, (all) => all.every(({ code }) => code !== 'cache-found-in-layer'));
    expect(codesOn(found, 2)).toContain('apt-lists-left-in-layer');
  });
});

describe('what measuring keeps', () => {
  it('is told, and cleared when it is to be', async () => {
    let kept: MemoryHost | undefined;
    const client = await startMeasured({
      async prepare(host) {
        kept = host;
        await prepare(host);
        await host.writeFile(`${host.cacheFolder}/layers/a.gz`, 'x'.repeat(40));
      },
    });
    const folder = kept?.cacheFolder;
    expect(await client.request(methods.kept, { clear: false })).toEqual({ folder, diskBytes: 40, failure: null });
    expect(await client.request(methods.kept, { clear: true })).toEqual({ folder, diskBytes: 0, failure: null });
    expect(await layersOf(client)).not.toBeNull();
  });
});

describe('code lenses', () => {
  it('lead to the layers once there are some', async () => {
    const client = await startMeasured();
    expect(await lensesOf(client)).toEqual(expect.arrayContaining(['411 MB: show layers', 'Build and measure again']));
  });

  it('are not given to clients that have no such commands', async () => {
    const client = await startMeasured({ initializationOptions: {} });
    expect(await lensesOf(client)).toEqual([]);
  });
});

describe('the layer view', () => {
  it('holds the base apart from our own lines', async () => {
    const view = await layersOf(await startMeasured());
    expect(view).toMatchObject({
      dockerfile: 'Dockerfile',
      fileBytes: 411_000_000,
      base: { reference: 'debian:12', line: 0, fileBytes: 120_000_000 },
      dead: [{ writer: 0, killer: 2, deletedBytes: 90_000_000 }],
    });
    expect(view?.rows.map(({ startLine, fileBytes, current }) => [startLine, fileBytes, current])).toEqual([
      [2, 287_000_000, true],
      [3, 4_000_000, true],
      [4, 0, true],
    ]);
    expect(view?.files.map(({ row, base, live }) => [row, base, live])).toEqual([
      [0, false, false],
      [1, false, true],
      [null, true, true],
    ]);
  });

  it('follows the text', async () => {
    const client = await startMeasured();
    client.change(2, '', at(3, 0, 4, 0));
    const view = await layersOf(client);
    expect(view?.rows.map(({ startLine, current }) => [startLine, current])).toEqual([
      [2, true],
      [null, false],
      [3, false],
    ]);
  });

  it('is nothing before the first build', async () => {
    const client = await startClient({ capabilities: fullCapabilities });
    clients.push(client);
    client.open(measuredText);
    expect(await layersOf(client)).toBeNull();
  });
});
