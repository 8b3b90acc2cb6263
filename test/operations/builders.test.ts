// What each client is asked: builders that buildx runs elsewhere (remote, Kubernetes), Buildah and nerdctl. They are not run
// here, so what is held is how they are found and the words that they get.
import { describe, expect, test } from 'vitest';
import { buildArguments } from '../../server/src/engine/build-image.ts';
import type { Engine } from '../../server/src/engine/engine.ts';
import { exportLayout } from '../../server/src/engine/export-layout.ts';
import { findEngine } from '../../server/src/engine/find-engine.ts';
import { isFailure } from '../../server/src/image/build-outcome.ts';
import { createMemoryHost, type MemoryHost } from '../support/memory-host.ts';

const request = {
  dockerfile: '/p/Dockerfile',
  context: '/p',
  target: null,
  buildArgs: {},
  network: null,
  platform: null,
  tag: 'me:1',
};
const docker: Engine = {
  kind: 'docker',
  program: 'docker',
  label: 'Docker 28.5.2 with BuildKit',
  builder: 'buildx',
  tellsProvenance: true,
  socketPath: null,
};
const signal = new AbortController().signal;

describe('a builder of buildx', () => {
  async function exported(driver: string, store: string): Promise<readonly string[] | null> {
    const host: MemoryHost = createMemoryHost({
      run: ({ args }) => {
        if (args.join(' ') === 'buildx inspect') return `Name:   mine\nDriver: ${driver}\nStatus: running\n`;
        return args[0] === 'info' ? store : { code: 1 };
      },
    });
    await exportLayout(host, docker, request, 'sha256:a', '/keep', { tell: () => undefined, signal });
    return host.requests.find(({ args }) => args[1] === 'build')?.args ?? null;
  }

  test.each(['remote', 'kubernetes', 'docker-container'])(
    '%s: layers come as a folder that is kept',
    async (driver) => {
      expect(await exported(driver, '[["Backing Filesystem","extfs"]]')).toEqual([
        'buildx',
        'build',
        '--output=type=oci,tar=false,dest=/keep',
        '--provenance=false',
        '--sbom=false',
        '--progress=plain',
        '--file=/p/Dockerfile',
        '--',
        '/p',
      ]);
    },
  );

  test("Docker's own can do so with containerd's image store only", async () => {
    expect(await exported('docker', '[["Backing Filesystem","extfs"]]')).toBeNull();
    expect(await exported('docker', '[["driver-type","io.containerd.snapshotter.v1"]]')).toContain('build');
  });

  test('brings the image to the engine that is asked for it', () => {
    const files = { id: '/c/id', metadata: '/c/meta' };
    expect(buildArguments(docker, request, files).slice(0, 3)).toEqual(['buildx', 'build', '--load']);
  });
});

test('Podman: layers come as a folder that is kept, as they are in its store', async () => {
  const host = createMemoryHost({ run: () => ({ code: 1 }) });
  const podman: Engine = { ...docker, kind: 'podman', program: 'podman', builder: 'podman', tellsProvenance: false };
  await exportLayout(host, podman, request, 'sha256:a', '/keep', { tell: () => undefined, signal });
  expect(host.requests.find(({ args }) => args[0] === 'save')?.args).toEqual([
    'save',
    '--quiet',
    '--format=oci-dir',
    '--uncompressed',
    '--output=/keep',
    '--',
    'sha256:a',
  ]);
});

describe('without Docker and Podman', () => {
  const only = (program: string, answer: string): MemoryHost =>
    createMemoryHost({
      run: (asked) =>
        asked.program === program ? answer : { unavailable: true, what: asked.program, why: 'not found on the PATH' },
    });
  const files = { id: '/c/id', metadata: '/c/meta' };

  test('Buildah is found, and builds a layer an instruction', async () => {
    const host = only('buildah', '{"version":"1.43.2","imageSpec":"1.1.1"}');
    const engine = await findEngine(host, null);
    expect(engine).toMatchObject({ kind: 'buildah', label: 'Buildah 1.43.2', tellsProvenance: false });
    if (isFailure(engine)) return;
    expect(host.requests.at(-1)?.args).toEqual(['version', '--json']);
    expect(buildArguments(engine, request, files)).toEqual([
      'build',
      '--layers=true',
      '--iidfile=/c/id',
      '--file=/p/Dockerfile',
      '--tag=me:1',
      '--',
      '/p',
    ]);
  });

  test('nerdctl is found where containerd answers', async () => {
    const client = { Version: 'v2.1.3' };
    const engine = await findEngine(
      only('nerdctl', JSON.stringify({ Client: client, Server: { Components: [{ Name: 'containerd' }] } })),
      null,
    );
    expect(engine).toMatchObject({ kind: 'nerdctl', label: 'nerdctl 2.1.3' });
    if (isFailure(engine)) return;
    expect(buildArguments(engine, request, files).slice(0, 2)).toEqual(['build', '--progress=plain']);
    const silent = await findEngine(only('nerdctl', JSON.stringify({ Client: client, Server: null })), 'nerdctl');
    expect(isFailure(silent) ? silent.message : '').toContain('Start containerd');
  });
});
