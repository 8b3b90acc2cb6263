// Containers for checks, through the engine's own client: made, started without network and with bounds, asked, exported and
// always removed. What is asked of them is the caller's matter.
import { isUnavailable } from '../host/host.ts';
import type { Host, ProcessResult, Unavailable } from '../host/host.ts';
import { listOf, parseJson, recordOf, stringOf, type JsonRecord } from '../image/untrusted-json.ts';
import type { Engine } from './engine.ts';

/** Milliseconds for words with the engine that do no work. */
const answerDeadline = 60_000;
const exportDeadline = 30 * 60 * 1000;

/** Bounds of every container that runs for a check. */
const bounds = ['--network=none', '--memory=2g', '--pids-limit=512', '--cap-drop=NET_RAW'];

/** Who talks to which engine, and the signal that ends it. */
export interface EngineCaller {
  readonly host: Host;
  readonly engine: Engine;
  readonly signal: AbortSignal;
}

/** Runs the client; null where it cannot be run or its answer is no success. */
async function ask({ host, engine, signal }: EngineCaller, args: readonly string[]): Promise<string | null> {
  const answer = await host.run({ program: engine.program, args, deadline: answerDeadline, keep: 4 << 20, signal });
  return isUnavailable(answer) || answer.code !== 0 ? null : answer.stdout;
}

/** What `image inspect` says of an image; null where the engine does not have it. */
export async function inspectImage(caller: EngineCaller, image: string): Promise<JsonRecord | null> {
  const text = await ask(caller, ['image', 'inspect', '--', image]);
  const [first] = text === null ? [] : listOf(parseJson(text), 1);
  return first === undefined ? null : recordOf(first);
}

/** One step of an image's history, as the engine tells it. */
export interface HistoryStep {
  /** What made it, on one line; empty where the image does not say. */
  readonly command: string;
  /** Unpacked bytes of its layer; 0 where it has none. */
  readonly diskBytes: number;
}

/** The history of an image, bottom first; null where the engine does not tell. */
export async function imageHistory(caller: EngineCaller, image: string): Promise<readonly HistoryStep[] | null> {
  const format = '--format={{.Size}} {{json .CreatedBy}}';
  const text = await ask(caller, ['history', '--human=false', '--no-trunc', format, image]);
  if (text === null) return null;
  const steps = text
    .trim()
    .split('\n')
    .map((line) => {
      const gap = line.indexOf(' ');
      const command = stringOf(parseJson(line.slice(gap + 1)), 1 << 20) ?? '';
      return { command: command.replace(/\s+/g, ' ').trim(), diskBytes: Number.parseInt(line.slice(0, gap), 10) };
    });
  return steps.some(({ diskBytes }) => !Number.isSafeInteger(diskBytes)) ? null : steps.reverse();
}

/** Takes our own name from an image; the image goes with it where it has no other. */
export async function removeImage(caller: EngineCaller, tag: string): Promise<void> {
  // Why a signal of its own: what was made is removed after a cancellation too.
  await ask({ ...caller, signal: new AbortController().signal }, ['image', 'rm', tag]);
}

/** Removes a container, running or not. */
export async function removeContainer(caller: EngineCaller, name: string): Promise<void> {
  await ask({ ...caller, signal: new AbortController().signal }, ['rm', '--force', '--volumes', name]);
}

/** The file system of an image as one tar; the container that it takes is removed when `use` is done. */
export async function withExport<T>(
  caller: EngineCaller,
  image: string,
  use: (tar: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T | Unavailable | null> {
  const { host, engine, signal } = caller;
  const name = containerName();
  try {
    // Why a command: an image without one cannot be made a container; it is never run.
    if ((await ask(caller, ['create', '--network=none', `--name=${name}`, '--', image, 'true'])) === null) return null;
    const stream = await host.stream({
      program: engine.program,
      args: ['export', name],
      deadline: exportDeadline,
      signal,
    });
    if (isUnavailable(stream)) return stream;
    const result = await use(stream.output);
    await stream.done;
    return result;
  } finally {
    await removeContainer(caller, name);
  }
}

/** Starts an image as it would be started, without network; false where the engine cannot start it. */
export async function startContainer(caller: EngineCaller, image: string, name: string): Promise<boolean> {
  return (await ask(caller, ['run', '--detach', ...bounds, `--name=${name}`, '--', image])) !== null;
}

/** A name of its own for a container. */
export function containerName(): string {
  return `plimsoll-${crypto.randomUUID()}`;
}

/** Waits until it ends, at most so many milliseconds: its exit code, null while it runs. */
export async function waitForEnd(caller: EngineCaller, name: string, milliseconds: number): Promise<number | null> {
  const { host, engine, signal } = caller;
  const answer = await host.run({ program: engine.program, args: ['wait', name], deadline: milliseconds, signal });
  if (isUnavailable(answer) || answer.code !== 0) return null;
  const code = Number.parseInt(answer.stdout.trim(), 10);
  return Number.isSafeInteger(code) ? code : null;
}

/** What it printed so far, at most 256 KiB of each stream. */
export async function outputOf(caller: EngineCaller, name: string): Promise<{ stdout: string; stderr: string }> {
  const { host, engine, signal } = caller;
  const answer = await host.run({
    program: engine.program,
    args: ['logs', name],
    deadline: answerDeadline,
    keep: 256 * 1024,
    signal,
  });
  return isUnavailable(answer) ? { stdout: '', stderr: '' } : { stdout: answer.stdout, stderr: answer.stderr };
}

/** Runs words inside it; null where the client cannot be run. */
export async function runInside(
  { host, engine, signal }: EngineCaller,
  name: string,
  words: readonly string[],
  milliseconds: number,
): Promise<ProcessResult | null> {
  const answer = await host.run({
    program: engine.program,
    args: ['exec', name, ...words],
    deadline: milliseconds,
    signal,
  });
  return isUnavailable(answer) ? null : answer;
}

/**
 * Runs a shell script of another image beside it, in its network: what listens there can be asked though it has no tools
 * of its own. Null where that failed.
 */
export async function runBeside(
  caller: EngineCaller,
  name: string,
  image: string,
  script: string,
  words: readonly string[],
): Promise<string | null> {
  const prober = containerName();
  const { host, engine, signal } = caller;
  const answer = await host.run({
    program: engine.program,
    args: [
      'run',
      '--rm',
      `--name=${prober}`,
      `--network=container:${name}`,
      '--memory=256m',
      '--pids-limit=64',
      '--user=0',
      '--entrypoint=/bin/sh',
      '--',
      image,
      '-c',
      script,
      'sh',
      ...words,
    ],
    deadline: answerDeadline,
    keep: 256 * 1024,
    signal,
  });
  if (!isUnavailable(answer) && answer.ended === 'exit') return answer.code === 0 ? answer.stdout : null;
  await removeContainer(caller, prober);
  return null;
}

/** Strings of a configuration's list; null where it is none. */
export function wordsOf(value: unknown): readonly string[] | null {
  return Array.isArray(value) ? listOf(value, 4096).flatMap((word) => stringOf(word, 1 << 20) ?? []) : null;
}
