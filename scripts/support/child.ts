// Child processes of the scripts: each in a process group of its own, each with a deadline, each ended by its id, also when
// this process is told to stop. It knows nothing of what the children do.
import { spawn, type ChildProcess } from 'node:child_process';

export interface ChildOptions {
  readonly cwd?: string;
  /** The whole environment of the child; this process's own when absent. */
  readonly env?: NodeJS.ProcessEnv;
  /** Text for standard input, which is closed after it. Without it the child has no standard input. */
  readonly input?: string;
  /** Called with every piece of output as it comes, both streams. */
  readonly onOutput?: (text: string, stream: 'stdout' | 'stderr') => void;
  /** Milliseconds between the polite signal (SIGTERM) and the final one (SIGKILL); 5,000 when absent. */
  readonly graceMs?: number;
}

/** How a child ended. `code` is null when a signal ended it or it could not be started. */
export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why the child could not be started (no such program, not allowed …). */
  readonly startError?: string;
}

export interface ChildResult extends ChildEnd {
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams in the order they came. */
  readonly output: string;
  /** The deadline passed and the child was ended for it. */
  readonly timedOut: boolean;
}

export interface RunningChild {
  /** The process id, and the id of the process group; undefined when the child could not be started. */
  readonly pid: number | undefined;
  /** Settles when the child is gone; never rejects. */
  readonly ended: Promise<ChildEnd>;
  /** What the child printed so far, both streams, at most the last 1,000,000 characters. */
  readonly output: () => string;
  /** Ends the child and its whole group: SIGTERM, then SIGKILL after the grace. Resolves when it is gone. */
  readonly stop: () => Promise<ChildEnd>;
}

const keptOutput = 1_000_000;
const running = new Set<RunningChild>();
const windows = process.platform === 'win32';
/** Children that may still be alive when this process ends without stopping them. */
const leaders = new Set<ChildProcess>();
let watchesEnd = false;

/** Signals a whole group by its id; a group that is already gone is no error. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (windows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // Why: the group ended between our look and the signal.
  }
}

/** Ends every child still running. Resolves when all are gone. */
export async function stopAllChildren(): Promise<void> {
  await Promise.all([...running].map((child) => child.stop()));
}

/** Ends the children first when this process is asked to stop, then stops with the usual code (130, 143, 129); kills them at any other end. */
function watchEnd(): void {
  if (watchesEnd) return;
  watchesEnd = true;
  process.once('exit', () => leaders.forEach((leader) => signalGroup(leader, 'SIGKILL')));
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.once(signal, () => {
      void stopAllChildren().finally(() => process.exit(code));
    });
  }
}

/**
 * Starts a long-running child (a server, a daemon, a browser) in a process group of its own and returns at once.
 * A program that cannot be started is an `ended` with `startError`, not an exception.
 */
export function startChild(command: string, args: readonly string[], options: ChildOptions = {}): RunningChild {
  watchEnd();
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: !windows,
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  let output = '';
  let alive = true;
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = child[name];
    stream?.setEncoding('utf8');
    stream?.on('data', (text: string) => {
      output = (output + text).slice(-keptOutput);
      options.onOutput?.(text, name);
    });
  }
  if (options.input !== undefined && child.stdin !== null) {
    // Why: a child that ends before reading its input breaks the pipe; its exit code tells the story.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input);
  }
  leaders.add(child);
  const ended = new Promise<ChildEnd>((resolve) => {
    const settle = (end: ChildEnd): void => {
      if (!alive) return;
      alive = false;
      running.delete(handle);
      leaders.delete(child);
      resolve(end);
    };
    child.once('error', (error) => {
      if (child.pid === undefined) settle({ code: null, signal: null, startError: error.message });
    });
    // Why: 'exit' comes when the leader is gone; what it left in its group would hold the pipes open, so it goes too.
    child.once('exit', () => signalGroup(child, 'SIGKILL'));
    child.once('close', (code, signal) => settle({ code, signal }));
  });
  const handle: RunningChild = {
    pid: child.pid,
    ended,
    output: () => output,
    stop: async () => {
      if (!alive) return ended;
      signalGroup(child, 'SIGTERM');
      const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), options.graceMs ?? 5_000);
      try {
        return await ended;
      } finally {
        clearTimeout(timer);
      }
    },
  };
  running.add(handle);
  return handle;
}

/**
 * Runs a child to its end, collecting its whole output, and ends it with its group when `deadlineMs` passes
 * (then `timedOut` is true). Never rejects.
 */
export async function runChild(
  command: string,
  args: readonly string[],
  options: ChildOptions & { readonly deadlineMs: number },
): Promise<ChildResult> {
  const parts = { stdout: '', stderr: '' };
  let output = '';
  const child = startChild(command, args, {
    ...options,
    onOutput: (text, stream) => {
      parts[stream] += text;
      output += text;
      options.onOutput?.(text, stream);
    },
  });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    void child.stop();
  }, options.deadlineMs);
  const end = await child.ended;
  clearTimeout(timer);
  return { ...end, ...parts, output, timedOut };
}
