// An engine that is reached over TLS, over ssh and by a context, through the user's own client: it builds and is measured as one
// on this machine's socket is. A door that wants another certificate is told as an engine that does not answer.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findEngine } from '../../server/src/engine/find-engine.ts';
import { isFailure } from '../../server/src/image/build-outcome.ts';
import { buildAndMeasure } from '../../server/src/operations/build-and-measure.ts';
import { useEngine } from './support/engine.ts';
import { realHost } from './support/real-host.ts';
import { openSshDoor, openTlsDoor, withoutSsh, type Door } from './support/remote.ts';

let work = '';
let doors: Door[] = [];
beforeAll(() => {
  work = mkdtempSync(path.join(tmpdir(), 'plimsoll-remote-'));
  const text = 'FROM debian:bookworm-slim\nRUN head -c 12345 /dev/zero > /here\n';
  writeFileSync(path.join(work, 'Dockerfile'), text);
});
afterEach(async () => {
  for (const door of doors) await door.close();
  doors = [];
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe('an engine elsewhere', () => {
  const engine = useEngine();

  async function expectMeasured(env: NodeJS.ProcessEnv): Promise<void> {
    const host = realHost(path.join(work, 'cache'), env);
    expect(await findEngine(host, engine().dockerPath)).toMatchObject({ builder: 'buildx', socketPath: null });
    const request = {
      dockerfile: path.join(work, 'Dockerfile'),
      context: work,
      target: null,
      buildArgs: {},
      network: 'none',
      platform: null,
      tag: null,
      engine: engine().dockerPath,
    };
    const result = await buildAndMeasure(host, request, () => undefined, new AbortController().signal);
    if (isFailure(result)) throw new Error(`${result.message}\n${result.lines.join('\n')}`);
    const { attribution, instructions } = result.image;
    expect(attribution).toBe('exact');
    expect(instructions.find(({ startLine }) => startLine === 1)?.fileBytes).toBe(12_345);
  }

  test('over TLS, and not without the right certificate', async () => {
    const door = await openTlsDoor(engine(), path.join(work, 'tls'));
    doors.push(door);
    await expectMeasured(door.env);
    const wrong = await openTlsDoor(engine(), path.join(work, 'other'));
    doors.push(wrong);
    const env = { ...wrong.env, DOCKER_CERT_PATH: path.join(work, 'tls') };
    const silent = await findEngine(realHost(path.join(work, 'cache'), env), engine().dockerPath);
    expect(silent).toMatchObject({ failure: 'no-daemon-or-buildkit' });
  });

  test('by a context', async () => {
    const door = await openTlsDoor(engine(), path.join(work, 'context'));
    doors.push(door);
    const { DOCKER_HOST: host = '', DOCKER_CERT_PATH: folder = '', ...env } = door.env;
    delete env['DOCKER_TLS_VERIFY'];
    const files = ['ca', 'cert', 'key'].map((name) => `${name}=${path.join(folder, `${name}.pem`)}`);
    const context = ['context', 'create', 'far', '--docker', [`host=${host}`, ...files].join(',')];
    execFileSync(engine().dockerPath, context, { env, stdio: 'ignore' });
    await expectMeasured({ ...env, DOCKER_CONTEXT: 'far' });
  });

  test.skipIf(withoutSsh !== null)(`over ssh${withoutSsh === null ? '' : ` (left out: ${withoutSsh})`}`, async () => {
    const door = await openSshDoor(engine(), path.join(work, 'ssh'));
    doors.push(door);
    await expectMeasured(door.env);
  });
});
