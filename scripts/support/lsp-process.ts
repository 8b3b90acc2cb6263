// A language server process spoken to over standard input and output, as little as measuring needs: send a message, wait for
// one. Times are taken when the whole message has come and before it is parsed. It knows no feature.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface LspProcess {
  notify(method: string, params: unknown): void;
  request(method: string, params: unknown): Promise<unknown>;
  /** The next message that holds `mark`, with the time (ms, performance.now) at which its last byte came. */
  waitFor(mark: string): Promise<{ readonly message: string; readonly at: number }>;
  /** Memory of the process in bytes as the system counts it (VmRSS); null where it does not tell. */
  residentBytes(): number | null;
  stop(): void;
}

/** Starts `node FILE --stdio`. */
export function startLspProcess(file: string): LspProcess {
  const child = spawn(process.execPath, [file, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<string, (found: { message: string; at: number }) => void>();
  let pending: Buffer = Buffer.alloc(0);
  let ids = 0;
  child.stdout.on('data', (bytes: Buffer) => {
    pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
    for (;;) {
      const head = pending.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(pending.toString('latin1', 0, head))?.[1] ?? 0);
      if (pending.length < head + 4 + length) return;
      const at = performance.now();
      const message = pending.toString('utf8', head + 4, head + 4 + length);
      pending = pending.subarray(head + 4 + length);
      answerServer(message);
      for (const [mark, resolve] of waiting) {
        if (!message.includes(mark)) continue;
        waiting.delete(mark);
        resolve({ message, at });
      }
    }
  });

  function write(message: object): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    child.stdin.write(body);
  }

  /** Requests of the server get an empty answer, so that it never waits for us. */
  function answerServer(message: string): void {
    if (!message.includes('"method"') || !message.includes('"id"')) return;
    const { id, method } = JSON.parse(message) as { id?: number | string; method?: string };
    if (id !== undefined && method !== undefined) write({ id, result: null });
  }

  const waitFor: LspProcess['waitFor'] = (mark) => new Promise((resolve) => waiting.set(mark, resolve));
  return {
    waitFor,
    notify: (method, params) => write({ method, params }),
    async request(method, params) {
      const id = `b${++ids}`;
      const answer = waitFor(`"id":"${id}"`);
      write({ id, method, params });
      return (JSON.parse((await answer).message) as { result?: unknown }).result;
    },
    residentBytes() {
      try {
        const status = readFileSync(`/proc/${child.pid ?? 0}/status`, 'utf8');
        return Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1] ?? NaN) * 1024 || null;
      } catch {
        return null;
      }
    },
    stop() {
      child.kill('SIGKILL');
    },
  };
}
