// Starts the installed Docker engine on a data folder and ends it: a daemon in its own mount and process namespaces, reached by a
// socket in a short folder, with the engine's own client and buildx. It knows nothing of base images.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runChild, startChild, type ChildResult, type RunningChild } from './child.ts';
import { engineFolder, supportScript } from './engine-cache.ts';
import { clientProxies } from './stand-in-host.ts';

/** Where the engine keeps images: Docker's classic store, or containerd's (the default of fresh installations since Docker 29). */
export type EngineStore = 'overlay2' | 'containerd';

/** A running engine. All paths are absolute. */
export interface Engine {
  /** The engine's own client; `env.PATH` finds it first as `docker`. */
  readonly dockerPath: string;
  /** The whole environment for programs that shall talk to this engine: DOCKER_HOST, DOCKER_CONFIG and PATH are set. */
  readonly env: NodeJS.ProcessEnv;
  /** The same with a client that has no buildx plug-in, as on many machines: it cannot use BuildKit. */
  readonly envWithoutBuildx: NodeJS.ProcessEnv;
  readonly socketPath: string;
  /** The version of the daemon, such as `28.5.2`. */
  readonly version: string;
  readonly store: EngineStore;
  /** The folder the daemon keeps its data in. */
  readonly dataFolder: string;
  /** Runs the client to its end; the deadline is 10 minutes when absent. Never rejects. */
  readonly docker: (args: readonly string[], options?: DockerOptions) => Promise<ChildResult>;
  /** What the daemon printed so far, for messages. */
  readonly log: () => string;
  /** Ends the engine with all its containers. Resolves when it is gone; a second call does nothing more. */
  readonly stop: () => Promise<void>;
}

export interface DockerOptions {
  readonly deadlineMs?: number;
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly onOutput?: (text: string) => void;
}

export interface LaunchOptions {
  readonly dataFolder: string;
  readonly store: EngineStore;
  /** False for an engine that reaches no registry, whatever network the machine has. */
  readonly registries: boolean;
}

/** The data folder is in use by another engine. */
export interface DataInUse {
  readonly inUse: true;
}

/** Makes the client's settings folder of one run; the client writes into it, so runs do not share it. */
function writeClientConfig(folder: string, root: string, buildx: boolean): void {
  mkdirSync(path.join(folder, 'cli-plugins'), { recursive: true });
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(clientProxies()));
  if (!buildx) return;
  symlinkSync(
    path.join(root, 'usr/libexec/docker/cli-plugins/docker-buildx'),
    path.join(folder, 'cli-plugins', 'docker-buildx'),
  );
}

/** A proxy where nobody listens: pulls fail at once, on a machine with a network as on one without. */
const noRegistries = { HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: '' };

function daemonArguments(store: EngineStore): string[] {
  return [
    '--host=unix:///run/sockets/docker.sock',
    '--config-file=/run/sockets/daemon.json',
    '--pidfile=/run/docker.pid',
    '--exec-root=/run/docker',
    // Why: no network of the machine is touched; builds and containers use the machine's own, or none.
    '--bridge=none',
    '--iptables=false',
    '--ip6tables=false',
    ...(store === 'containerd' ? ['--feature', 'containerd-snapshotter=true'] : []),
  ];
}

/** Waits until the daemon answers with its version. Rejects with its last words when it ends or stays silent for a minute. */
async function waitForVersion(daemon: RunningChild, ask: () => Promise<ChildResult>): Promise<string | DataInUse> {
  let ended: number | null | undefined;
  void daemon.ended.then((end) => {
    ended = end.code;
  });
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (ended === 75) return { inUse: true };
    if (ended !== undefined) throw new Error(`the engine did not start:\n${daemon.output().slice(-2_000)}`);
    const answer = await ask();
    if (answer.code === 0) return answer.stdout.trim().split(/[+~-]/)[0] ?? '';
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await daemon.stop();
  throw new Error(`the engine did not answer within a minute:\n${daemon.output().slice(-2_000)}`);
}

/**
 * Starts an engine on a data folder that no other engine uses. The engine ends with this process, however that ends.
 * Rejects when the daemon cannot start; a data folder in use is a value.
 */
export async function launchEngine({ dataFolder, store, registries }: LaunchOptions): Promise<Engine | DataInUse> {
  const root = path.join(engineFolder(), 'root');
  mkdirSync(dataFolder, { recursive: true });
  // Why: a socket's path may have 107 bytes at most, so it does not lie in the cache folder.
  const runFolder = mkdtempSync('/tmp/plimsoll-');
  const removeRunFolder = (): void => rmSync(runFolder, { recursive: true, force: true });
  process.once('exit', removeRunFolder);
  const socketPath = path.join(runFolder, 'docker.sock');
  writeFileSync(
    path.join(runFolder, 'daemon.json'),
    JSON.stringify({ builder: { gc: { enabled: true, defaultKeepStorage: '4GB' } } }),
  );
  const binFolder = path.join(runFolder, 'bin');
  mkdirSync(binFolder);
  const dockerPath = path.join(binFolder, 'docker');
  symlinkSync(path.join(root, 'usr/bin/docker'), dockerPath);
  const configs = { full: path.join(runFolder, 'config'), plain: path.join(runFolder, 'config-plain') };
  writeClientConfig(configs.full, root, true);
  writeClientConfig(configs.plain, root, false);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    DOCKER_HOST: `unix://${socketPath}`,
    DOCKER_CONFIG: configs.full,
    DOCKER_CLI_HINTS: 'false',
    PATH: `${binFolder}:${process.env['PATH'] ?? '/usr/bin:/bin'}`,
  };
  for (const name of [
    'DOCKER_CONTEXT',
    'DOCKER_TLS_VERIFY',
    'DOCKER_CERT_PATH',
    'DOCKER_API_VERSION',
    'BUILDX_BUILDER',
  ])
    delete env[name];
  const envWithoutBuildx = { ...env, DOCKER_CONFIG: configs.plain };

  // Why: setpriv ends the engine when this process dies without a word, and the process namespace takes every container with it.
  const daemon = startChild(
    'setpriv',
    [
      '--pdeathsig',
      'KILL',
      'unshare',
      '--mount',
      '--pid',
      '--kill-child',
      'sh',
      supportScript('engine-launch.sh'),
      root,
      dataFolder,
      runFolder,
    ].concat(daemonArguments(store)),
    { graceMs: 5_000, env: registries ? process.env : { ...process.env, ...noRegistries } },
  );
  const docker: Engine['docker'] = (args, options = {}) =>
    runChild(dockerPath, args, {
      env: options.env ?? env,
      deadlineMs: options.deadlineMs ?? 600_000,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.input === undefined ? {} : { input: options.input }),
      ...(options.onOutput === undefined ? {} : { onOutput: options.onOutput }),
    });
  const stop = async (): Promise<void> => {
    // Why: told to end, the daemon gives each container ten seconds to end by itself.
    const containers = (await docker(['ps', '--quiet'], { deadlineMs: 5_000 })).stdout
      .split(/\s+/)
      .filter((id) => id !== '');
    if (containers.length > 0) await docker(['kill', ...containers], { deadlineMs: 5_000 });
    await daemon.stop();
    process.removeListener('exit', removeRunFolder);
    removeRunFolder();
  };
  try {
    const version = await waitForVersion(daemon, () =>
      docker(['version', '--format', '{{.Server.Version}}'], { deadlineMs: 5_000 }),
    );
    if (typeof version !== 'string') {
      await stop();
      return version;
    }
    return {
      dockerPath,
      env,
      envWithoutBuildx,
      socketPath,
      version,
      store,
      dataFolder,
      docker,
      log: daemon.output,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Whether an engine is installed in the cache. */
export function engineIsInstalled(): boolean {
  return existsSync(path.join(engineFolder(), 'root', 'usr/sbin/dockerd'));
}

/** The versions of what is installed, as the packages say: for people who read a run's log. */
export function installedVersions(): string {
  const status = readFileSync(path.join(engineFolder(), 'root', 'var/lib/dpkg/status'), 'utf8');
  return ['docker.io', 'docker-buildx', 'containerd', 'runc']
    .map((name) => {
      const entry = status.split('\n\n').find((text) => text.startsWith(`Package: ${name}\n`));
      return `${name} ${/^Version: (.*)$/m.exec(entry ?? '')?.[1] ?? 'unknown'}`;
    })
    .join(', ');
}
