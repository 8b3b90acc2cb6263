// What the editor hears of a rewrite that was verified in an earlier session, and of lines that a person put elsewhere.
import { afterEach, describe, expect, it } from 'vitest';
import type { CodeLens } from 'vscode-languageserver/node';
import { hashText, keepVerification } from '../../server/src/operations/keep-verification.ts';
import type { Verification } from '../../server/src/operations/verify/verification.ts';
import { methods, type PlanAnswer, type PlanPreview, type VerifyAnswer } from '../../server/src/protocol.ts';
import { at, startClient, uri, type TestClient } from './support/client.ts';

const path = '/project/Dockerfile';
const text = `FROM debian:bookworm
RUN apt-get update && apt-get install -y gcc libc6-dev
COPY main.c /src/main.c
RUN gcc -o /usr/local/bin/main /src/main.c
CMD ["/usr/local/bin/main"]
`;
const clients: TestClient[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.stop();
});

async function start(label?: Verification['label']): Promise<TestClient> {
  const kept = label === undefined ? null : { label, rewrite: await rewritten() };
  const client = await startClient({
    files: { [path]: text },
    initializationOptions: { ownCommands: true, trusted: true },
    prepare: async (host) => {
      if (kept === null) return;
      const outcome = kept.label === 'failed' ? 'failed' : 'passed';
      const image = (diskBytes: number): { diskBytes: number; layers: [] } => ({ diskBytes, layers: [] });
      await keepVerification(host, path, {
        text: hashText(text),
        rewrite: hashText(kept.rewrite),
        verified: 1,
        mended: null,
        verification: {
          label: kept.label,
          checks: [{ level: 'V3', what: 'entry points', outcome, seconds: 1, findings: ['a is missing'], notes: [] }],
          before: 400_000_000,
          after: 80_000_000,
          images: { before: image(400_000_000), after: image(80_000_000) },
          repairs: [],
        },
      });
    },
  });
  clients.push(client);
  client.open(text);
  return client;
}

async function planned(client: TestClient, line?: number, side: 'builder' | 'final' = 'final'): Promise<PlanAnswer> {
  const places = line === undefined ? [] : [{ line, side }];
  return client.request<PlanAnswer>(methods.plan, { uri, places });
}

async function previewIn(client: TestClient): Promise<PlanPreview> {
  const answer = await planned(client);
  if (answer.kind !== 'plan') throw new Error(JSON.stringify(answer));
  return answer.preview;
}

async function rewritten(): Promise<string> {
  return (await previewIn(await start())).after;
}

async function lenses(client: TestClient): Promise<readonly string[]> {
  const all = await client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
  return all.map(({ command }) => command?.title ?? '');
}

describe('a rewrite that was verified', () => {
  it('is shown with its ladder, in the preview and above FROM', { timeout: 30_000 }, async () => {
    const client = await start('verified');
    expect((await previewIn(client)).verification).toMatchObject({
      label: 'verified',
      after: { diskBytes: 80_000_000 },
    });
    expect(await lenses(client)).toContain('Convert to multi-stage (verified, 400 MB → 80 MB)');
  });

  it('is no longer when the text changes, and is again when that is undone', { timeout: 30_000 }, async () => {
    const client = await start('verified');
    client.change(2, text.replace('main.c /src', '--chmod=644 main.c /src'));
    expect((await previewIn(client)).verification).toBeNull();
    client.change(3, text);
    expect((await previewIn(client)).verification).not.toBeNull();
  });

  it('is not offered where it was withdrawn: the failed check is the reason', { timeout: 30_000 }, async () => {
    const client = await start('failed');
    const [action] = await client.actions(at(0, 2), ['refactor.rewrite.plimsoll.multiStage']);
    expect(action?.disabled?.reason).toBe('the rewrite does not pass V3 (entry points): a is missing');
    expect(await lenses(client)).toContain('Multi-stage rewrite withdrawn: see why');
  });
});

describe('a line put into the other stage', () => {
  it('is followed, or refused at its place', { timeout: 30_000 }, async () => {
    const client = await start();
    const answer = await planned(client, 2);
    if (answer.kind !== 'plan') throw new Error(JSON.stringify(answer));
    expect(answer.preview.lines.find(({ place }) => place?.line === 2)?.place).toEqual({
      line: 2,
      side: 'both',
      chosen: true,
    });
    expect(answer.preview.places).toEqual([{ line: 2, side: 'final' }]);
    expect(await planned(client, 3)).toMatchObject({
      kind: 'refused',
      refusals: [{ code: 'misplaced', range: { start: { line: 3 } } }],
    });
  });
});

describe('verifying', () => {
  const params = { uri, context: '/project', target: null, buildArgs: {} };

  it('runs nothing without trust, without an engine, or on a file that is not saved', { timeout: 30_000 }, async () => {
    const client = await start();
    const verify = async (): Promise<VerifyAnswer> => client.request<VerifyAnswer>(methods.verifyRewrite, params);
    expect(await verify()).toMatchObject({ kind: 'failed', failure: 'no-client' });
    client.change(2, `${text}# not saved\n`);
    expect(await verify()).toMatchObject({ kind: 'failed', failure: 'unreadable' });
    void client.connection.sendNotification(methods.trustChanged, { trusted: false });
    client.host.requests.length = 0;
    expect(await verify()).toMatchObject({ kind: 'failed', failure: 'untrusted' });
    expect(client.host.requests).toEqual([]);
  });
});
