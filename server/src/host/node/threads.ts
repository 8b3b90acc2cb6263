// Tasks on a thread of their own, for work that would hold up everything else: a program of our own is started for each,
// is told when nobody waits any more, and is ended when it does not listen. It knows no task.
import { existsSync } from 'node:fs';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { unavailable } from '../host.ts';
import type { Host } from '../host.ts';

/** Milliseconds between asking a thread to end and ending it. */
const grace = 3000;

type Message = { readonly progress: unknown } | { readonly answer: unknown } | { readonly fault: string };

/** What a thread is told of the host that started it. */
export interface ThreadPlace {
  readonly cacheFolder: string;
  readonly dataFolder: string;
}

/** Runs tasks by the program in `file`; undefined where there is no such file (from sources there is none). */
export function threadsOf(file: string, place: ThreadPlace): Host['runApart'] {
  if (!existsSync(file)) return undefined;
  return (task, { signal, tell }) => {
    if (signal.aborted) return Promise.resolve(unavailable('the task', 'cancelled'));
    return new Promise<unknown>((settle) => {
      const worker = new Worker(file, { workerData: { task, place } });
      let killer: NodeJS.Timeout | undefined;
      const cancel = (): void => {
        worker.postMessage('cancel');
        killer = setTimeout(() => end(unavailable('the task', 'cancelled')), grace);
      };
      const end = (answer: unknown): void => {
        clearTimeout(killer);
        signal.removeEventListener('abort', cancel);
        settle(answer);
        void worker.terminate();
      };
      signal.addEventListener('abort', cancel, { once: true });
      worker.on('message', (message: Message) => {
        if ('progress' in message) tell(message.progress);
        else end('fault' in message ? unavailable('the task', message.fault) : message.answer);
      });
      worker.on('error', (error) =>
        end(unavailable('the task', error instanceof Error ? error.message : String(error))),
      );
      worker.on('exit', () => end(unavailable('the task', 'its thread ended')));
    });
  };
}

/** In a thread: does the one task it was started for, and answers. */
export function serveTask(
  work: (
    task: unknown,
    place: ThreadPlace,
    attendance: { readonly signal: AbortSignal; readonly tell: (progress: unknown) => void },
  ) => Promise<unknown>,
): void {
  const port = parentPort;
  if (port === null) return;
  const abort = new AbortController();
  port.on('message', () => abort.abort());
  const { task, place } = workerData as { task: unknown; place: ThreadPlace };
  const post = (message: Message): void => port.postMessage(message);
  work(task, place, { signal: abort.signal, tell: (progress) => post({ progress }) }).then(
    (answer) => post({ answer }),
    (error: unknown) => post({ fault: error instanceof Error ? error.message : String(error) }),
  );
}
