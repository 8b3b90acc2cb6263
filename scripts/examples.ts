// `npm run examples [NAME…]`: builds the examples before and after with the engine that answers, asks both sides the same
// question, and writes the measured figures into each README, between its two marks. Static examples are left as they are.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MeasuredImage } from '../server/src/image/measured-image.ts';
import { formatBytes } from '../server/src/text/format-bytes.ts';
import { buildAll } from './support/bundle.ts';
import { runChild, type ChildResult } from './support/child.ts';
import {
  exampleFolder,
  exampleNames,
  imageFiles,
  readExample,
  type ExampleImage,
  type ExampleProject,
} from './support/example-projects.ts';
import { answerOf, provideBase } from './support/example-run.ts';

const minutes = 60_000;
const marks = ['<!-- measured by npm run examples -->', '<!-- end of what was measured -->'] as const;
interface Built {
  readonly image: ExampleImage;
  readonly tag: string;
  readonly measured: MeasuredImage;
}

function docker(args: readonly string[], input?: string): Promise<ChildResult> {
  return runChild('docker', args, { deadlineMs: 5 * minutes, ...(input === undefined ? {} : { input }) });
}

/** Extra arguments for engines without a bridge network, where a build must use the host's. */
async function networkArguments(): Promise<readonly string[]> {
  const end = await docker(['network', 'ls', '--format', '{{.Name}}']);
  if (end.code !== 0) throw new Error(`no engine answers: ${end.output.trim()}`);
  return end.stdout.split('\n').includes('bridge') ? [] : ['--network', 'host'];
}

async function build(name: string, image: ExampleImage, tag: string, network: readonly string[]): Promise<Built> {
  const { context, file } = imageFiles(name, image);
  const args = ['build', file, '--context', context, '--tag', tag, '--format', 'json', '--quiet', ...network];
  const end = await runChild(process.execPath, [path.join('dist', 'cli.js'), ...args], { deadlineMs: 60 * minutes });
  const json = JSON.parse(end.stdout === '' ? '{}' : end.stdout) as {
    readonly image?: MeasuredImage;
    readonly failure?: { readonly message: string };
  };
  if (json.image === undefined) throw new Error(`${file} was not built: ${json.failure?.message ?? end.output.trim()}`);
  return { image, tag, measured: json.image };
}

/** Seconds that a build takes after one line of the code changed, all else being in the cache. */
async function secondsAfterChange(
  name: string,
  image: ExampleImage,
  touch: string,
  network: readonly string[],
): Promise<number> {
  const { context, file } = imageFiles(name, image);
  const copy = mkdtempSync(path.join(tmpdir(), 'plimsoll-example-'));
  try {
    cpSync(context, copy, { recursive: true });
    appendFileSync(path.join(copy, touch), `# ${String(Date.now())}\n`);
    const dockerfile = path.join(copy, path.basename(file));
    const started = performance.now();
    const args = ['buildx', 'build', '--quiet', '--file', dockerfile, ...network, copy];
    const end = await runChild('docker', args, { deadlineMs: 30 * minutes });
    if (end.code !== 0) throw new Error(`${file} was not built again: ${end.output.slice(-2_000)}`);
    return (performance.now() - started) / 1_000;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** File bytes of several images on one engine, where a layer that they have in common is kept once. */
function togetherBytes(all: readonly Built[]): number {
  const layers = new Map<string, number>();
  for (const { tag, measured } of all)
    for (const { diffId, index, fileBytes } of measured.layers)
      layers.set(diffId ?? `${tag} ${String(index)}`, fileBytes);
  return [...layers.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function nameOf({ name, dockerfile, context }: ExampleImage): string {
  return name ?? `\`${path.posix.join(context ?? '.', dockerfile ?? 'Dockerfile')}\``;
}

type Sides = Readonly<Record<ExampleImage['side'], readonly Built[]>>;

function tableOf(sides: Sides, seconds: ReadonlyMap<string, number>): string[] {
  const timed = seconds.size > 0;
  const lines = [
    `| | image | files in its layers | of them the base | layers |${timed ? ' seconds to build after a change |' : ''}`,
    `| --- | --- | ---: | ---: | ---: |${timed ? ' ---: |' : ''}`,
  ];
  for (const side of ['before', 'after'] as const)
    for (const { image, tag, measured } of sides[side]) {
      const base = measured.base === null ? '' : formatBytes(measured.base.fileBytes);
      const again = seconds.get(tag);
      const cells = [side, nameOf(image), formatBytes(measured.total.fileBytes), base, String(measured.layers.length)];
      if (timed) cells.push(again === undefined ? '' : again.toFixed(1));
      lines.push(`| ${cells.join(' | ')} |`);
    }
  return lines;
}

/** The gain in one sentence: seconds where they were the point, else bytes of the first image of each side. */
function gainOf({ before, after }: Sides, seconds: ReadonlyMap<string, number>): string {
  const [slow, quick] = [before, after].map((all) => seconds.get(all[0]?.tag ?? ''));
  if (slow !== undefined && quick !== undefined)
    return `${slow.toFixed(0)} s before and ${quick.toFixed(1)} s after, for one changed line.`;
  const [heavy = 0, light = 0] = [before, after].map((all) => all[0]?.measured.total.fileBytes);
  const less = `${(100 * (1 - light / Math.max(1, heavy))).toFixed(0)} % less`;
  if (after.length === 1) return `${less}.`;
  const together = formatBytes(togetherBytes(after));
  return `the first image weighs ${less}. The images after weigh ${together} together, layers that they share counted once.`;
}

function sentencesOf(sides: Sides, seconds: ReadonlyMap<string, number>, answer: string): string[] {
  const engine = sides.before[0]?.measured.engine ?? 'the engine';
  const shown = answer.length > 300 ? `${answer.slice(0, 300)}…` : answer;
  return [
    `Measured with ${engine}: ${gainOf(sides, seconds)} Both sides answer the same:`,
    '',
    '```json',
    shown,
    '```',
  ];
}

/** Puts the lines between the marks of the README. */
function writeFigures(name: string, lines: readonly string[]): void {
  const file = path.join(exampleFolder(name), 'README.md');
  const text = readFileSync(file, 'utf8');
  const from = text.indexOf(marks[0]);
  const to = text.indexOf(marks[1]);
  if (from < 0 || to < from) throw new Error(`${file} lacks its marks: ${marks.join(' … ')}`);
  writeFileSync(file, `${text.slice(0, from)}${marks[0]}\n\n${lines.join('\n')}\n\n${text.slice(to)}`);
}

async function measureExample(name: string, project: ExampleProject, network: readonly string[]): Promise<void> {
  const { ask, touch } = project;
  if (ask === undefined) {
    console.log(`${name}: static, its bases cannot be had here`);
    return;
  }
  for (const base of project.bases ?? []) await provideBase(docker, base, network);
  const built: Built[] = [];
  const seconds = new Map<string, number>();
  for (const [index, image] of project.images.entries()) {
    const tag = `plimsoll-example-${name}:${image.side}-${String(index)}`;
    console.log(`${name}: building ${nameOf(image)}`);
    built.push(await build(name, image, tag, network));
    if (touch !== undefined) seconds.set(tag, await secondsAfterChange(name, image, touch, network));
  }
  const sides = {
    before: built.filter(({ image }) => image.side === 'before'),
    after: built.filter(({ image }) => image.side === 'after'),
  };
  const answers = [await answerOf(docker, name, sides.before, ask), await answerOf(docker, name, sides.after, ask)];
  if (answers[0] !== answers[1]) throw new Error(`${name}: answers differ:\n${answers.join('\n')}`);
  const lines = [...tableOf(sides, seconds), '', ...sentencesOf(sides, seconds, answers[0] ?? '')];
  console.log(`${lines.join('\n')}\n`);
  writeFigures(name, lines);
}

async function main(words: readonly string[]): Promise<void> {
  const unknown = words.find((word) => !exampleNames().includes(word));
  if (unknown !== undefined) throw new Error(`there is no example ${unknown}; there are ${exampleNames().join(', ')}`);
  await buildAll({ minify: true });
  const network = await networkArguments();
  const failures: string[] = [];
  for (const name of words.length === 0 ? exampleNames() : words) {
    try {
      await measureExample(name, readExample(name), network);
    } catch (error) {
      failures.push(name);
      console.log(`${name} FAILED: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  if (failures.length > 0) throw new Error(`not measured: ${failures.join(', ')}`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(`examples: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
