// Podman and Buildah for tests: installed as a layer over the Docker engine's Debian, run without a daemon on a store of their
// own that goes when they stop. It knows nothing of what is built with them.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { runChild, type ChildResult } from './child.ts';
import { engineFolder, installOnce, keyOf, supportScript } from './engine-cache.ts';
import { aptSettings } from './stand-in-host.ts';
import { recipeHost, standInFolder } from './stand-in-recipes.ts';

/** Both programs on one store. All paths are absolute. */
export interface PodmanAndBuildah {
  readonly programs: { readonly podman: string; readonly buildah: string };
  /** `Podman 5.8.6, Buildah 1.43.2` */
  readonly versions: string;
  /** Runs one of them to its end; the deadline is 10 minutes when absent. Never rejects. */
  readonly run: (
    program: 'podman' | 'buildah',
    args: readonly string[],
    options?: { readonly deadlineMs?: number; readonly cwd?: string },
  ) => Promise<ChildResult>;
  /** Removes the store with all that is in it. */
  readonly stop: () => Promise<void>;
}

function layerFolder(): string {
  const text = readFileSync(supportScript('podman-layer.sh'), 'utf8');
  return path.join(cacheFolder(), 'podman', keyOf([path.basename(engineFolder()), text]));
}

/** Whether Podman and Buildah are installed in the cache. */
export function podmanIsInstalled(): boolean {
  return existsSync(path.join(layerFolder(), 'upper', 'usr/bin/podman'));
}

/** Installs both over the engine's root, which is there already. Rejects with the end of what was said where it cannot. */
export async function installPodman(): Promise<void> {
  await installOnce(layerFolder(), async (folder) => {
    const settings = path.join(folder, 'apt.conf');
    writeFileSync(settings, await aptSettings(), { mode: 0o600 });
    const root = path.join(engineFolder(), 'root');
    const args = ['--mount', 'sh', supportScript('podman-layer.sh'), root, folder, settings];
    const result = await runChild('unshare', args, { deadlineMs: 600_000 });
    rmSync(settings);
    if (result.code !== 0) throw new Error(`Podman could not be installed:\n${result.output.slice(-3_000)}`);
  });
}

/** The hard limits of this process: a container may not be given more where this process may not raise them. */
function hardLimit(name: string): string {
  const line = readFileSync('/proc/self/limits', 'utf8')
    .split('\n')
    .find((text) => text.startsWith(name));
  const hard = line?.slice(name.length).trim().split(/\s+/)[1] ?? '1024';
  return hard === 'unlimited' ? '1048576' : hard;
}

function writeSettings(data: string): NodeJS.ProcessEnv {
  const storage = path.join(data, 'storage.conf');
  const lines = ['[storage]', 'driver = "overlay"', `graphroot = "${data}/storage"`, `runroot = "${data}/run"`, ''];
  writeFileSync(storage, lines.join('\n'));
  const limits = [
    ['nofile', hardLimit('Max open files')],
    ['nproc', hardLimit('Max processes')],
  ].map(([name, value]) => `"${name ?? ''}=${value ?? ''}:${value ?? ''}"`);
  const settings = path.join(data, 'containers.conf');
  writeFileSync(
    settings,
    [
      '[containers]',
      `default_ulimits = [${limits.join(', ')}]`,
      '[engine]',
      'cgroup_manager = "cgroupfs"',
      'events_logger = "none"',
      `image_copy_tmp_dir = "${data}/tmp"`,
      '',
    ].join('\n'),
  );
  return { CONTAINERS_STORAGE_CONF: storage, CONTAINERS_CONF: settings, PODMAN_IGNORE_CGROUPSV1_WARNING: '1' };
}

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** A program anyone may call by its path, whatever the environment: everything it needs is written into it. */
function writeProgram(data: string, name: 'podman' | 'buildah', env: NodeJS.ProcessEnv): string {
  const file = path.join(data, 'bin', name);
  const settings = Object.entries(env).map(([key, value]) => `${key}=${quoted(value ?? '')}`);
  const place = path.join(data, 'place');
  const words = [supportScript('podman-launch.sh'), path.join(engineFolder(), 'root'), layerFolder(), place, name];
  const command = `exec unshare --mount sh ${words.map(quoted).join(' ')} "$@"`;
  writeFileSync(file, `#!/bin/sh\nexport ${settings.join(' ')}\n${command}\n`, { mode: 0o755 });
  return file;
}

/**
 * Both programs on a fresh store that holds these stand-ins (`debian:bookworm-slim`) under their real names. Rejects with one
 * clear sentence where they cannot run; ask `podmanIsInstalled` first.
 */
export async function startPodman(tags: readonly string[]): Promise<PodmanAndBuildah> {
  mkdirSync(cacheFolder(), { recursive: true });
  const data = mkdtempSync(path.join(cacheFolder(), 'store-'));
  const remove = (): void => rmSync(data, { recursive: true, force: true });
  process.once('exit', remove);
  for (const name of ['bin', 'place', 'tmp']) mkdirSync(path.join(data, name));
  const env = writeSettings(data);
  const programs = { podman: writeProgram(data, 'podman', env), buildah: writeProgram(data, 'buildah', env) };
  const run: PodmanAndBuildah['run'] = (program, args, { deadlineMs = 600_000, cwd } = {}) =>
    runChild(programs[program], args, { deadlineMs, ...(cwd === undefined ? {} : { cwd }) });
  const stop = async (): Promise<void> => {
    await run('podman', ['rm', '--all', '--force', '--time=0'], { deadlineMs: 30_000 });
    process.removeListener('exit', remove);
    remove();
  };
  const orThrow = async (program: 'podman' | 'buildah', args: readonly string[]): Promise<string> => {
    const result = await run(program, args);
    if (result.code === 0) return result.stdout.trim();
    await stop();
    throw new Error(`${program} ${args[0] ?? ''} failed:\n${result.output.slice(-2_000)}`);
  };
  for (const tag of tags) {
    const archive = path.join(standInFolder(), 'images.tar');
    const id = await orThrow('podman', ['pull', '--quiet', `docker-archive:${archive}:${recipeHost}/${tag}`]);
    await orThrow('podman', ['tag', id, `docker.io/library/${tag}`]);
  }
  const podman = await orThrow('podman', ['version', '--format', '{{.Client.Version}}']);
  const buildah = /buildah version (\S+)/.exec(await orThrow('buildah', ['--version']))?.[1] ?? '';
  return { programs, versions: `Podman ${podman}, Buildah ${buildah}`, run, stop };
}
