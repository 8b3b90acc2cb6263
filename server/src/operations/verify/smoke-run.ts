// V5, one image: started as it is, without network and with bounds, watched until it ends or listens, and asked. What it
// listens on and answers is seen from a container beside it, for lean images have no tools. Always removed.
import {
  containerName,
  type EngineCaller,
  outputOf,
  removeContainer,
  runBeside,
  runInside,
  startContainer,
  waitForEnd,
  wordsOf,
} from '../../engine/container.ts';
import { type JsonRecord, recordOf } from '../../image/untrusted-json.ts';

/** How a container behaved. */
export interface Behaviour {
  /** Null where it was still running. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** TCP ports it listens on, ascending. */
  readonly ports: readonly number[];
  /** Status line and body of `/` by port; ports that speak no HTTP have none. */
  readonly answers: ReadonlyMap<number, { readonly status: string; readonly body: string }>;
  /** Exit code of its health check; null where it has none. */
  readonly health: number | null;
}

export interface SmokeRequest {
  readonly image: string;
  /** An image with a shell, for looking at the network. */
  readonly prober: string;
  /** Words of the health check; null where it has none. */
  readonly health: readonly string[] | null;
  /** Ports that are awaited before it is asked; empty takes those that come first. */
  readonly ports: readonly number[];
}

/** Milliseconds until it is taken as it is. */
const patience = 30_000;
/** Milliseconds between two looks. */
const pause = 1000;
const healthDeadline = 30_000;

/** How it behaved; null where the engine cannot start it. Rejects on cancellation. */
export async function smokeRun(caller: EngineCaller, request: SmokeRequest): Promise<Behaviour | null> {
  const name = containerName();
  const { image, prober, health } = request;
  try {
    if (!(await startContainer(caller, image, name))) return null;
    const end = caller.host.now() + patience;
    let exitCode: number | null = null;
    let ports: readonly number[] = [];
    for (;;) {
      exitCode = await waitForEnd(caller, name, pause);
      caller.signal.throwIfAborted();
      if (exitCode !== null || caller.host.now() >= end) break;
      const seen = await listeningPorts(caller, name, prober);
      // Why twice: a program may open its ports one after the other.
      const isSteady = seen.length > 0 && seen.join() === ports.join();
      ports = seen;
      if (isSteady && request.ports.every((port) => seen.includes(port))) break;
    }
    const isRunning = exitCode === null;
    const answers = isRunning ? await askPorts(caller, name, prober, ports) : new Map();
    const healthy = isRunning && health !== null ? await runInside(caller, name, health, healthDeadline) : null;
    const output = await outputOf(caller, name);
    caller.signal.throwIfAborted();
    return { exitCode, ...output, ports: isRunning ? ports : [], answers, health: healthy?.code ?? null };
  } finally {
    await removeContainer(caller, name);
  }
}

/** The kernel's tables of sockets; state 0A listens (proc_pid_net(5)). */
async function listeningPorts(caller: EngineCaller, name: string, prober: string): Promise<readonly number[]> {
  const table = await runBeside(caller, name, prober, 'cat /proc/net/tcp /proc/net/tcp6 2>/dev/null || true', []);
  const ports = new Set<number>();
  for (const line of table?.split('\n') ?? []) {
    const [, local = '', , state] = line.trim().split(/\s+/);
    if (state === '0A') ports.add(Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16));
  }
  return [...ports].filter((port) => port > 0).sort((a, b) => a - b);
}

/** Says one request with what the prober has: bash, Perl, Python or nc. */
const request = String.raw`
port=$1
ask='GET / HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n'
if command -v bash >/dev/null; then
  timeout 10 bash -c 'exec 3<>/dev/tcp/127.0.0.1/$0 && printf "$1" >&3 && cat <&3' "$port" "$ask"
elif command -v python3 >/dev/null; then
  python3 -c 'import socket,sys
s=socket.create_connection(("127.0.0.1",int(sys.argv[1])),5);s.settimeout(5);s.sendall(b"GET / HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n")
while True:
  d=s.recv(65536)
  if not d: break
  sys.stdout.buffer.write(d)' "$port"
else
  printf "$ask" | timeout 10 nc 127.0.0.1 "$port"
fi
true`;

async function askPorts(
  caller: EngineCaller,
  name: string,
  prober: string,
  ports: readonly number[],
): Promise<Behaviour['answers']> {
  const answers = new Map<number, { status: string; body: string }>();
  for (const port of ports.slice(0, 8)) {
    const said = (await runBeside(caller, name, prober, request, [String(port)])) ?? '';
    const status = /^HTTP\/\d\.\d (\d{3})/.exec(said)?.[1];
    const gap = said.search(/\r?\n\r?\n/);
    if (status !== undefined) answers.set(port, { status, body: gap < 0 ? '' : said.slice(gap).trim() });
  }
  return answers;
}

/** What the engine runs as a health check, of an image's configuration; null where there is none. */
export function healthWords(config: JsonRecord): readonly string[] | null {
  const [kind, ...words] = wordsOf(recordOf(config['Healthcheck'])['Test']) ?? [];
  if (kind === 'CMD') return words;
  return kind === 'CMD-SHELL' ? [...(wordsOf(config['Shell']) ?? ['/bin/sh', '-c']), ...words] : null;
}
