import { afterEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import {
  methods,
  type BuildAnswer,
  type BuildChoices,
  type EngineStatus,
  type PlanAnswer,
} from '../../server/src/protocol.ts';
import { unavailable } from '../../server/src/host/host.ts';
import { startClient, uri, type ClientOptions, type TestClient } from './support/client.ts';

const text = 'ARG TAG\nFROM debian:12 AS build\nARG TOKEN\nARG LEVEL=3\nRUN make\nFROM debian:12\nCMD ["x"]\n';
const params = { uri, context: '/project', target: null, buildArgs: {} };
const clients: TestClient[] = [];

async function start(options: ClientOptions = {}): Promise<TestClient> {
  const client = await startClient({ files: { '/project/Dockerfile': text }, ...options });
  clients.push(client);
  client.open(text);
  return client;
}

afterEach(() => {
  for (const client of clients.splice(0)) client.stop();
});

describe('a build', () => {
  it('runs nothing in a folder that is not trusted, and says so', async () => {
    const client = await start();
    expect(await client.request<BuildAnswer>(methods.buildAndMeasure, params)).toMatchObject({
      kind: 'failed',
      failure: 'untrusted',
    });
    expect(await client.request<EngineStatus>(methods.engineStatus, null)).toMatchObject({ engine: null });
    expect(client.host.requests).toEqual([]);
  });

  it('says in one message that there is no engine', async () => {
    const client = await start({ initializationOptions: { trusted: true } });
    const answer = await client.request<BuildAnswer>(methods.buildAndMeasure, params);
    expect(answer).toMatchObject({ kind: 'failed', failure: 'no-client' });
    expect(client.logged).toEqual([]);
  });

  it('may run once trust is given', async () => {
    const client = await start();
    void client.connection.sendNotification(methods.trustChanged, { trusted: true });
    const answer = await client.request<BuildAnswer>(methods.buildAndMeasure, params);
    expect(answer).toMatchObject({ kind: 'failed', failure: 'no-client' });
  });

  it('ends when it is cancelled', async () => {
    const client = await start({
      initializationOptions: { trusted: true },
      run: ({ signal }) =>
        new Promise((resolve) => {
          signal?.addEventListener('abort', () => resolve(unavailable('docker', 'cancelled')), { once: true });
          cancel.cancel();
        }),
    });
    const cancel = new CancellationTokenSource();
    const answer = await client.request<BuildAnswer>(methods.buildAndMeasure, params, cancel.token);
    expect(answer).toEqual({ kind: 'cancelled' });
  });

  it('asks only for what the text declares', async () => {
    const client = await start();
    expect(await client.request<BuildChoices>(methods.buildChoices, { uri })).toEqual({
      dockerfile: '/project/Dockerfile',
      contexts: ['/project'],
      stages: ['build'],
      buildArgs: [
        { name: 'TAG', value: null, line: 0 },
        { name: 'TOKEN', value: null, line: 2 },
        { name: 'LEVEL', value: '3', line: 3 },
      ],
      declared: [],
    });
  });

  it('offers how files of the project build it, without what the settings decide', async () => {
    const compose = 'services:\n  web:\n    build: { context: ., target: build, args: { TOKEN: a, LEVEL: 4 } }\n';
    const client = await start({
      files: { '/project/Dockerfile': text, '/project/compose.yaml': compose },
      initializationOptions: { settings: { buildArguments: { TOKEN: 'x' } } },
    });
    const { declared } = await client.request<BuildChoices>(methods.buildChoices, { uri });
    expect(declared).toEqual([
      {
        label: 'compose.yaml, service web',
        context: '/project',
        target: 'build',
        buildArgs: { LEVEL: '4' },
        platforms: [],
      },
    ]);
  });

  it('does not ask for what the settings decide', async () => {
    const settings = { buildArguments: { TOKEN: 'x', TAG: 'y' } };
    const client = await start({ initializationOptions: { settings } });
    const choices = await client.request<BuildChoices>(methods.buildChoices, { uri });
    expect(choices.buildArgs.map(({ name }) => name)).toEqual(['LEVEL']);
  });
});

describe('a plan', () => {
  const single = `FROM python:3.13-trixie
RUN apt-get update && apt-get install -y --no-install-recommends build-essential
RUN pip install numpy==2.1.0
CMD ["python", "-c", "import numpy"]
`;

  it('is drawn as a diff whose sides are the two texts, with reasons', async () => {
    const client = await startClient();
    clients.push(client);
    client.open(single);
    const answer = await client.request<PlanAnswer>(methods.plan, { uri });
    if (answer.kind !== 'plan') throw new Error(JSON.stringify(answer));
    const { lines, after, edits, version } = answer.preview;
    const side = (place: 'before' | 'after'): string =>
      `${lines
        .filter((line) => line[place] !== null)
        .map((line) => line.text)
        .join('\n')}\n`;
    expect(side('before')).toBe(single);
    expect(side('after')).toBe(after);
    expect(edits.length).toBeGreaterThan(0);
    expect(version).toBe(1);
    const planned = lines.filter(({ after: at, text: line }) => at !== null && /^(?:FROM|RUN|COPY|CMD)\b/.test(line));
    expect(planned.every(({ note }) => (note?.reason.length ?? 0) > 3)).toBe(true);
  });

  it('is refused with a place', async () => {
    const client = await startClient();
    clients.push(client);
    client.open('FROM scratch\nCOPY app /app\n');
    const answer = await client.request<PlanAnswer>(methods.plan, { uri });
    expect(answer.kind).toBe('refused');
    expect(answer.kind === 'refused' && answer.refusals[0]?.message.length).toBeGreaterThan(10);
  });

  it('is none for a document that is not open', async () => {
    const client = await startClient();
    clients.push(client);
    expect(await client.request<PlanAnswer>(methods.plan, { uri })).toMatchObject({ kind: 'none' });
  });
});
