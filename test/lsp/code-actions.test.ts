import { afterEach, describe, expect, it } from 'vitest';
import type { CodeAction } from 'vscode-languageserver/node';
import {
  applied,
  at,
  fullCapabilities,
  startClient,
  uri,
  type ClientOptions,
  type TestClient,
} from './support/client.ts';

const dirty = 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\nCMD ["curl"]\n';
const clients: TestClient[] = [];

async function start(text: string, options?: ClientOptions): Promise<TestClient> {
  const client = await startClient(options);
  clients.push(client);
  client.open(text);
  await client.diagnostics(1);
  return client;
}

function ofKind(actions: readonly CodeAction[], kind: string): CodeAction[] {
  return actions.filter((action) => action.kind === kind);
}

afterEach(() => {
  for (const client of clients.splice(0)) client.stop();
});

describe('quick fixes', () => {
  it('answer the diagnostic they are for, and put it right', async () => {
    const client = await start(dirty);
    const [found] = (await client.diagnostics(1)).filter(({ code }) => code === 'apt-lists-left-in-layer');
    const actions = await client.actions(at(1, 6), ['quickfix'], found === undefined ? [] : [found]);
    const fix = actions.find(({ diagnostics }) => diagnostics?.[0]?.code === 'apt-lists-left-in-layer');
    expect(fix?.diagnostics).toEqual([found]);
    expect(fix?.edit?.documentChanges?.[0]).toMatchObject({ textDocument: { uri, version: 1 } });
    const fixed = applied(dirty, fix?.edit);
    expect(fixed).toContain('/var/lib/apt/lists');
    client.change(2, fixed);
    expect((await client.diagnostics(2)).map(({ code }) => code)).not.toContain('apt-lists-left-in-layer');
  });

  it('prefer at most one fix of a finding', async () => {
    const client = await start(dirty);
    const actions = ofKind(await client.actions(at(1, 6, 1, 6)), 'quickfix');
    const preferred = new Map<unknown, number>();
    for (const { diagnostics, isPreferred } of actions)
      if (isPreferred === true) preferred.set(diagnostics?.[0]?.code, (preferred.get(diagnostics?.[0]?.code) ?? 0) + 1);
    expect([...preferred.values()].every((count) => count === 1)).toBe(true);
    expect(preferred.size).toBeGreaterThan(0);
  });

  it('silence a rule where it stands, and add to the comment that is there', async () => {
    const client = await start(dirty);
    const ignore = async (rule: string): Promise<CodeAction | undefined> =>
      (await client.actions(at(1, 6, 1, 30), ['quickfix'])).find(({ title }) => title === `Ignore ${rule} here`);
    const once = applied(dirty, (await ignore('apt-lists-left-in-layer'))?.edit);
    expect(once).toBe(dirty.replace('RUN', '# plimsoll ignore=apt-lists-left-in-layer\nRUN'));
    client.change(2, once);
    const left = await client.diagnostics(2);
    expect(left.map(({ code }) => code)).not.toContain('apt-lists-left-in-layer');
    expect(left.map(({ code }) => code)).toContain('apt-recommends-installed');
    const second = (await client.actions(at(2, 30, 2, 34), ['quickfix'])).find(
      ({ title }) => title === 'Ignore apt-recommends-installed here',
    );
    expect(applied(once, second?.edit)).toContain('ignore=apt-lists-left-in-layer,apt-recommends-installed\n');
  });

  it('are plain edits for clients without versions', async () => {
    const client = await start(dirty, { capabilities: {} });
    const [fix] = await client.actions(at(1, 6), ['quickfix']);
    expect(fix?.edit?.changes?.[uri]).toBeDefined();
  });

  it('are not given where nothing was found, or another kind was asked for', async () => {
    const client = await start(dirty);
    expect(await client.actions(at(2, 1), ['quickfix'])).toEqual([]);
    expect(ofKind(await client.actions(at(1, 6), ['source.organizeImports']), 'quickfix')).toEqual([]);
    expect(
      await client.request('textDocument/codeAction', {
        textDocument: { uri: 'file:///project/unknown' },
        range: at(0, 0),
        context: { diagnostics: [] },
      }),
    ).toEqual([]);
  });
});

describe('source.fixAll.plimsoll', () => {
  it('fixes everything that is safe when it is resolved, and then has nothing left to do', async () => {
    const client = await start(dirty);
    const [action] = await client.actions(at(0, 0, 3, 0), ['source.fixAll.plimsoll']);
    expect(action).toMatchObject({ kind: 'source.fixAll.plimsoll' });
    expect(action?.edit).toBeUndefined();
    const resolved = await client.request<CodeAction>('codeAction/resolve', action);
    const fixed = applied(dirty, resolved.edit);
    expect(fixed).toContain('/var/lib/apt/lists');
    client.change(2, fixed);
    await client.diagnostics(2);
    const [again] = await client.actions(at(0, 0, 3, 0), ['source.fixAll']);
    expect((await client.request<CodeAction>('codeAction/resolve', again)).edit).toBeUndefined();
  });

  it('is cancelled when the text has changed since', async () => {
    const client = await start(dirty);
    const [action] = await client.actions(at(0, 0, 3, 0), ['source.fixAll.plimsoll']);
    client.change(2, '# a\n', at(0, 0));
    await client.diagnostics(2);
    await expect(client.request('codeAction/resolve', action)).rejects.toMatchObject({ code: -32_800 });
  });

  it('is not in the light bulb', async () => {
    const client = await start(dirty);
    expect(ofKind(await client.actions(at(1, 6)), 'source.fixAll.plimsoll')).toEqual([]);
  });

  it('comes with its edit for clients that cannot resolve', async () => {
    const client = await start(dirty, { capabilities: {} });
    const [action] = await client.actions(at(0, 0), ['source']);
    expect(applied(dirty, action?.edit)).toContain('/var/lib/apt/lists');
  });
});

const single = `FROM python:3.13-trixie
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends build-essential && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY app app
CMD ["python", "-m", "app"]
`;
const files = {
  '/project/requirements.txt': 'numpy==2.1.0\n',
  '/project/app/__main__.py': 'print("hello")\n',
  '/project/.dockerignore': '.git\n',
};
const kind = 'refactor.rewrite.plimsoll.multiStage';

describe('the multi-stage rewrite', () => {
  it('is a refactoring on FROM that asks to be confirmed', async () => {
    const client = await start(single, { files });
    const [action] = ofKind(await client.actions(at(0, 2), ['refactor']), kind);
    expect(action?.disabled).toBeUndefined();
    const resolved = await client.request<CodeAction>('codeAction/resolve', action);
    const [annotation] = Object.values(resolved.edit?.changeAnnotations ?? {});
    expect(annotation?.needsConfirmation).toBe(true);
    expect(applied(single, resolved.edit).match(/^FROM /gm)?.length).toBe(2);
  });

  it('is a quick fix on what it cures', async () => {
    const client = await start(single, { files });
    const cured = (await client.diagnostics(1)).find(({ code }) => code === 'build-tools-in-final-stage');
    expect(cured).toBeDefined();
    const actions = await client.actions(cured?.range ?? at(0, 0), ['quickfix'], cured === undefined ? [] : [cured]);
    const rewrite = actions.find(({ title }) => title === 'Convert to multi-stage');
    expect(rewrite?.diagnostics).toContainEqual(cured);
  });

  it('opens the preview of a client that has one', async () => {
    const client = await start(single, { files, initializationOptions: { ownCommands: true } });
    const [action] = ofKind(await client.actions(at(0, 2), ['refactor']), kind);
    expect(action?.command).toMatchObject({ command: 'plimsoll.convertToMultiStage', arguments: [uri] });
    expect(action?.edit).toBeUndefined();
  });

  it('says why it is refused', async () => {
    const client = await start('FROM scratch\nCOPY app /app\n');
    const [action] = ofKind(await client.actions(at(0, 2), ['refactor']), kind);
    expect(action?.disabled?.reason.length).toBeGreaterThan(10);
    expect(ofKind(await client.actions(at(0, 2), ['quickfix']), 'quickfix').map(({ title }) => title)).not.toContain(
      'Convert to multi-stage',
    );
  });

  it('is not named to clients that show no reasons', async () => {
    const { codeAction, ...textDocument } = fullCapabilities.textDocument ?? {};
    const client = await start('FROM scratch\nCOPY app /app\n', {
      capabilities: { ...fullCapabilities, textDocument },
    });
    expect(codeAction).toBeDefined();
    expect(await client.actions(at(0, 2), ['refactor'])).toEqual([]);
  });
});
