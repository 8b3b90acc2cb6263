// Finds the engine to use: the configured program, else the first that answers, with what it can do. Which states are told
// apart: no client, a client without a daemon, an engine. Whether a base image can be had only a build shows.
import { isUnavailable } from '../host/host.ts';
import type { Host } from '../host/host.ts';
import { failureOf, isFailure } from '../image/build-outcome.ts';
import type { Failure } from '../image/build-outcome.ts';
import { parseJson, recordOf, stringOf } from '../image/untrusted-json.ts';
import type { Builder, Engine } from './engine.ts';

/** Milliseconds: a daemon behind ssh may need seconds. */
const answerDeadline = 15_000;

/** Programs that are looked for, the most capable first. */
const knownPrograms: readonly string[] = ['docker', 'podman', 'buildah', 'nerdctl'];

/** Finds an engine. `configured` is a program name or an absolute path; null looks for every program that is known. */
export async function findEngine(
  host: Host,
  configured: string | null,
  signal?: AbortSignal,
): Promise<Engine | Failure> {
  const programs = configured === null ? knownPrograms : [configured];
  let first: Failure | null = null;
  for (const program of programs) {
    const engine = await askEngine(host, program, signal);
    if (!isFailure(engine)) return engine;
    // Why: a client without daemon says more than a second client that is not there.
    if (!first || (first.failure === 'no-client' && engine.failure !== 'no-client')) first = engine;
    if (signal?.aborted === true) break;
  }
  return first ?? failureOf('no-client', noClient);
}

const noClient =
  'No container engine was found: none of docker, podman, buildah and nerdctl is on the PATH. Install Docker or Podman to build and measure; until then sizes are estimates.';

async function askEngine(host: Host, program: string, signal: AbortSignal | undefined): Promise<Engine | Failure> {
  const named = /([^/\\]{1,100}?)(?:\.exe)?$/.exec(program)?.[1] ?? program;
  const answer = await host.run({
    program,
    args: named === 'buildah' ? ['version', '--json'] : ['version', '--format', '{{json .}}'],
    deadline: answerDeadline,
    ...(signal && { signal }),
  });
  if (signal?.aborted === true) return failureOf('cancelled', 'The search for a container engine was cancelled.');
  if (isUnavailable(answer)) {
    return failureOf(
      'no-client',
      knownPrograms.includes(program) ? noClient : `The configured engine ${program} cannot be run: ${answer.why}.`,
    );
  }
  const version = recordOf(parseJson(answer.stdout));
  const client = recordOf(version['Client']);
  // Why: `docker` may be Podman's stand-in for it; only Podman spells the API version this way.
  const isPodman = 'APIVersion' in client || named === 'podman';
  const name = named === 'buildah' ? 'Buildah' : named === 'nerdctl' ? 'nerdctl' : isPodman ? 'Podman' : 'Docker';
  if (answer.ended === 'deadline') return noDaemon(name, `it did not answer within ${String(answerDeadline / 1000)} s`);
  if (name !== 'Docker') {
    const told = stringOf(name === 'Buildah' ? version['version'] : client['Version'], 64);
    // Why: nerdctl tells its own version though containerd does not answer; then it has no server.
    const answers = answer.code === 0 && (name !== 'nerdctl' || 'Components' in recordOf(version['Server']));
    if (!answers || told === null) return noDaemon(name, lastLine(answer.stderr));
    const kind = name === 'Buildah' ? 'buildah' : name === 'Podman' ? 'podman' : 'nerdctl';
    const label = `${name} ${told.replace(/^v/, '')}`;
    return { kind, program, label, builder: kind, tellsProvenance: false, socketPath: null };
  }
  const server = recordOf(version['Server']);
  const serverVersion = stringOf(server['Version'], 64);
  if (serverVersion === null) return noDaemon(name, lastLine(answer.stderr));
  const [buildx, endpoint] = await Promise.all([askBuildx(host, program, signal), askEndpoint(host, program, signal)]);
  const builder = chooseBuilder(buildx, stringOf(client['Version'], 64) ?? '', server);
  return {
    kind: 'docker',
    program,
    label: `Docker ${shortVersion(serverVersion)}${builder === 'classic' ? ' with the classic builder' : ' with BuildKit'}`,
    builder,
    tellsProvenance: buildx !== null && (buildx.major > 0 || buildx.minor >= 14),
    socketPath: endpoint,
  };
}

function chooseBuilder(
  buildx: object | null,
  clientVersion: string,
  server: Readonly<Record<string, unknown>>,
): Builder {
  const components = JSON.stringify(server['Components'] ?? '');
  // Why: Podman's service behind a Docker client knows the classic build request only.
  if (components.includes('Podman')) return 'classic';
  if (buildx) return 'buildx';
  // Why: clients before 23 have BuildKit built in; newer ones refuse it without the buildx plug-in.
  const major = Number(/^\d+/.exec(clientVersion)?.[0] ?? 0);
  return major > 0 && major < 23 ? 'buildkit' : 'classic';
}

async function askBuildx(
  host: Host,
  program: string,
  signal: AbortSignal | undefined,
): Promise<{ major: number; minor: number } | null> {
  const answer = await host.run({
    program,
    args: ['buildx', 'version'],
    deadline: answerDeadline,
    ...(signal && { signal }),
  });
  if (isUnavailable(answer) || answer.code !== 0) return null;
  const found = /\bv?(\d{1,4})\.(\d{1,4})\b/.exec(answer.stdout);
  return found ? { major: Number(found[1]), minor: Number(found[2]) } : null;
}

/** The daemon's socket by the context in force; null where it is none on this machine. */
async function askEndpoint(host: Host, program: string, signal: AbortSignal | undefined): Promise<string | null> {
  const answer = await host.run({
    program,
    args: ['context', 'inspect', '--format', '{{json .Endpoints.docker.Host}}'],
    deadline: answerDeadline,
    ...(signal && { signal }),
  });
  if (isUnavailable(answer) || answer.code !== 0) return null;
  const endpoint = stringOf(parseJson(answer.stdout.trim()));
  return endpoint?.startsWith('unix://') || endpoint?.startsWith('npipe://') ? endpoint : null;
}

function shortVersion(version: string): string {
  return /^\d+(?:\.\d+){0,2}/.exec(version)?.[0] ?? version;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}

type EngineName = 'Docker' | 'Podman' | 'Buildah' | 'nerdctl';

const startHints: Readonly<Record<Exclude<EngineName, 'Docker'>, string>> = {
  Podman: 'Start its machine or service and try again.',
  Buildah: 'See what `buildah version` says.',
  nerdctl: 'Start containerd (and buildkitd, to build) and try again.',
};

function noDaemon(name: EngineName, why: string): Failure {
  const denied = /permission denied/i.test(why);
  const help = denied
    ? `This user may not use its socket; on Linux, membership in the group "docker" or rootless mode helps.`
    : name !== 'Docker'
      ? startHints[name]
      : 'Start the daemon (Docker Desktop, `systemctl start docker`) or choose another context, and try again.';
  return failureOf(
    'no-daemon-or-buildkit',
    `The ${name} client is there, but no engine answers. ${help}`,
    why ? [why] : [],
  );
}
