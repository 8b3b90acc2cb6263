// Measures how long images take to be measured, and how much memory: header scan, whole measurement and re-measuring, as ratios to
// floors that scripts/floors/ measure in the same run, with `tar -tf` beside. Makes its images and removes them; names as
// arguments choose some. Exits 1 when a bar is missed.
import { build } from 'esbuild';
import { rmSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { writeBenchImage } from './support/bench-images.ts';
import type { BenchImage, Compression, WrittenImage } from './support/bench-images.ts';
import { runChild } from './support/child.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const megabyte = 1e6;
const gigabyte = 1e9;
const images: readonly (BenchImage & { readonly as: readonly Compression[]; readonly memoryBar: number })[] = [
  {
    name: '30,000-files',
    layers: 20,
    files: 30_000,
    fileBytes: 1.6 * gigabyte,
    whiteouts: 1_200,
    as: ['plain', 'gzip', 'zstd'],
    memoryBar: 150 * megabyte,
  },
  {
    name: '61-layers',
    layers: 61,
    files: 9_000,
    fileBytes: 354 * megabyte,
    whiteouts: 300,
    as: ['plain', 'gzip', 'zstd'],
    memoryBar: 150 * megabyte,
  },
  {
    name: '4-GB-layer',
    layers: 1,
    files: 12_000,
    fileBytes: 4 * gigabyte,
    whiteouts: 0,
    as: ['plain', 'gzip'],
    memoryBar: 150 * megabyte,
  },
  {
    name: '1,000,000-files',
    layers: 10,
    files: 1_000_000,
    fileBytes: 0.6 * gigabyte,
    whiteouts: 20_000,
    as: ['plain'],
    memoryBar: 600 * megabyte,
  },
];
/** Of the floor. */
const bars: Readonly<Record<Compression, number>> = { plain: 1.3, gzip: 1.15, zstd: 1.15 };
/** Seconds to measure an image again of which one small layer is new. */
const againBar = 1;
/** Others work on the machine too, so the fastest of several runs is what the work itself takes. */
const runs: Readonly<Record<Compression, number>> = { plain: 9, gzip: 3, zstd: 3 };
const diskNeeded = 8 * gigabyte;

const probe = '.build/bench/measure-probe.mjs';
const deadlineMs = 300_000;

interface Run {
  readonly seconds: number;
  /** Of all threads: what is left of a figure when others are at work too. */
  readonly cpuSeconds?: number;
  readonly entries?: number;
  readonly headers?: number;
  readonly bytes?: number;
  readonly peakBytes?: number;
}

async function timed(program: string, args: readonly string[]): Promise<Run> {
  const result = await runChild(program, args, { deadlineMs });
  if (result.code !== 0)
    throw new Error(`${path.basename(args[0] ?? program)} failed: ${result.stderr.slice(0, 1000)}`);
  return JSON.parse(result.stdout) as Run;
}

/** The fastest run of each, taken in turns so that a busy moment falls on all alike; the highest peak of memory. */
async function fastest<K extends string>(
  times: number,
  of: Readonly<Record<K, () => Promise<Run>>>,
): Promise<Record<K, Run>> {
  const best: Partial<Record<K, Run>> = {};
  for (let i = 0; i < times; i++) {
    for (const name of Object.keys(of) as K[]) {
      const run = await of[name]();
      const before = best[name];
      const seconds = Math.min(run.seconds, before?.seconds ?? Infinity);
      const cpuSeconds = Math.min(run.cpuSeconds ?? Infinity, before?.cpuSeconds ?? Infinity);
      best[name] = { ...run, seconds, cpuSeconds, peakBytes: Math.max(run.peakBytes ?? 0, before?.peakBytes ?? 0) };
    }
  }
  return best as Record<K, Run>;
}

/** Seconds that the system's tar takes to list every layer. */
async function listWithTar(blobs: readonly string[]): Promise<Run> {
  const start = performance.now();
  for (const blob of blobs) {
    const result = await runChild('tar', ['-tf', blob], { deadlineMs, env: { ...process.env, LC_ALL: 'C' } });
    if (result.code !== 0) throw new Error(`tar failed: ${result.stderr.slice(0, 1000)}`);
  }
  return { seconds: (performance.now() - start) / 1000 };
}

const inSeconds = (seconds: number): string =>
  seconds < 1 ? `${(seconds * 1000).toFixed(0)} ms` : `${seconds.toFixed(2)} s`;
const inMegabytes = (bytes = 0): string => `${(bytes / megabyte).toFixed(0)} MB`;
const missed: string[] = [];

function print(...cells: readonly string[]): void {
  console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(32) : cell.padStart(11))).join(''));
}

async function measureImage(
  { name, memoryBar }: (typeof images)[number],
  compression: Compression,
  { folder, blobs }: WrittenImage,
  cache: string,
): Promise<void> {
  const node = process.execPath;
  const plain = compression === 'plain';
  const floorArguments = plain ? ['scripts/floors/read-headers.mjs'] : ['scripts/floors/inflate.mjs', compression];
  const whatMisses = (what: string): number => missed.push(`${name}, ${compression}: ${what}`);
  const { floor, headers, whole } = await fastest(runs[compression], {
    floor: () => timed(node, [...floorArguments, ...blobs]),
    headers: () => timed(node, [probe, 'headers', cache, ...blobs]),
    whole: () => timed(node, [probe, 'whole', cache, folder]),
  });
  const tar = await fastest(plain ? 2 : 1, { list: () => listWithTar(blobs) });
  // Why: the first reading keeps the columns; of the next one the topmost layer is as new.
  await timed(node, [probe, 'again', cache, folder]);
  const { again } = await fastest(3, {
    again: () => {
      rmSync(path.join(cache, 'layers', `${path.basename(blobs.at(-1) ?? '')}.gz`), { force: true });
      return timed(node, [probe, 'again', cache, folder]);
    },
  });
  const ratio = (run: Run): string => (run.seconds / floor.seconds).toFixed(2);
  const cpuRatio = ({ cpuSeconds = NaN }: Run): string => (cpuSeconds / (floor.cpuSeconds ?? NaN)).toFixed(2);
  const speed = ({ seconds }: Run): string =>
    plain ? '' : `${((floor.bytes ?? 0) / megabyte / seconds).toFixed(0)} MB/s`;
  const title = `${name}, ${compression}`;
  print(title, 'time', 'of floor', 'in CPU', 'speed', 'peak', 'bar');
  print(`  floor: ${plain ? 'headers' : 'inflating'}`, inSeconds(floor.seconds), '', '', speed(floor), '', '');
  print(
    '  scan',
    inSeconds(headers.seconds),
    ratio(headers),
    cpuRatio(headers),
    speed(headers),
    inMegabytes(headers.peakBytes),
    `<= ${bars[compression]}`,
  );
  print(
    '  whole measurement',
    inSeconds(whole.seconds),
    ratio(whole),
    cpuRatio(whole),
    speed(whole),
    inMegabytes(whole.peakBytes),
    `< ${inMegabytes(memoryBar)}`,
  );
  if (blobs.length > 1)
    print(
      '  again, top layer new',
      inSeconds(again.seconds),
      ratio(again),
      cpuRatio(again),
      '',
      inMegabytes(again.peakBytes),
      `< ${againBar} s`,
    );
  print('  tar -tf', inSeconds(tar.list.seconds), ratio(tar.list), '', speed(tar.list), '', '');
  console.log('');
  if (headers.seconds > bars[compression] * floor.seconds) whatMisses(`the scan takes ${ratio(headers)} of the floor`);
  for (const peak of [headers.peakBytes, whole.peakBytes, again.peakBytes]) {
    if ((peak ?? 0) >= memoryBar) whatMisses(`the peak of memory is ${inMegabytes(peak)}`);
  }
  if (blobs.length > 1 && name === '30,000-files' && again.seconds >= againBar) {
    whatMisses(`measuring again takes ${inSeconds(again.seconds)}`);
  }
}

const wanted = process.argv.slice(2);
const work = temporaryFolder('bench');
const { bavail, bsize } = statfsSync(work.folder);
if (bavail * bsize < diskNeeded)
  throw new Error(`the images need ${diskNeeded / gigabyte} GB of disk in ${path.dirname(work.folder)}`);
await build({
  entryPoints: ['scripts/support/measure-probe.ts'],
  outfile: probe,
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
});
const hasZstd = (await runChild('zstd', ['--version'], { deadlineMs: 10_000 })).code === 0;
for (const image of images) {
  if (wanted.length > 0 && !wanted.includes(image.name)) continue;
  for (const compression of image.as) {
    if (compression === 'zstd' && !hasZstd) {
      console.log(`${image.name}, zstd: left out, the program zstd is not there\n`);
      continue;
    }
    const folder = path.join(work.folder, 'image');
    const written = await writeBenchImage(image, compression, folder);
    await measureImage(image, compression, written, path.join(work.folder, 'cache'));
    rmSync(folder, { recursive: true });
  }
}
work.remove();
for (const line of missed) console.error(`missed: ${line}`);
process.exitCode = missed.length > 0 ? 1 : 0;
