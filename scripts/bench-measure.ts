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
/**
 * Of the floor. A plain layer's are both some milliseconds, so they are held against each other once both are compiled; the first
 * time of both is told beside.
 */
const bars: Readonly<Record<Compression, number>> = { plain: 1.3, gzip: 1.15, zstd: 1.15 };
/** Seconds to measure an image again of which one small layer is new. */
const againBar = 1;
/**
 * Others work on the machine too, so the fastest of several times is what the work itself takes: of so many processes, and so
 * many times in each.
 */
const processes: Readonly<Record<Compression, number>> = { plain: 3, gzip: 3, zstd: 3 };
const timesInEach: Readonly<Record<Compression, number>> = { plain: 25, gzip: 1, zstd: 1 };
const diskNeeded = 8 * gigabyte;

const probe = '.build/bench/measure-probe.mjs';
const deadlineMs = 300_000;

interface Time {
  readonly seconds: number;
  /** Of all threads: what is left of a figure when others are at work too. */
  readonly cpuSeconds: number;
}

/** The fastest times of processes that did the same. */
interface Run {
  /** A process's first. */
  readonly first: Time;
  /** Any. */
  readonly best: Time;
  readonly bytes: number;
  readonly peakBytes: number;
}

async function timed(program: string, args: readonly string[]): Promise<Run> {
  const result = await runChild(program, args, { deadlineMs });
  if (result.code !== 0)
    throw new Error(`${path.basename(args[0] ?? program)} failed: ${result.stderr.slice(0, 1000)}`);
  const { runs, bytes = 0, peakBytes = 0 } = JSON.parse(result.stdout) as Partial<Run> & { runs: readonly Time[] };
  return { first: fastestOf(runs.slice(0, 1)), best: fastestOf(runs), bytes, peakBytes };
}

const fastestOf = (times: readonly Time[]): Time => ({
  seconds: Math.min(...times.map(({ seconds }) => seconds)),
  cpuSeconds: Math.min(...times.map(({ cpuSeconds }) => cpuSeconds)),
});

/** The fastest of each, taken in turns so that a busy moment falls on all alike; the highest peak of memory. */
async function fastest<K extends string>(
  times: number,
  of: Readonly<Record<K, () => Promise<Run>>>,
): Promise<Record<K, Run>> {
  const best: Partial<Record<K, Run>> = {};
  for (let i = 0; i < times; i++) {
    for (const name of Object.keys(of) as K[]) {
      const run = await of[name]();
      const before = best[name] ?? run;
      best[name] = {
        first: fastestOf([run.first, before.first]),
        best: fastestOf([run.best, before.best]),
        bytes: run.bytes,
        peakBytes: Math.max(run.peakBytes, before.peakBytes),
      };
    }
  }
  return best as Record<K, Run>;
}

/** Seconds that the system's tar takes to list every layer; the fastest of `times`. */
async function listWithTar(blobs: readonly string[], times: number): Promise<number> {
  const taken: number[] = [];
  while (taken.length < times) {
    const start = performance.now();
    for (const blob of blobs) {
      const result = await runChild('tar', ['-tf', blob], { deadlineMs, env: { ...process.env, LC_ALL: 'C' } });
      if (result.code !== 0) throw new Error(`tar failed: ${result.stderr.slice(0, 1000)}`);
    }
    taken.push((performance.now() - start) / 1000);
  }
  return Math.min(...taken);
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
  const times = String(timesInEach[compression]);
  const floorArguments = plain
    ? ['scripts/floors/read-headers.mjs', times]
    : ['scripts/floors/inflate.mjs', compression];
  const whatMisses = (what: string): number => missed.push(`${name}, ${compression}: ${what}`);
  const { floor, headers, whole } = await fastest(processes[compression], {
    floor: () => timed(node, [...floorArguments, ...blobs]),
    headers: () => timed(node, [probe, 'headers', times, cache, ...blobs]),
    whole: () => timed(node, [probe, 'whole', '1', cache, folder]),
  });
  const tarSeconds = await listWithTar(blobs, plain ? 2 : 1);
  // Why: the first reading keeps the columns; of the next one the topmost layer is as new.
  await timed(node, [probe, 'again', '1', cache, folder]);
  const { again } = await fastest(3, {
    again: () => {
      rmSync(path.join(cache, 'layers', `${path.basename(blobs.at(-1) ?? '')}.gz`), { force: true });
      return timed(node, [probe, 'again', '1', cache, folder]);
    },
  });
  const row = (what: string, { seconds, cpuSeconds }: Time, of: Time | null, peakBytes = 0, bar = ''): void => {
    const ratio = (own: number, floors: number): string => (own / floors).toFixed(2);
    print(
      `  ${what}`,
      inSeconds(seconds),
      of === null ? '' : ratio(seconds, of.seconds),
      of === null || Number.isNaN(cpuSeconds) ? '' : ratio(cpuSeconds, of.cpuSeconds),
      plain ? '' : `${(floor.bytes / megabyte / seconds).toFixed(0)} MB/s`,
      peakBytes === 0 ? '' : inMegabytes(peakBytes),
      bar,
    );
  };
  print(`${name}, ${compression}`, 'time', 'of floor', 'in CPU', 'speed', 'peak', 'bar');
  if (plain) {
    row('floor: headers, the first time', floor.first, null);
    row('scan, the first time', headers.first, floor.first);
  }
  row(plain ? 'floor: headers' : 'floor: inflating', floor.best, null);
  row('scan', headers.best, floor.best, headers.peakBytes, `<= ${bars[compression]}`);
  row('whole measurement', whole.first, floor.first, whole.peakBytes, `< ${inMegabytes(memoryBar)}`);
  if (blobs.length > 1) row('again, top layer new', again.first, floor.first, again.peakBytes, `< ${againBar} s`);
  row('tar -tf', { seconds: tarSeconds, cpuSeconds: NaN }, floor.first);
  console.log('');
  // Why the better of two: what others do on the machine lengthens the one, what other threads do meanwhile the other.
  const ratio = Math.min(headers.best.seconds / floor.best.seconds, headers.best.cpuSeconds / floor.best.cpuSeconds);
  if (ratio > bars[compression]) whatMisses(`the scan takes ${ratio.toFixed(2)} of the floor`);
  for (const { peakBytes } of [headers, whole, again]) {
    if (peakBytes >= memoryBar) whatMisses(`the peak of memory is ${inMegabytes(peakBytes)}`);
  }
  if (blobs.length > 1 && again.first.seconds >= againBar && name === '30,000-files') {
    whatMisses(`measuring again takes ${inSeconds(again.first.seconds)}`);
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
