// Measures what a person waits for, with every rule on: keystroke to diagnostics at four sizes, beside one whole-file parse
// by dockerfile-ast, the server's memory, and server ready beside a bare vscode-languageserver; all in the same run, with the bundles of the package. Exits 1 when
// a bar is missed.
import { DockerfileParser } from 'dockerfile-ast';
import { build } from 'esbuild';
import { cpSync, writeFileSync } from 'node:fs';
import { bundles } from './support/bundle.ts';
import { generateDockerfile, randomNumbers } from './support/generate-dockerfile.ts';
import { startLspProcess } from './support/lsp-process.ts';

const folder = '.build/bench';
const server = `${folder}/server.js`;
const bareServer = `${folder}/bare-server.js`;
const sizes = [
  { lines: 10, keystrokes: 400 },
  { lines: 100, keystrokes: 400 },
  { lines: 1_000, keystrokes: 300 },
  { lines: 10_000, keystrokes: 150 },
] as const;
const starts = 20;
const readyBar = 1.3;
const smallFileBar = 5;
/** Of one whole-file parse. */
const parseShares: Readonly<Record<number, number>> = { 1_000: 1, 10_000: 0.5 };
/** Bytes of the server at 1,000 lines. */
const memoryBar = 100_000_000;

interface Spread {
  readonly p50: number;
  readonly p95: number;
}

function spreadOf(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  return { p50: at(0.5), p95: at(0.95) };
}

/** Our server as it is packaged, in a folder of its own: `dist` may be in use. */
async function bundleServer(): Promise<void> {
  const packaged = bundles.filter(({ outfile }) => outfile.startsWith('dist/server'));
  for (const { entry, outfile, options } of packaged)
    await build({ ...options, entryPoints: [entry], outfile: outfile.replace('dist', folder), minify: true });
  cpSync('server/data', `${folder}/data`, { recursive: true });
}

/** A server that answers `initialize` and nothing else, bundled as ours is. */
async function bundleBareServer(): Promise<void> {
  const contents = `import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
const connection = createConnection(ProposedFeatures.all);
connection.onInitialize(() => ({ capabilities: {} }));
connection.listen();`;
  await build({
    stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
    outfile: bareServer,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    legalComments: 'none',
  });
}

/** Every rule runs, those too that are off unless asked for. */
const initialize = {
  processId: null,
  rootUri: null,
  capabilities: {},
  initializationOptions: { settings: { rules: { '*': 'info' } } },
};

/** Milliseconds from spawn to the answer to `initialize`. */
async function timeStart(file: string): Promise<number> {
  const begun = performance.now();
  const child = startLspProcess(file);
  await child.request('initialize', initialize);
  const time = performance.now() - begun;
  child.stop();
  return time;
}

interface Keystroke {
  readonly offset: number;
  readonly removed: number;
  readonly text: string;
}

/** What a person does at a random place: mostly letters, now and then a blank, a line, or a step back. */
function nextKeystroke(text: string, random: () => number): Keystroke {
  const offset = Math.floor(random() * text.length);
  const kind = random();
  if (kind < 0.15 && offset > 0) return { offset: offset - 1, removed: 1, text: '' };
  const typed =
    kind < 0.25
      ? '\n'
      : kind < 0.4
        ? ' '
        : (['a', 'e', '-', '/', '"', '&', '\\', '$', '#', '<'][Math.floor(random() * 10)] ?? 'a');
  return { offset, removed: 0, text: typed };
}

function positionOf(text: string, offset: number): { line: number; character: number } {
  let line = 0;
  let start = 0;
  for (let next = text.indexOf('\n'); next >= 0 && next < offset; next = text.indexOf('\n', start)) {
    line++;
    start = next + 1;
  }
  return { line, character: offset - start };
}

/** Milliseconds from sending each keystroke to the last byte of the diagnostics of its version. */
async function timeKeystrokes(
  original: string,
  keystrokes: number,
): Promise<{ readonly times: readonly number[]; readonly memory: number | null }> {
  const child = startLspProcess(server);
  await child.request('initialize', initialize);
  child.notify('initialized', {});
  const uri = 'untitled:Dockerfile';
  const random = randomNumbers(keystrokes + original.length);
  let text = original;
  const first = child.waitFor('"version":1,');
  child.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'dockerfile', version: 1, text } });
  await first;
  const times: number[] = [];
  // Why a warm-up: a file that has just been opened is typed in a second later, not in the first milliseconds of a process.
  const warmUp = 100;
  for (let version = 2; version < keystrokes + warmUp + 2; version++) {
    const { offset, removed, text: typed } = nextKeystroke(text, random);
    const range = { start: positionOf(text, offset), end: positionOf(text, offset + removed) };
    text = text.slice(0, offset) + typed + text.slice(offset + removed);
    const answer = child.waitFor(`"version":${version},`);
    const begun = performance.now();
    child.notify('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range, text: typed }],
    });
    const { at } = await answer;
    if (version >= warmUp + 2) times.push(at - begun);
    // Why: the deeper findings of the version before must not stand in the way of the next keystroke's measurement.
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const memory = child.residentBytes();
  child.stop();
  return { times, memory };
}

function timeParses(text: string): readonly number[] {
  const times: number[] = [];
  const runs = text.length > 100_000 ? 15 : 60;
  for (let i = 0; i < runs + 5; i++) {
    const begun = performance.now();
    DockerfileParser.parse(`${text}# ${i}\n`);
    if (i >= 5) times.push(performance.now() - begun);
  }
  return times;
}

function row(...cells: readonly string[]): string {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(24) : cell.padStart(16))).join('');
}

const megabytes = (value: number): string => `${(value / 1e6).toFixed(0)} MB`;
const milliseconds = (value: number): string => `${value.toFixed(2)} ms`;

await bundleServer();
await bundleBareServer();
const missed: string[] = [];
const results: Record<string, unknown>[] = [];

console.log(row('lines', 'keystroke p50', 'keystroke p95', 'whole parse p50', 'bar', 'server memory'));
for (const { lines, keystrokes } of sizes) {
  const text = generateDockerfile(lines);
  const { times, memory } = await timeKeystrokes(text, keystrokes);
  const keystroke = spreadOf(times);
  const parse = spreadOf(timeParses(text));
  const share = parseShares[lines];
  const bar = share !== undefined ? parse.p50 * share : lines === 100 ? smallFileBar : null;
  if (bar !== null && keystroke.p95 >= bar)
    missed.push(`keystroke p95 at ${lines} lines is ${milliseconds(keystroke.p95)}, the bar is ${milliseconds(bar)}`);
  if (lines === 1_000 && memory !== null && memory >= memoryBar)
    missed.push(`the server takes ${megabytes(memory)} at ${lines} lines, the bar is ${megabytes(memoryBar)}`);
  results.push({ lines, keystroke, parse, memory });
  console.log(
    row(
      lines.toLocaleString('en'),
      milliseconds(keystroke.p50),
      milliseconds(keystroke.p95),
      milliseconds(parse.p50),
      bar === null ? '' : `< ${milliseconds(bar)}`,
      memory === null ? 'not told here' : megabytes(memory),
    ),
  );
}

const ours: number[] = [];
const bare: number[] = [];
for (let i = 0; i < starts; i++) {
  bare.push(await timeStart(bareServer));
  ours.push(await timeStart(server));
}
const ratio = spreadOf(ours).p50 / spreadOf(bare).p50;
if (ratio > readyBar) missed.push(`server ready is ${ratio.toFixed(2)} times the bare server, the bar is ${readyBar}`);
console.log('');
console.log(row(`server ready (${starts} starts)`, 'ours p50', 'bare p50', 'ratio', 'bar'));
console.log(
  row('', milliseconds(spreadOf(ours).p50), milliseconds(spreadOf(bare).p50), ratio.toFixed(2), `<= ${readyBar}`),
);
writeFileSync(
  `${folder}/results.json`,
  JSON.stringify({ results, ready: { ours: spreadOf(ours), bare: spreadOf(bare), ratio } }, null, 2),
);
for (const line of missed) console.error(`missed: ${line}`);
process.exitCode = missed.length > 0 ? 1 : 0;
