// The verification of a rewrite as the editor asks for it, over the protocol and against an engine of made-up images: what
// passes, what is mended, what is withdrawn and by which check, and that nothing is left behind.
import { afterEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { methods, type PlanAnswer, type RewriteVerification, type VerifyAnswer } from '../../server/src/protocol.ts';
import {
  compiledPair,
  compiledText as text,
  compiledWhole as whole,
  libraryPackage,
  type PairSpec,
} from '../support/compiled-pair.ts';
import { fakeEngine, type FakeBuild, type FakeEngine } from '../support/fake-engine.ts';
import { at, startClient, uri, type TestClient } from './support/client.ts';

const path = '/project/Dockerfile';
const params = { uri, context: '/project', target: null, buildArgs: {} };
const clients: TestClient[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.stop();
});

async function start(build: FakeBuild, trusted = true): Promise<{ client: TestClient; engine: FakeEngine }> {
  const engine = fakeEngine(build);
  const client = await startClient({
    files: { [path]: text },
    initializationOptions: { ownCommands: true, trusted },
    run: (request) => engine.run(request),
  });
  engine.use(client.host);
  clients.push(client);
  client.open(text);
  return { client, engine };
}

async function verify(build: FakeBuild): Promise<{
  readonly client: TestClient;
  readonly verification: RewriteVerification;
  readonly after: string;
}> {
  const { client, engine } = await start(build);
  const answer = await client.request<VerifyAnswer>(methods.verifyRewrite, params);
  if (answer.kind !== 'climbed' || answer.preview.verification === null) throw new Error(JSON.stringify(answer));
  expect(engine.left()).toEqual([]);
  expect(await client.host.readDirectory(`${client.host.cacheFolder}/building`)).toEqual([]);
  const { verification, after } = answer.preview;
  return { client, verification, after };
}

function failing({ checks }: RewriteVerification): readonly string[] {
  return checks.flatMap(({ level, what, outcome, findings }) =>
    outcome === 'failed' ? [`${level} ${what}`, ...findings] : [],
  );
}

/** Why no rewrite is offered on FROM; undefined where one is. */
async function withdrawn(client: TestClient): Promise<string | undefined> {
  const [action] = await client.actions(at(0, 2), ['refactor.rewrite.plimsoll.multiStage']);
  return action?.disabled?.reason;
}

describe('the ladder', { timeout: 30_000 }, () => {
  it('is climbed to the top, with both images by layer', async () => {
    const { client, verification } = await verify(whole);
    expect(verification.label).toBe('verified');
    expect(verification.checks.map(({ level, outcome }) => `${level} ${outcome}`)).toEqual(
      ['V0', 'V1', 'V2', 'V3', 'V4', 'V4', 'V4', 'V5'].map((level) => `${level} passed`),
    );
    expect(verification.before?.layers.length).toBe(3);
    expect(verification.after?.layers.length).toBe(2);
    expect(await withdrawn(client)).toBeUndefined();
  });

  it('mends a plan whose program misses a library by its package, and tells the line', async () => {
    const { client, verification, after } = await verify(
      compiledPair({ files: (built) => (built.includes('libodd1') ? libraryPackage : []) }),
    );
    expect(verification.label).toBe('verified');
    expect(verification.repairs.join('\n')).toContain('install -y --no-install-recommends libodd1');
    expect(after).toContain('libodd1');
    const again = await client.request<PlanAnswer>(methods.plan, { uri });
    expect(again.kind === 'plan' && again.preview.after).toBe(after);
  });

  it.each<[string, string, PairSpec]>([
    ['its configuration', 'V2 the configuration', { files: () => libraryPackage, config: { User: 'nobody' } }],
    ['a library that no package brings', 'V4 libraries', { files: () => [] }],
    ['its output', 'V5 both run', { files: () => libraryPackage, stdout: 'other\n' }],
  ])('withdraws a rewrite for %s, and names the check', async (_, check, pair) => {
    const { client, verification } = await verify(compiledPair(pair));
    expect(verification.label).toBe('failed');
    expect(failing(verification)[0]).toBe(check);
    expect(await withdrawn(client)).toMatch(`the rewrite does not pass ${check.slice(0, 2)} (${check.slice(3)}): `);
  });

  it('withdraws a rewrite whose program is not there', async () => {
    const missing: FakeBuild = (built) => {
      const image = whole(built);
      if (built === text || image === null || typeof image === 'string') return image;
      return { ...image, layers: image.layers.slice(0, 1) };
    };
    const { verification } = await verify(missing);
    expect(failing(verification).slice(0, 2)).toEqual([
      'V3 entry points',
      'the program /usr/local/bin/main is missing or not executable',
    ]);
  });

  it('withdraws a rewrite that does not build', async () => {
    const { verification } = await verify((built) => (built === text ? whole(built) : 'no such file: main.c'));
    expect(failing(verification)[0]).toBe('V1 both build');
    expect(verification.before).toBeNull();
  });
});

describe('what stops the machine is no verdict', { timeout: 30_000 }, () => {
  it('an original that does not build', async () => {
    const { client, engine } = await start(() => 'unable to find package gcc');
    const answer = await client.request<VerifyAnswer>(methods.verifyRewrite, params);
    expect(answer).toMatchObject({ kind: 'failed', failure: 'build-failed' });
    expect(answer.kind === 'failed' && answer.message).toMatch(/^The original does not build: /);
    expect(engine.left()).toEqual([]);
    expect(await withdrawn(client)).toBeUndefined();
  });

  it.each<[string, FakeBuild]>([
    ['the original', () => null],
    ['the rewrite', (built) => (built === text ? whole(built) : null)],
  ])('a person who cancels while %s is built: nothing of it is left', async (_, build) => {
    const cancel = new CancellationTokenSource();
    const { client, engine } = await start((built) => {
      const image = build(built);
      if (image === null) setImmediate(() => cancel.cancel());
      return image;
    });
    expect(await client.request<VerifyAnswer>(methods.verifyRewrite, params, cancel.token)).toEqual({
      kind: 'cancelled',
    });
    expect(engine.left()).toEqual([]);
    expect(await client.host.readDirectory(`${client.host.cacheFolder}/building`)).toEqual([]);
    expect(client.host.text(`${client.host.cacheFolder}/verified`)).toBeUndefined();
    expect(client.logged).toEqual([]);
  });

  it('a folder that is not trusted: the engine is not even looked for', async () => {
    const { client, engine } = await start(whole, false);
    const answer = await client.request<VerifyAnswer>(methods.verifyRewrite, params);
    expect(answer).toMatchObject({ kind: 'failed', failure: 'untrusted' });
    expect(engine.asked('')).toBe(0);
  });
});
