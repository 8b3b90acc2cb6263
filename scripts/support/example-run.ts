// What `npm run examples` and the engine's tests do with an example: have its bases, start its images, ask them. It writes nothing.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ChildResult } from './child.ts';
import {
  exampleFolder,
  standInFile,
  type ExampleBase,
  type ExampleImage,
  type ExampleQuestion,
} from './example-projects.ts';

/** Runs the engine's client with these arguments; `input` for its standard input. */
export type Docker = (args: readonly string[], input?: string) => Promise<ChildResult>;

export interface Tagged {
  readonly image: ExampleImage;
  readonly tag: string;
}

/** Asks for the others: an image with Python, so that images without a shell can be asked too. */
const prober = 'python:3.13-slim-trixie';

/** Has the engine hold the base: its own, else the one that its registry has, else a stand-in. */
export async function provideBase(docker: Docker, base: ExampleBase, network: readonly string[]): Promise<void> {
  if ((await docker(['image', 'inspect', base.tag])).code === 0) return;
  if ((await docker(['pull', '--quiet', base.tag])).code === 0) return;
  const args = ['buildx', 'build', '--quiet', '--load', ...network, '--tag', base.tag, '-'];
  const end = await docker(args, readFileSync(standInFile(base), 'utf8'));
  if (end.code !== 0) throw new Error(`${base.standIn} was not built: ${end.output.slice(-2_000)}`);
}

const askScript = `
import sys, time, urllib.request, urllib.error
url, body = sys.argv[1], sys.stdin.buffer.read() or None
last = "nothing listens"
end = time.time() + 240
while time.time() < end:
    try:
        request = urllib.request.Request(url, body, {"content-type": "application/json"})
        print(urllib.request.urlopen(request, timeout=180).read().decode().strip())
        sys.exit(0)
    except urllib.error.HTTPError as error:
        last = f"{error}: {error.read().decode()}"
    except OSError as error:
        last = str(error)
    time.sleep(0.5)
sys.exit(last)
`;

/** Starts the images of one side without a network, in one namespace, asks the first from inside it, and removes them. */
export async function answerOf(
  docker: Docker,
  name: string,
  tagged: readonly Tagged[],
  ask: ExampleQuestion,
): Promise<string> {
  const containers: string[] = [];
  try {
    for (const [index, { tag, image }] of tagged.entries()) {
      const container = `plimsoll-example-${process.pid}-${index}`;
      const network = containers[0] === undefined ? 'none' : `container:${containers[0]}`;
      const env = Object.entries(image.env ?? {}).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
      const started = await docker(['run', '--detach', '--name', container, '--network', network, ...env, tag]);
      containers.push(container);
      if (started.code !== 0) throw new Error(`${tag} did not start: ${started.output.trim()}`);
    }
    const body = ask.body === undefined ? '' : readFileSync(path.join(exampleFolder(name), ask.body), 'utf8');
    const network = `container:${containers[0] ?? ''}`;
    const url = `http://127.0.0.1:${String(ask.port)}${ask.path}`;
    const run = ['run', '--rm', '--interactive', '--network', network, prober, 'python3', '-c', askScript, url];
    const answer = await docker(run, body);
    if (answer.code === 0) return answer.stdout.trim();
    const logs = await Promise.all(containers.map(async (each) => (await docker(['logs', each])).output.trim()));
    throw new Error([`${name} gave no answer: ${answer.output.trim()}`, ...logs].join('\n'));
  } finally {
    // Why: the last one started lives in the namespace of the first.
    for (const each of containers.reverse()) await docker(['rm', '--force', '--volumes', each]);
  }
}
