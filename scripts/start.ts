// `npm start`: the main job on the example, as a user would run it: findings with bytes, base image sizes, the multi-stage
// rewrite with its reasons, and where an engine answers, both images built, measured and asked for the same prediction.
// Without an engine it says which of the four states it met and shows estimates, marked as such.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { MeasuredImage } from '../server/src/image/measured-image.ts';
import { formatMeasured } from '../server/src/report/measure-text.ts';
import { formatBytes } from '../server/src/text/format-bytes.ts';
import { buildAll } from './support/bundle.ts';
import { runChild, type ChildResult } from './support/child.ts';

const example = path.join('examples', 'onnx-serving');
const dockerfile = path.join(example, 'Dockerfile');
const scratch = path.join('.build', 'start');
const minutes = 60_000;

interface BuiltJson {
  readonly imageId: string;
  readonly image: MeasuredImage;
}
interface FailureJson {
  readonly failure: { readonly kind: string; readonly message: string };
}

function title(text: string): void {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(0, 96 - text.length))}`);
}

function plimsoll(args: readonly string[], deadlineMs = 2 * minutes): Promise<ChildResult> {
  return runChild(process.execPath, [path.join('dist', 'cli.js'), ...args], { deadlineMs });
}

function docker(args: readonly string[], input?: string): Promise<ChildResult> {
  return runChild('docker', args, { deadlineMs: 2 * minutes, ...(input === undefined ? {} : { input }) });
}

/** Prints what a subcommand printed; ends the whole where it could not run. */
async function show(args: readonly string[], allowed: readonly number[]): Promise<void> {
  console.log(`$ plimsoll ${args.join(' ')}\n`);
  const end = await plimsoll(args);
  process.stdout.write(end.output);
  if (!allowed.includes(end.code ?? -1))
    throw new Error(`plimsoll ${args[0] ?? ''} ended with ${end.code ?? end.signal ?? 'no code'}`);
}

/** Extra arguments for engines without a bridge network, where a build must use the host's. */
async function networkArguments(): Promise<readonly string[]> {
  const end = await docker(['network', 'ls', '--format', '{{.Name}}']);
  return end.code === 0 && !end.stdout.split('\n').includes('bridge') ? ['--network', 'host'] : [];
}

async function build(file: string, tag: string, network: readonly string[]): Promise<BuiltJson | FailureJson> {
  console.log(`$ plimsoll build ${file} --tag ${tag}`);
  const args = ['build', file, '--context', example, '--tag', tag, '--format', 'json', '--quiet', ...network];
  const end = await plimsoll(args, 30 * minutes);
  try {
    return JSON.parse(end.stdout) as BuiltJson | FailureJson;
  } catch {
    return { failure: { kind: 'unreadable', message: end.output.trim() } };
  }
}

const ask = `
import json, sys, time, urllib.request
body = sys.stdin.buffer.read()
for _ in range(120):
    try:
        request = urllib.request.Request("http://127.0.0.1:8000/predict", body, {"Content-Type": "application/json"})
        print(json.dumps(json.load(urllib.request.urlopen(request, timeout=5)), sort_keys=True))
        sys.exit(0)
    except OSError:
        time.sleep(0.5)
sys.exit(1)
`;

/** Starts a container without a network, asks it for the example's prediction from inside, and removes it. */
async function predict(tag: string): Promise<string> {
  const name = `plimsoll-start-${process.pid}`;
  const started = await docker(['run', '--detach', '--name', name, '--network', 'none', tag]);
  try {
    if (started.code !== 0) throw new Error(`${tag} did not start: ${started.output.trim()}`);
    const answer = await docker(
      ['exec', '--interactive', name, 'python', '-c', ask],
      readFileSync(path.join(example, 'request.json'), 'utf8'),
    );
    if (answer.code !== 0)
      throw new Error(`${tag} gave no prediction: ${answer.output.trim()}\n${(await docker(['logs', name])).output}`);
    return answer.stdout.trim();
  } finally {
    await docker(['rm', '--force', '--volumes', name]);
  }
}

interface SplitJson {
  readonly files: readonly {
    readonly text?: string;
    readonly plan?: {
      readonly saving: { readonly bytes: number } | null;
      readonly basis: readonly { readonly what: string; readonly bytes: number }[];
    } | null;
  }[];
}

/** What a person should know and do about each state in which nothing can be measured. */
const states: Readonly<Record<string, string>> = {
  'no-client': 'there is no container client on this machine',
  'no-daemon-or-buildkit': 'there is a client, but no engine that answers it with BuildKit',
  'base-unavailable': 'the engine cannot get the base image',
};

async function estimates(split: SplitJson): Promise<void> {
  title('Estimated, not measured');
  const end = await plimsoll(['estimate', dockerfile]);
  process.stdout.write(end.output);
  const plan = split.files[0]?.plan;
  const saving = plan?.saving ?? null;
  console.log(
    `\nAfter the rewrite: ${saving === null ? 'saving unknown' : `≈ ${formatBytes(saving.bytes)} less, of which`}`,
  );
  for (const { what, bytes } of plan?.basis.slice(0, 6) ?? [])
    console.log(`  ≈ ${formatBytes(bytes).padStart(7)}  ${what}`);
}

async function main(): Promise<void> {
  await buildAll({ minify: true });
  mkdirSync(scratch, { recursive: true });
  console.log('Plimsoll shows how heavily an image is loaded, line by line, and takes weight off.');

  title('1. What is heavy, and why');
  await show(['check', dockerfile], [0, 1]);
  title('2. The base image and leaner ones');
  await show(['size', 'python:3.13'], [0]);
  title('3. The same image in several stages');
  await show(['split', dockerfile], [0]);
  const split = JSON.parse((await plimsoll(['split', dockerfile, '--format', 'json'])).stdout) as SplitJson;
  const lean = path.join(scratch, 'Dockerfile.lean');
  writeFileSync(lean, split.files[0]?.text ?? '');

  title('4. Both built and measured');
  const network = await networkArguments();
  const before = await build(dockerfile, 'plimsoll-example:before', network);
  if ('failure' in before) {
    const { kind, message } = before.failure;
    console.log(`Nothing was built: ${states[kind] ?? kind}.\n  ${message}`);
    if (!Object.hasOwn(states, kind)) throw new Error('the example did not build');
    await estimates(split);
    return;
  }
  const after = await build(lean, 'plimsoll-example:after', network);
  if ('failure' in after) throw new Error(`the rewritten example did not build: ${after.failure.message}`);
  console.log('');
  for (const { image } of [before, after]) console.log(formatMeasured(image, process.stdout.columns || 110));

  title('5. The same answer from both');
  const answers = [await predict('plimsoll-example:before'), await predict('plimsoll-example:after')];
  console.log(`before: ${answers[0] ?? ''}\nafter:  ${answers[1] ?? ''}`);
  if (answers[0] !== answers[1]) throw new Error('the two images answer differently');
  const [heavy, light] = [before.image.total.fileBytes, after.image.total.fileBytes];
  console.log(
    `\nMeasured: ${formatBytes(heavy)} before, ${formatBytes(light)} after: ${(100 * (1 - light / heavy)).toFixed(0)} % less (bytes of files in the layers), same prediction.`,
  );
}

try {
  await main();
} catch (error) {
  console.log(`\nplimsoll: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
