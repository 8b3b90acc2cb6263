// Asks an image what its project's probe.json says, by its own means: arguments, paths, texts that must be among what it
// says. It knows nothing of rewrites; containers run without network, with bounds, one at a time, and never outlive a question.
import type { Engine } from './engine-launch.ts';

export interface Asked {
  /** The image serves HTTP: these paths of this port are asked. Without a port it is run to its end. */
  readonly port?: number;
  readonly paths?: readonly string[];
  /** The image's own health check must pass. */
  readonly health?: true;
  /** Arguments in place of CMD, for a run of its own each; without them it is run as it is. */
  readonly runs?: readonly (readonly string[])[];
  /** Each is somewhere in what it answers or prints. */
  readonly says: readonly string[];
}

/** What was asked, and the answer as text. */
export type Observed = ReadonlyMap<string, string>;

const bounds = ['--pull=never', '--network=none', '--memory=2g', '--pids-limit=512'];
const runDeadline = 120_000;
const patience = 60_000;

// Why beside it: an image of fewer bytes may have no shell. bash speaks TCP itself.
const prober = 'debian:trixie-slim';
const ask =
  'exec 3<>"/dev/tcp/127.0.0.1/$1" && printf "GET $2 HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n" >&3 && timeout 10 cat <&3';

/** Asks everything that the probe says. Rejects where a service does not answer within a minute. */
export async function observe(engine: Engine, image: string, asked: Asked): Promise<Observed> {
  return asked.port === undefined ? await runs(engine, image, asked) : await answers(engine, image, asked.port, asked);
}

/** What `after` does not do as `before`, and what neither says though the probe does; empty where all is well. */
export function differences(asked: Asked, before: Observed, after: Observed): readonly string[] {
  const found: string[] = [];
  for (const [question, answer] of before)
    if (after.get(question) !== answer)
      found.push(`${question}: ${JSON.stringify(after.get(question) ?? null)} instead of ${JSON.stringify(answer)}`);
  const all = [...after.values()].join('\n');
  for (const text of asked.says) if (!all.includes(text)) found.push(`nowhere does it say ${JSON.stringify(text)}`);
  return found;
}

async function runs(engine: Engine, image: string, asked: Asked): Promise<Observed> {
  const seen = new Map<string, string>();
  for (const args of asked.runs ?? [[]]) {
    const name = nextName();
    const result = await engine.docker(['run', '--rm', '--name', name, ...bounds, image, ...args], {
      deadlineMs: runDeadline,
    });
    // Why: a client that is ended for its deadline leaves its container running.
    if (result.timedOut) await engine.docker(['rm', '--force', name]);
    const { code, stdout, stderr } = result;
    seen.set(`run ${args.join(' ')}`.trim(), `ends with ${String(code)}\n${stdout}\n${stderr}`);
  }
  return seen;
}

async function answers(engine: Engine, image: string, port: number, asked: Asked): Promise<Observed> {
  const name = nextName();
  const seen = new Map<string, string>();
  const started = await engine.docker(['run', '--detach', '--name', name, ...bounds, image], { deadlineMs: patience });
  try {
    if (started.code !== 0) return new Map([['start', started.output]]);
    for (const each of asked.paths ?? ['/']) seen.set(each, await answerOf(engine, name, port, each));
    if (asked.health === true) seen.set('health check', `ends with ${String(await healthOf(engine, image, name))}`);
    return seen;
  } finally {
    await engine.docker(['rm', '--force', '--volumes', name], { deadlineMs: patience });
  }
}

async function answerOf(engine: Engine, name: string, port: number, at: string): Promise<string> {
  const beside = ['run', '--rm', '--pull=never', `--network=container:${name}`, '--entrypoint=bash', prober];
  const text = await waitFor(async () => {
    const result = await engine.docker([...beside, '-c', ask, 'ask', String(port), at], { deadlineMs: patience });
    const end = result.stdout.indexOf('\r\n\r\n');
    const isWhole = result.code === 0 && result.stdout.startsWith('HTTP/') && end > 0;
    return isWhole ? `${result.stdout.split('\r\n')[0] ?? ''}\n${result.stdout.slice(end + 4)}` : undefined;
  });
  return text ?? `no answer; it said: ${(await engine.docker(['logs', name])).output.slice(-2_000)}`;
}

/** Runs the image's own health check inside, as the engine would, until it passes; its last exit code. */
async function healthOf(engine: Engine, image: string, name: string): Promise<number | null> {
  const inspected = await engine.docker(['image', 'inspect', '--format', '{{json .Config.Healthcheck.Test}}', image]);
  const [kind, ...words] = (JSON.parse(inspected.stdout) as readonly string[] | null) ?? [];
  const command = kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...words] : words;
  let last: number | null = null;
  await waitFor(async () => {
    last = (await engine.docker(['exec', name, ...command], { deadlineMs: patience })).code;
    return last === 0 ? true : undefined;
  });
  return last;
}

/** Asks until there is something else than undefined; undefined after a minute. */
async function waitFor<T>(question: () => Promise<T | undefined>): Promise<T | undefined> {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await question();
    if (answer !== undefined || Date.now() > end) return answer;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

let containers = 0;
function nextName(): string {
  containers += 1;
  return `probe-${process.pid}-${containers}`;
}
