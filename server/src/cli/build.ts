// `plimsoll build`: builds a Dockerfile with the user's own engine and shows what each line weighs. What was measured is
// kept for the editor.
import path from 'node:path';
import { isUnavailable } from '../host/host.ts';
import { isFailure } from '../image/build-outcome.ts';
import type { BuildResult } from '../image/build-outcome.ts';
import type { ImageComparison } from '../image/comparison.ts';
import { buildAndMeasure } from '../operations/build-and-measure.ts';
import { judgeBudgets } from '../operations/judge-budgets.ts';
import { compareRecords } from '../operations/compare-records.ts';
import { keepRecord, readRecord, readRecordBefore, readTrend } from '../operations/keep-record.ts';
import type { MeasuredRecord, RecordKey } from '../operations/keep-record.ts';
import { formatBuild, formatFailure, formatProgress, formatTrend } from '../report/build-text.ts';
import { buildJson, failureJson } from '../report/measure-json.ts';
import { formatComparison, formatVerdicts } from '../report/measure-text.ts';
import { exitCodes, usageError, type Command, type CommandIo } from './command.ts';
import { readBudgets } from './measure-options.ts';
import { projectBuild } from './project-build.ts';
import { formatOption, parseOptions, switchOption, textOption } from './parse-options.ts';

const usage = `usage: plimsoll build PATH [--context DIR] [--target STAGE] [--build-arg NAME=VALUE]… [--network MODE] [--platform OS/ARCH] [--tag NAME] [--engine PROGRAM] [--plain] [--max-size BYTES] [--max-dead BYTES] [--max-growth SHARE|BYTES] [--compare last] [--quiet] [--format text|json]
  PATH         the Dockerfile, or the folder that holds it
  --context    build context (default as the project declares it, else the Dockerfile's folder)
  --target     stage to build (default as the project declares it, else the last)
  --build-arg  build argument; NAME alone takes the value from the environment
  --plain      does not look how Bake, CI, Compose and devcontainer files of the project build it
  --network    network of RUN, as the engine knows it: host, none …
  --platform   platform to build for
  --tag        name for the image (default none)
  --engine     program of the engine (default docker, then podman)
  --max-size   exit 1 where the files of all layers weigh more: 500MB
  --max-dead   exit 1 where more bytes were overwritten or deleted by later layers: 20MB
  --max-growth exit 1 where it grew by more since the last measured build of it: 5%, 20MB
  --compare    last: what changed since the last measured build that gave another image, by line, package and path
  --quiet      no progress on standard error
  --format     text for people (default) or json`;

export const build: Command = {
  usage,
  async run(args, io) {
    const options = parseOptions(args, {
      context: { type: 'string' },
      target: { type: 'string' },
      'build-arg': { type: 'string', multiple: true },
      network: { type: 'string' },
      platform: { type: 'string' },
      tag: { type: 'string' },
      engine: { type: 'string' },
      plain: { type: 'boolean' },
      'max-size': { type: 'string' },
      'max-dead': { type: 'string' },
      'max-growth': { type: 'string' },
      compare: { type: 'string' },
      quiet: { type: 'boolean' },
      format: { type: 'string' },
    });
    if ('error' in options) return usageError(io, options.error, usage);
    const format = formatOption(options);
    if (format === null) return usageError(io, '--format is text or json', usage);
    const [place, ...rest] = options.positionals;
    if (place === undefined || rest.length > 0) return usageError(io, 'name one Dockerfile or folder', usage);
    const dockerfile = await findDockerfile(io, path.resolve(io.folder, place));
    const quiet = switchOption(options, 'quiet');
    const folder = textOption(options, 'context');
    const context = folder === null ? null : path.resolve(io.folder, folder);
    const stage = textOption(options, 'target');
    const buildArgs = readBuildArgs(io, options.values['build-arg']);
    if ('error' in buildArgs) return usageError(io, buildArgs.error, usage);
    const budgets = await readBudgets(io, options, true);
    if ('error' in budgets) return usageError(io, budgets.error, usage);
    const against = textOption(options, 'compare');
    if (against !== null && against !== 'last') return usageError(io, '--compare is last', usage);
    const declared = switchOption(options, 'plain')
      ? null
      : await projectBuild(io, dockerfile, { context, target: stage }, quiet);
    const request = {
      dockerfile,
      context: context ?? declared?.context ?? path.dirname(dockerfile),
      target: stage ?? declared?.target ?? null,
      buildArgs: { ...declared?.buildArgs, ...buildArgs.values },
      network: textOption(options, 'network'),
      platform: textOption(options, 'platform'),
      tag: textOption(options, 'tag'),
      engine: textOption(options, 'engine'),
    };
    const result = await buildAndMeasure(
      io.host,
      request,
      (progress) => {
        if (!quiet) io.stderr(formatProgress(progress));
      },
      io.signal,
    );
    if (isFailure(result)) {
      if (format === 'json') io.stdout(`${JSON.stringify(failureJson(result), null, 2)}\n`);
      io.stderr(formatFailure(result));
      return exitCodes.failed;
    }
    const key = { dockerfile: result.dockerfile, target: request.target, platform: request.platform };
    const last = await readRecord(io.host, key);
    const { failed: unkept } = await keepRecord(io.host, result, request.platform);
    if (unkept !== undefined) io.stderr(`plimsoll: the measurement could not be kept: ${unkept.why}\n`);
    const trend = await readTrend(io.host, key);
    if (budgets.maxGrowth !== null && last === null) {
      io.stderr('plimsoll: --max-growth was not judged: no earlier build of it was measured here\n');
    }
    const verdicts = judgeBudgets({ image: result.image, comparison: since(last, result), dive: null }, budgets);
    const comparison = against === null ? null : await changesSince(io, key);
    if (against !== null && comparison === null)
      io.stderr('plimsoll: nothing to compare with: no earlier build of it gave another image here\n');
    if (format === 'json')
      io.stdout(`${JSON.stringify(buildJson(result, { trend, comparison, budgets: verdicts }), null, 2)}\n`);
    else {
      const changes = comparison === null ? '' : `\n${formatComparison(comparison, io.columns)}`;
      const ending = `${trend ? formatTrend(trend) : ''}${changes}${formatVerdicts(verdicts)}`;
      io.stdout(`${formatBuild(result, io.columns)}${ending}`);
    }
    return verdicts.every((verdict) => verdict.kept) ? exitCodes.clean : exitCodes.findings;
  },
};

/** What the newest build is against the one before that gave another image; null where there is none. */
async function changesSince({ host }: CommandIo, key: RecordKey): Promise<ImageComparison | null> {
  const [before, record] = await Promise.all([readRecordBefore(host, key), readRecord(host, key)]);
  if (before === null || record === null) return null;
  const { paths, ...figures } = await compareRecords(host, before, record);
  return { ...figures, before: 'the build before', after: 'this build', paths: paths ?? [] };
}

/** What a result is against the last one. */
function since(last: MeasuredRecord | null, { image }: BuildResult): Parameters<typeof judgeBudgets>[0]['comparison'] {
  const before = last?.result.image.total.fileBytes;
  return before === undefined ? null : { fileBytes: { before, after: image.total.fileBytes } };
}

/** A folder stands for the Dockerfile, else the Containerfile, in it. */
async function findDockerfile(io: CommandIo, place: string): Promise<string> {
  const stat = await io.host.stat(place);
  if (isUnavailable(stat) || stat.kind !== 'directory') return place;
  for (const name of ['Dockerfile', 'Containerfile']) {
    const file = path.join(place, name);
    if (!isUnavailable(await io.host.stat(file))) return file;
  }
  return path.join(place, 'Dockerfile');
}

function readBuildArgs(io: CommandIo, given: unknown): { values: Record<string, string> } | { error: string } {
  const values: Record<string, string> = {};
  for (const text of Array.isArray(given) ? (given as unknown[]) : []) {
    if (typeof text !== 'string') continue;
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    if (!/^[a-z_]\w*$/i.test(name)) return { error: `--build-arg ${name} is not a name` };
    const value = equals < 0 ? io.host.environment(name) : text.slice(equals + 1);
    // Why: as with the engines' own clients, a name without a value in the environment is left out.
    if (value !== undefined) values[name] = value;
  }
  return { values };
}
