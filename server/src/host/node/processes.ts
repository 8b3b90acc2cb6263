// Processes through node:child_process for the real Host: found on the PATH and nowhere else, in a group of their own
// that ends with the deadline, the signal, and this process. Arguments are arrays; there is no shell.
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { unavailable } from '../host.ts';
import type { Host, ProcessRequest, ProcessResult, Unavailable } from '../host.ts';
import { programFault } from './faults.ts';
import { watchOver } from './watch.ts';

const defaultKeep = 1024 * 1024;
/** Milliseconds between asking a group to end and ending it. */
const grace = 2000;

type EndedEarly = Exclude<ProcessResult['ended'], 'exit'>;

interface Started {
  readonly child: ChildProcess;
  end(why: EndedEarly): void;
  /** Output came or was taken. */
  heard(): void;
  /** Resolves when the process has exited and its streams are closed. */
  readonly done: Promise<ProcessResult>;
}

export const runProcess: Host['run'] = async (request) => {
  const started = await start(request, true);
  return 'unavailable' in started ? started : started.done;
};

export const streamProcess: Host['stream'] = async (request) => {
  const started = await start(request, false);
  if ('unavailable' in started) return started;
  return { output: readOutput(started), done: started.done };
};

async function* readOutput(started: Started): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of (started.child.stdout ?? []) as AsyncIterable<Buffer>) {
      started.heard();
      yield chunk;
    }
  } finally {
    started.end('cancelled');
  }
}

async function start(request: ProcessRequest, collectStdout: boolean): Promise<Started | Unavailable> {
  if (request.signal?.aborted === true) return unavailable(request.program, 'cancelled');
  const path = await findProgram(request.program, process.env, process.platform);
  if (path === null) return unavailable(request.program, 'not found on the PATH');
  const grouped = process.platform !== 'win32';
  let child: ChildProcess;
  try {
    child = spawn(path, [...request.args], {
      ...(request.cwd === undefined ? {} : { cwd: request.cwd }),
      env: { ...process.env, ...request.env },
      detached: grouped,
      windowsHide: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  } catch (error) {
    // Why: arguments that no program can be given are refused at once, by an exception.
    return unavailable(request.program, programFault(error));
  }
  const failure = await new Promise<Error | null>((settle) => {
    child.once('spawn', () => {
      settle(null);
    });
    child.once('error', settle);
  });
  if (failure !== null) return unavailable(request.program, programFault(failure));
  return attend(child, request, collectStdout);
}

function attend(child: ChildProcess, request: ProcessRequest, collectStdout: boolean): Started {
  let ended: EndedEarly | null = null;
  let closed = false;
  let killer: NodeJS.Timeout | undefined;
  const end: Started['end'] = (why) => {
    if (closed || ended !== null) return;
    ended = why;
    signalGroup(child, 'SIGTERM');
    killer = setTimeout(() => {
      signalGroup(child, 'SIGKILL');
      // Why: a grandchild that left the group may hold the pipes open for ever; the request ends all the same.
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, grace);
  };
  const timer = setTimeout(end, Math.min(request.deadline, 2 ** 31 - 1), 'deadline');
  const watching = watchOver(request.watch, () => {
    end('silent');
  });
  const cancel = (): void => {
    end('cancelled');
  };
  request.signal?.addEventListener('abort', cancel, { once: true });
  if (request.signal?.aborted === true) cancel();
  alive.add(child);
  endWithThisProcess();

  // Why: a program that does not read its input closes the pipe; that is its right and no fault of the run.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(request.input ?? '');
  child.on('error', () => undefined);
  const keep = request.keep ?? defaultKeep;
  const teller = (stream: 'stdout' | 'stderr') => (text: string) => {
    watching.heard();
    request.onOutput?.(stream, text);
  };
  const stdout = collectStdout ? collect(child.stdout, keep, teller('stdout')) : () => '';
  const stderr = collect(child.stderr, keep, teller('stderr'));

  const done = new Promise<ProcessResult>((settle) => {
    child.once('close', (code) => {
      closed = true;
      watching.stop();
      clearTimeout(timer);
      clearTimeout(killer);
      request.signal?.removeEventListener('abort', cancel);
      if (ended !== null) signalGroup(child, 'SIGKILL');
      alive.delete(child);
      settle({ code, stdout: stdout(), stderr: stderr(), ended: ended ?? (code === null ? 'signal' : 'exit') });
    });
  });
  return { child, end, heard: watching.heard, done };
}

function collect(stream: Readable | null, keep: number, tell: (text: string) => void): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  const decoder = new StringDecoder('utf8');
  stream?.on('error', () => undefined);
  stream?.on('data', (chunk: Buffer) => {
    const text = decoder.write(chunk);
    if (text !== '') tell(text);
    chunks.push(chunk);
    size += chunk.length;
    while (chunks.length > 1 && size - (chunks[0]?.length ?? 0) >= keep) size -= chunks.shift()?.length ?? 0;
  });
  return () => {
    const all = Buffer.concat(chunks);
    return all.subarray(Math.max(0, all.length - keep)).toString('utf8');
  };
}

const alive = new Set<ChildProcess>();
let watching = false;

function endWithThisProcess(): void {
  if (watching) return;
  watching = true;
  process.once('exit', () => {
    for (const child of alive) signalGroup(child, 'SIGKILL');
  });
}

function signalGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  const { pid } = child;
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32') {
      const system = process.env['SystemRoot'] ?? 'C:\\Windows';
      execFile(join(system, 'System32', 'taskkill.exe'), ['/pid', String(pid), '/T', '/F'], () => undefined);
    } else process.kill(-pid, signal);
  } catch {
    // Why: the group is gone already; that is what was wanted.
  }
}

/**
 * The absolute path of a program, or null. A bare name is looked up in the absolute folders of PATH; relative entries
 * and the working folder are never searched. A path must be absolute. On Windows only `.exe` and `.com` run without a shell.
 */
export async function findProgram(
  program: string,
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): Promise<string | null> {
  const windows = platform === 'win32';
  const suffixes = windows && !/\.(?:exe|com)$/i.test(program) ? ['.exe', '.com'] : [''];
  if (/[/\\]/.test(program)) {
    if (!isAbsolute(program)) return null;
    return firstExecutable(
      suffixes.map((suffix) => program + suffix),
      windows,
    );
  }
  const folders = (environment['PATH'] ?? environment['Path'] ?? '')
    .split(delimiter)
    .filter((each) => isAbsolute(each));
  return firstExecutable(
    folders.flatMap((folder) => suffixes.map((suffix) => join(folder, program + suffix))),
    windows,
  );
}

async function firstExecutable(paths: readonly string[], windows: boolean): Promise<string | null> {
  for (const path of paths) {
    try {
      await access(path, windows ? constants.F_OK : constants.X_OK);
      if ((await stat(path)).isFile()) return path;
    } catch {
      // Why: not there or not ours to run; the next folder may have it.
    }
  }
  return null;
}
