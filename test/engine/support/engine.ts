// What engine tests share: an engine for the tests of one file, and containers that never outlive it. It knows no product code.
import { afterAll, beforeAll } from 'vitest';
import type { ChildResult } from '../../../scripts/support/child.ts';
import { startEngine, type Engine, type EngineOptions } from '../../../scripts/support/engine-run.ts';
import { podmanIsInstalled, startPodman, type PodmanAndBuildah } from '../../../scripts/support/podman-run.ts';

/** Starts an engine before the tests of this file and ends it, with every container, after them. The answer gives it inside a test. */
export function useEngine(options: EngineOptions = {}): () => Engine {
  let engine: Engine | undefined;
  beforeAll(async () => {
    engine = await startEngine(options);
  });
  afterAll(async () => {
    await engine?.stop();
  });
  return () => {
    if (engine === undefined) throw new Error('the engine is there only while tests run');
    return engine;
  };
}

/** Whether tests with Podman and Buildah can run here; `npm test` says so where they cannot. */
export const withPodman = podmanIsInstalled();

/** Podman and Buildah on one fresh store for the tests of this block; it goes after them. */
export function usePodman(tags: readonly string[]): () => PodmanAndBuildah {
  let engines: PodmanAndBuildah | undefined;
  beforeAll(async () => {
    engines = await startPodman(tags);
  });
  afterAll(async () => {
    await engines?.stop();
  });
  return () => {
    if (engines === undefined) throw new Error('Podman is there only while tests run');
    return engines;
  };
}

export interface ContainerOptions {
  /** `none` when absent; `host` for what must reach registries. There is no bridge. */
  readonly network?: 'none' | 'host';
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments for the client, before the image's name. */
  readonly dockerArgs?: readonly string[];
  /** Milliseconds; 60,000 when absent. */
  readonly deadlineMs?: number;
}

function runArguments(image: string, args: readonly string[], options: ContainerOptions): string[] {
  const env = Object.entries(options.env ?? {}).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  return [
    'run',
    '--rm',
    '--pull=never',
    '--network',
    options.network ?? 'none',
    ...env,
    ...(options.dockerArgs ?? []),
    image,
    ...args,
  ];
}

/** Runs a container to its end and removes it, also when the deadline passes. `args` replaces the image's CMD. Never rejects. */
export async function runContainer(
  engine: Engine,
  image: string,
  args: readonly string[] = [],
  options: ContainerOptions = {},
): Promise<ChildResult> {
  const name = nextName();
  const dockerArgs = ['--name', name, ...(options.dockerArgs ?? [])];
  const result = await engine.docker(runArguments(image, args, { ...options, dockerArgs }), {
    deadlineMs: options.deadlineMs ?? 60_000,
  });
  // Why: a client that is ended for its deadline leaves its container running.
  if (result.timedOut) await engine.docker(['rm', '--force', name]);
  return result;
}

/** A container running in the background. */
export interface Container {
  readonly name: string;
  /** Runs a command inside it. Never rejects. */
  readonly exec: (args: readonly string[], input?: string) => Promise<ChildResult>;
  readonly logs: () => Promise<string>;
  readonly remove: () => Promise<void>;
}

let containers = 0;
function nextName(): string {
  containers += 1;
  return `test-${process.pid}-${containers}`;
}

/** Starts a container in the background. Rejects with the client's words when it cannot start. Remove it; `useEngine` does at the latest. */
export async function startContainer(
  engine: Engine,
  image: string,
  args: readonly string[] = [],
  options: ContainerOptions = {},
): Promise<Container> {
  const name = nextName();
  const dockerArgs = ['--detach', '--name', name, ...(options.dockerArgs ?? [])];
  const started = await engine.docker(runArguments(image, args, { ...options, dockerArgs }), { deadlineMs: 60_000 });
  if (started.code !== 0) throw new Error(`${image} did not start: ${started.output}`);
  return {
    name,
    exec: (words, input) =>
      engine.docker(['exec', ...(input === undefined ? [] : ['--interactive']), name, ...words], {
        deadlineMs: options.deadlineMs ?? 60_000,
        ...(input === undefined ? {} : { input }),
      }),
    logs: async () => (await engine.docker(['logs', name], { deadlineMs: 30_000 })).output,
    remove: async () => {
      await engine.docker(['rm', '--force', name], { deadlineMs: 60_000 });
    },
  };
}

/** Asks until `ask` answers something else than undefined; rejects with `what` when the deadline (30 s when absent) passes. */
export async function waitFor<T>(what: string, ask: () => Promise<T | undefined>, deadlineMs = 30_000): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`${what} did not come within ${deadlineMs / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
