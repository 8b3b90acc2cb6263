// The proving ground: the projects of test/engine/split, each rewritten and verified as `plimsoll split --verify` does it.
// What a project's own probe says is asked of both images once more, by other means than the ladder's own.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadDockerfile } from '../../server/src/cli/load-dockerfile.ts';
import type { Snapshot } from '../../server/src/facts/snapshot.ts';
import { rewriteSnapshot } from '../../server/src/features/rewrite.ts';
import type { Host } from '../../server/src/host/host.ts';
import { createNodeHost } from '../../server/src/host/node-host.ts';
import { isFailure } from '../../server/src/image/build-outcome.ts';
import type { Verification } from '../../server/src/operations/verify/verification.ts';
import { verifyRewrite } from '../../server/src/operations/verify/verify-rewrite.ts';
import { differences, observe, type Asked } from './container-probe.ts';
import type { Engine } from './engine-launch.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** What a project's probe.json says. */
export interface Probe extends Asked {
  /** What it is made of, in a few words. */
  readonly stack: string;
  /** CI builds it on every change. */
  readonly ci?: true;
  /** The refusal that is right for it; absent where a rewrite is. */
  readonly refused?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
}

export interface Project {
  readonly name: string;
  /** Absolute; the build context. */
  readonly folder: string;
  readonly probe: Probe;
}

export interface ProjectResult {
  readonly project: Project;
  /** Null where nothing was offered. */
  readonly tier: string | null;
  readonly verdict: Verification['label'] | 'refused' | 'error';
  /** The last step of the ladder that passed; null where it was not climbed. */
  readonly level: string | null;
  /** Refusal codes, what failed, or what was mended; empty where there is nothing to say. */
  readonly detail: string;
  /** Unpacked bytes; null where not built. */
  readonly before: number | null;
  readonly after: number | null;
  readonly seconds: number;
  /** What the project's own probe finds broken in a rewrite that the ladder let through. */
  readonly broken: readonly string[];
}

/** Where the projects are, one a folder. */
export const provingGround = path.resolve('test', 'engine', 'split');

export function readProjects(): readonly Project[] {
  return readdirSync(provingGround)
    .sort()
    .map((name) => ({ name, folder: path.join(provingGround, name) }))
    .filter(({ folder }) => existsSync(path.join(folder, 'Dockerfile')))
    .map(({ name, folder }) => ({
      name,
      folder,
      probe: JSON.parse(readFileSync(path.join(folder, 'probe.json'), 'utf8')) as Probe,
    }));
}

/** A host whose programs talk to this engine. */
export function hostOf(engine: Engine, cacheFolder: string): Host {
  const host = createNodeHost({ cacheFolder });
  const own = Object.fromEntries(
    Object.entries(engine.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  return {
    ...host,
    run: (request) => host.run({ ...request, env: { ...own, ...request.env } }),
    stream: (request) => host.stream({ ...request, env: { ...own, ...request.env } }),
  };
}

/** A project's Dockerfile with its context, as the command line reads it. Rejects where it cannot be read. */
export async function loadProject(host: Host, { folder }: Pick<Project, 'folder'>): Promise<Snapshot> {
  const nothing = (): void => undefined;
  const { signal } = new AbortController();
  const stdin = (): Promise<string> => Promise.resolve('');
  const io = { host, folder, signal, stdin, stdout: nothing, stderr: nothing, columns: 100, color: false };
  const loaded = await loadDockerfile(io, 'Dockerfile');
  if ('error' in loaded) throw new Error(`${folder}: ${loaded.error}`);
  return loaded.snapshot;
}

/** Plans, verifies and probes one project. `tell` gets a line of the builds and steps at a time. */
export async function tryProject(
  engine: Engine,
  project: Project,
  tell: (line: string) => void = () => undefined,
): Promise<ProjectResult> {
  const started = Date.now();
  const work = temporaryFolder('split');
  const result = (some: Partial<ProjectResult> & Pick<ProjectResult, 'verdict'>): ProjectResult => ({
    ...{ project, tier: null, level: null, detail: '', before: null, after: null, broken: [] },
    ...some,
    seconds: Math.round((Date.now() - started) / 1000),
  });
  try {
    const host = hostOf(engine, path.join(work.folder, 'cache'));
    const snapshot = await loadProject(host, project);
    const planned = rewriteSnapshot(snapshot);
    if ('refusals' in planned) return result({ verdict: 'refused', detail: codesOf(planned.refusals) });
    const request = {
      dockerfile: path.join(project.folder, 'Dockerfile'),
      context: project.folder,
      target: null,
      buildArgs: project.probe.buildArgs ?? {},
      network: 'host',
      platform: null,
      engine: engine.dockerPath,
    };
    const { signal } = new AbortController();
    const verified = await verifyRewrite(
      host,
      snapshot,
      planned,
      request,
      (progress) => tell(progress.kind === 'log' ? progress.line : progress.message),
      signal,
    );
    if (isFailure(verified)) {
      const { failure, message } = verified;
      if (failure === 'build-failed') return result({ verdict: 'refused', detail: 'original-does-not-build' });
      return result({ verdict: 'error', detail: `${failure}: ${message}` });
    }
    const { checks, label, before, after, repairs } = verified.verification;
    const { tier } = verified.proposed.plan;
    const failed = checks.find(({ outcome }) => outcome === 'failed');
    const level = checks.filter(({ outcome }) => outcome === 'passed').at(-1)?.level ?? null;
    const detail = failed
      ? `${failed.level} ${failed.what}: ${failed.findings.join('; ')}${failed.notes.map((note) => `\n    ${note}`).join('')}`
      : mendedBy(verified.first, repairs);
    const broken = failed ? [] : await probeBoth(engine, project, verified.proposed.text, work.folder);
    return result({ verdict: label, tier, level, detail, before, after, broken });
  } finally {
    work.remove();
  }
}

/** What had failed, and the lines that mended it; empty where nothing had to be. */
function mendedBy({ checks }: Verification, repairs: readonly string[]): string {
  if (repairs.length === 0) return '';
  const failed = checks.filter(({ outcome }) => outcome === 'failed').map(({ level, what }) => `${level} ${what}`);
  return `mended after ${failed.join(', ')}: ${repairs.map((line) => line.replaceAll(/\s+/g, ' ')).join('; ')}`;
}

function codesOf(refusals: readonly { readonly code: string }[]): string {
  return [...new Set(refusals.map(({ code }) => code))].join(', ');
}

/** Builds both once more (the engine has every layer), asks both, and gives what is worse or not as the probe says. */
async function probeBoth(
  engine: Engine,
  { name, folder, probe }: Project,
  text: string,
  work: string,
): Promise<readonly string[]> {
  const [before, after] = [`split-${name}:before`, `split-${name}:after`];
  const rewritten = path.join(work, 'Dockerfile');
  writeFileSync(rewritten, text);
  try {
    await buildImage(engine, folder, path.join(folder, 'Dockerfile'), before, probe);
    await buildImage(engine, folder, rewritten, after, probe);
    const wanted = await observe(engine, before, probe);
    return differences(probe, wanted, await observe(engine, after, probe));
  } finally {
    await engine.docker(['image', 'rm', '--force', before, after]);
  }
}

async function buildImage(engine: Engine, folder: string, file: string, tag: string, probe: Probe): Promise<void> {
  const buildArgs = Object.entries(probe.buildArgs ?? {}).map(([key, value]) => `--build-arg=${key}=${value}`);
  const args = ['buildx', 'build', '--progress=plain', '--network=host', `--file=${file}`, `--tag=${tag}`];
  const built = await engine.docker([...args, ...buildArgs, folder], { deadlineMs: 900_000 });
  if (built.code !== 0) throw new Error(`${tag} does not build:\n${built.output.slice(-3_000)}`);
}
