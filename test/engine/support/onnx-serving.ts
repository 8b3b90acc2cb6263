// Building examples/onnx-serving and asking the built image for its prediction, without a port on this machine.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Engine } from '../../../scripts/support/engine-run.ts';
import { startContainer, waitFor } from './engine.ts';

/** The example's folder, which is its build context. */
export const exampleFolder = path.resolve('examples', 'onnx-serving');

/** What every correct image of the example answers. */
export function expectedPrediction(): unknown {
  return JSON.parse(readFileSync(path.join(exampleFolder, 'response.json'), 'utf8'));
}

/** Builds the example from a Dockerfile. Rejects with the end of the build's output. */
export async function buildExample(engine: Engine, dockerfile: string, tag: string): Promise<void> {
  const args = [
    'buildx',
    'build',
    '--progress=plain',
    '--network=host',
    `--file=${dockerfile}`,
    `--tag=${tag}`,
    exampleFolder,
  ];
  const result = await engine.docker(args, { deadlineMs: 900_000 });
  if (result.code !== 0) throw new Error(`${dockerfile} does not build:\n${result.output.slice(-3_000)}`);
}

/** Bytes of an image's files, as the classic store counts them. */
export async function imageBytes(engine: Engine, tag: string): Promise<number> {
  const result = await engine.docker(['image', 'inspect', '--format', '{{.Size}}', tag]);
  if (result.code !== 0) throw new Error(result.output);
  return Number(result.stdout.trim());
}

// Asks the service from inside its container, so no network is needed. Every image of the example has Python.
const ask = [
  'import sys, urllib.request',
  'body = sys.stdin.buffer.read()',
  'request = urllib.request.Request("http://127.0.0.1:8000/predict", body, {"content-type": "application/json"})',
  'print(urllib.request.urlopen(request, timeout=5).read().decode())',
].join('\n');

/** Starts the image as its own configuration says, with no network, and answers its prediction for request.json. */
export async function predictionOf(engine: Engine, tag: string): Promise<unknown> {
  const request = readFileSync(path.join(exampleFolder, 'request.json'), 'utf8');
  const container = await startContainer(engine, tag);
  try {
    const answer = await waitFor(`a prediction of ${tag}`, async () => {
      const result = await container.exec(['python3', '-c', ask], request);
      return result.code === 0 ? result.stdout : undefined;
    });
    return JSON.parse(answer);
  } catch (error) {
    throw new Error(`${String(error)}\n${await container.logs()}`, { cause: error });
  } finally {
    await container.remove();
  }
}

/** Runs the image's own health check inside a running container, as the engine would; answers its exit code. */
export async function healthOf(engine: Engine, tag: string): Promise<number | null> {
  const inspected = await engine.docker(['image', 'inspect', '--format', '{{json .Config.Healthcheck.Test}}', tag]);
  const test = JSON.parse(inspected.stdout) as readonly string[];
  const command = test[0] === 'CMD-SHELL' ? ['/bin/sh', '-c', ...test.slice(1)] : test.slice(1);
  const container = await startContainer(engine, tag);
  try {
    let last: number | null = null;
    await waitFor(`a passing health check of ${tag}`, async () => {
      last = (await container.exec(command)).code;
      return last === 0 ? true : undefined;
    }).catch(() => undefined);
    return last;
  } finally {
    await container.remove();
  }
}
