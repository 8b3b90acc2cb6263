// One build through the engine's own client: the right arguments for each builder, progress as it comes, and one outcome.
// It does not read the image; the engine keeps it under the id given back.
import { isUnavailable } from '../host/host.ts';
import type { Host, ProcessResult, Unavailable } from '../host/host.ts';
import { failureOf, isFailure } from '../image/build-outcome.ts';
import type { BuildProgress, BuildStep, Failure } from '../image/build-outcome.ts';
import { documentLimit, parseJson } from '../image/untrusted-json.ts';
import type { Builder, BuildRequest, Engine } from './engine.ts';
import { engineDied, explainFailure } from './explain-failure.ts';
import { findEngine } from './find-engine.ts';
import { parseProvenance } from './provenance.ts';
import type { Provenance } from './provenance.ts';
import type { ProgressReader } from './progress.ts';
import { readClassic } from './read-classic.ts';
import { createLineReader } from './read-lines.ts';
import { readPlain } from './read-plain.ts';
import { readRawJson } from './read-rawjson.ts';
import { watchEngine } from './watch-engine.ts';

export interface BuiltImage {
  /** Id in the engine, `sha256:…`. */
  readonly imageId: string;
  readonly seconds: number;
  readonly steps: readonly BuildStep[];
  readonly provenance: Provenance | null;
}

/** Milliseconds: longer builds exist, but not ones a person waits for. */
const buildDeadline = 4 * 60 * 60 * 1000;

/** Who listens to a build and can end it. */
export interface BuildAttendance {
  readonly tell: (progress: BuildProgress) => void;
  readonly signal: AbortSignal;
  /** The zero-based line of a step by its name, for failures of builders that name none. */
  readonly lineOfStep: (name: string) => number | null;
}

/** Builds; ends the client and all it started when `signal` is given. Progress is told as it comes. */
export async function buildImage(
  host: Host,
  engine: Engine,
  request: BuildRequest,
  attendance: BuildAttendance,
): Promise<BuiltImage | Failure> {
  const place = `${host.cacheFolder}/building/${crypto.randomUUID()}`;
  const files = { id: `${place}.id`, metadata: `${place}.json` };
  // Why: the client makes no folders, so a write of ours makes them; the metadata file is then written over.
  const ready = await host.writeFile(files.metadata, '{}');
  if (isUnavailable(ready))
    return failureOf('unreadable', `The folder ${host.cacheFolder} cannot be written: ${ready.why}.`);
  try {
    const outcome = await runBuild(host, engine, request, files, attendance);
    // Why: a builder older or newer than we know may refuse the JSON progress; the plain one all of them have.
    const refused = isFailure(outcome) && outcome.failure === 'build-failed' && outcome.message.includes('rawjson');
    if (refused) return await runBuild(host, { ...engine, tellsProvenance: false }, request, files, attendance);
    return outcome;
  } finally {
    await host.removeFile(files.id);
    await host.removeFile(files.metadata);
  }
}

async function runBuild(
  host: Host,
  engine: Engine,
  request: BuildRequest,
  files: { readonly id: string; readonly metadata: string },
  attendance: BuildAttendance,
): Promise<BuiltImage | Failure> {
  const { tell, signal } = attendance;
  const reader = readerFor(engine, host);
  const takeLine = (line: string): void => {
    for (const progress of reader.line(line)) tell(progress);
  };
  // Why: the two streams are cut into lines apart, or half a line of one would be glued to the other.
  const streams = { stdout: createLineReader(takeLine), stderr: createLineReader(takeLine) };
  const started = host.now();
  const result = await host.run({
    program: engine.program,
    args: buildArguments(engine, request, files),
    cwd: request.context,
    env: environmentFor(engine),
    deadline: buildDeadline,
    watch: watchEngine(host, engine, signal),
    keep: 256 * 1024,
    signal,
    onOutput: (stream, text) => streams[stream].feed(text),
  });
  streams.stdout.flush();
  streams.stderr.flush();
  const seconds = (host.now() - started) / 1000;
  const failure = await failureOfRun(host, engine, result, reader, attendance);
  if (failure) return failure;

  const imageId = await readText(host, files.id);
  if (!imageId) return failureOf('unreadable', 'The engine built the image but did not say under which id.');
  const metadata = engine.tellsProvenance ? await host.readFile(files.metadata, 4 * documentLimit) : null;
  const provenance = metadata === null || isUnavailable(metadata) ? null : parseProvenance(parseJson(metadata));
  return { imageId, seconds, steps: reader.steps(), provenance };
}

function readerFor(engine: Engine, host: Host): ProgressReader {
  const byInstruction: readonly Builder[] = ['classic', 'podman', 'buildah'];
  if (byInstruction.includes(engine.builder)) return readClassic(() => host.now());
  return engine.tellsProvenance ? readRawJson() : readPlain();
}

/** The client's arguments: never a shell string, and no user text where an option could be read. */
export function buildArguments(
  engine: Engine,
  request: BuildRequest,
  files: { readonly id: string; readonly metadata: string },
): readonly string[] {
  const args = engine.builder === 'buildx' ? ['buildx', 'build', '--load'] : ['build'];
  if (engine.builder === 'buildx' || engine.builder === 'buildkit' || engine.builder === 'nerdctl') {
    args.push(`--progress=${engine.tellsProvenance ? 'rawjson' : 'plain'}`);
  }
  if (engine.tellsProvenance) args.push(`--metadata-file=${files.metadata}`);
  // Why: without it Buildah puts everything into one layer.
  if (engine.builder === 'podman' || engine.builder === 'buildah') args.push('--layers=true');
  args.push(`--iidfile=${files.id}`, `--file=${request.dockerfile}`);
  if (request.target !== null) args.push(`--target=${request.target}`);
  for (const [name, value] of Object.entries(request.buildArgs)) args.push(`--build-arg=${name}=${value}`);
  if (request.network !== null) args.push(`--network=${request.network}`);
  if (request.platform !== null) args.push(`--platform=${request.platform}`);
  if (request.tag !== null) args.push(`--tag=${request.tag}`);
  args.push('--', request.context);
  return args;
}

function environmentFor(engine: Engine): Readonly<Record<string, string>> {
  const quiet = { DOCKER_CLI_HINTS: 'false', BUILDX_NO_DEFAULT_LOAD: '0' };
  if (engine.builder === 'buildx') return { ...quiet, BUILDX_METADATA_PROVENANCE: 'max' };
  return { ...quiet, DOCKER_BUILDKIT: engine.builder === 'buildkit' ? '1' : '0' };
}

async function failureOfRun(
  host: Host,
  engine: Engine,
  result: ProcessResult | Unavailable,
  reader: ProgressReader,
  { signal, lineOfStep }: BuildAttendance,
): Promise<Failure | null> {
  if (signal.aborted) return failureOf('cancelled', 'The build was cancelled; nothing was measured.');
  if (isUnavailable(result))
    return failureOf('no-client', `The client ${engine.program} cannot be run: ${result.why}.`);
  if (result.code === 0) return null;
  if (result.ended === 'deadline') return failureOf('build-failed', 'The build was ended after four hours.');
  const lines = reader.failingOutput();
  if (result.ended === 'silent') return engineDied(lines);
  const output = `${result.stdout}\n${result.stderr}`;
  // Why: whatever the words say, an engine that answers no more has died.
  const still = await findEngine(host, engine.program, signal);
  if (isFailure(still) && still.failure === 'cancelled') return still;
  if (isFailure(still)) return engineDied(lines);
  return explainFailure({ output, steps: reader.steps(), lines, lineOfStep });
}

async function readText(host: Host, path: string): Promise<string | null> {
  const bytes = await host.readFile(path, 4096);
  return isUnavailable(bytes) ? null : new TextDecoder().decode(bytes).trim();
}
