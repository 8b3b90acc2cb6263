// The rewrite of a file whose very text was built and measured: what the image shows takes the place of predictions, when a
// person looks at the plan and never before; it is read once.
import { afterEach, describe, expect, it } from 'vitest';
import { keepRecord } from '../../server/src/operations/keep-record.ts';
import { methods, type PlanAnswer } from '../../server/src/protocol.ts';
import { fakeEngine, type FakeEngine, type FakeImage } from '../support/fake-engine.ts';
import type { MemoryHost } from '../support/memory-host.ts';
import { at, startClient, uri, type TestClient } from './support/client.ts';
import { measuredBuild } from './support/measured.ts';

const path = '/project/Dockerfile';
const text = `FROM debian:bookworm
RUN apt-get update && apt-get install -y build-essential wget
RUN wget -q https://get.example.org/tool.sh && sh tool.sh
CMD ["/opt/tool/bin/tool"]
`;
/** The script is no file of the context, so that nothing but its layer tells what it left. */
const image: FakeImage = {
  layers: [
    {
      command: 'base',
      files: [
        { name: 'bin/sh', mode: 0o755 },
        { name: 'opt/', type: '5', mode: 0o755 },
      ],
    },
    {
      command: 'RUN /bin/sh -c apt-get update && apt-get install -y build-essential wget # buildkit',
      files: [{ name: 'usr/bin/wget', mode: 0o755 }],
    },
    {
      command: 'RUN /bin/sh -c wget -q https://get.example.org/tool.sh && sh tool.sh # buildkit',
      files: [
        { name: 'opt/tool/bin/tool', content: '#!/bin/sh\n', mode: 0o755 },
        { name: 'etc/tool.conf', content: 'light\n' },
      ],
    },
    { command: 'CMD ["/opt/tool/bin/tool"]', files: [] },
  ],
  config: { Cmd: ['/opt/tool/bin/tool'] },
};
const clients: TestClient[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.stop();
});

/** An editor on `text`, of which this engine's image was measured. `earlier`: what an earlier session kept is there too. */
async function start({
  engine = fakeEngine(() => null),
  trusted = true,
  earlier,
}: { engine?: FakeEngine; trusted?: boolean; earlier?: MemoryHost } = {}): Promise<{
  client: TestClient;
  engine: FakeEngine;
}> {
  const imageId = engine.hold(image, 'app:1');
  const client = await startClient({
    files: { [path]: text },
    initializationOptions: { ownCommands: true, trusted },
    run: (request) => engine.run(request),
    prepare: async (host) => {
      await keepRecord(host, { ...measuredBuild, dockerfile: path, text, imageId }, null);
      const kept = `${host.cacheFolder}/evidence/${imageId.slice('sha256:'.length)}.gz`;
      const bytes = await earlier?.readFile(kept, 1 << 20);
      if (bytes instanceof Uint8Array) await host.writeFile(kept, bytes);
    },
  });
  engine.use(client.host);
  clients.push(client);
  client.open(text);
  // Why: the record of the last build is read behind the first findings.
  await client.request(methods.layers, { uri });
  return { client, engine };
}

const plan = async (client: TestClient): Promise<PlanAnswer> => client.request<PlanAnswer>(methods.plan, { uri });
const read = async (client: TestClient): Promise<boolean> => client.request<boolean>(methods.evidence, { uri });

/** Texts of the lines that rest on the image. */
function observed(answer: PlanAnswer): readonly string[] {
  if (answer.kind !== 'plan') throw new Error(JSON.stringify(answer));
  return answer.preview.lines.flatMap((line) => (line.note?.observed === true ? [line.text] : []));
}

const fromTheLayer = ['COPY --from=build /opt/tool /opt/tool', 'COPY --from=build /etc/tool.conf /etc/tool.conf'];

describe('a measured image', { timeout: 30_000 }, () => {
  it('is read when a person looks, and the plan says which lines rest on it', async () => {
    const { client, engine } = await start();
    const before = await plan(client);
    expect(before).toMatchObject({ kind: 'refused', evidence: { image: 'example', state: 'unread' } });
    expect(await read(client)).toBe(true);
    const after = await plan(client);
    expect(after).toMatchObject({ kind: 'plan', evidence: { state: 'used' } });
    expect(observed(after)).toEqual(fromTheLayer);
    expect(engine.left()).toEqual(['app:1']);
    expect(await read(client)).toBe(true);
    expect([engine.asked('image save'), engine.asked('export')]).toEqual([1, 1]);
  });

  it('is not asked for by a light bulb or a lens', async () => {
    const { client, engine } = await start();
    const [action] = await client.actions(at(0, 2), ['refactor.rewrite.plimsoll.multiStage']);
    await client.request('textDocument/codeLens', { textDocument: { uri } });
    expect(action?.disabled).toBeDefined();
    expect(engine.asked('')).toBe(0);
    await read(client);
    const [offered] = await client.actions(at(0, 2), ['refactor.rewrite.plimsoll.multiStage']);
    expect(offered?.disabled).toBeUndefined();
  });

  it('is known in a later session, without an engine and without trust', async () => {
    const { client } = await start();
    await read(client);
    const later = await start({ trusted: false, earlier: client.host });
    expect(await plan(later.client)).toMatchObject({ kind: 'refused', evidence: { state: 'unread' } });
    expect(await read(later.client)).toBe(true);
    expect(observed(await plan(later.client))).toEqual(fromTheLayer);
    expect(later.engine.asked('')).toBe(0);
  });

  it('says nothing of another text, nor where it cannot be read', async () => {
    const { client, engine } = await start();
    client.change(2, `${text}# other\n`);
    expect(await plan(client)).toMatchObject({ kind: 'refused', evidence: null });
    expect(await read(client)).toBe(false);
    client.change(3, text);
    await engine.run({ program: 'docker', args: ['image', 'rm', 'app:1'], deadline: 0 });
    expect(await read(client)).toBe(false);
    expect(await plan(client)).toMatchObject({ kind: 'refused', evidence: null });
    expect(client.logged.join('\n')).toContain('The plan rests on predictions');
  });

  it('is not read in a folder that is not trusted', async () => {
    const { client, engine } = await start({ trusted: false });
    expect(await plan(client)).toMatchObject({ kind: 'refused', evidence: null });
    expect(await read(client)).toBe(false);
    expect(engine.asked('')).toBe(0);
  });
});
