// Keeps what was measured, and finds it again: one record per Dockerfile, target and platform and the
// figures of all builds before it, in the host's own cache
// folder, never in the project. A record knows the text it belongs to, so that stale figures can be told from current ones.
import { createHash } from 'node:crypto';
import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import { isUnavailable } from '../host/host.ts';
import type { Host, Unavailable } from '../host/host.ts';
import type { BuildResult } from '../image/build-outcome.ts';
import { parseJson, recordOf } from '../image/untrusted-json.ts';
import { keepBuildPoint, readTrendAt, type Trend } from './build-history.ts';
import { hashInstructions } from './instruction-hashes.ts';

/** What one build gave, and the hashes that say for which text it holds. */
export interface MeasuredRecord {
  readonly version: 3;
  /** Milliseconds since the epoch. */
  readonly measured: number;
  readonly result: BuildResult;
  /** By `Instruction.index` of the built text: hash of the instruction and all above it in its stage chain. */
  readonly hashes: readonly string[];
  /** By `Instruction.index` of the built text: hash of the instruction alone. */
  readonly ownHashes: readonly string[];
}

/** Whose record is wanted. */
export interface RecordKey {
  /** Absolute path of the Dockerfile. */
  readonly dockerfile: string;
  readonly target: string | null;
  readonly platform: string | null;
}

const historyEnding = '.trend.json';
/** The record of the last build before that gave another image. */
const beforeEnding = '.before.json';
/** Far above any record (bytes). */
const recordLimit = 4 * 1024 * 1024;

/** What `readRecordNamed` finds the record of a key by. */
export function recordName({ dockerfile, target, platform }: RecordKey, ending = '.json'): string {
  const key = createHash('sha256')
    .update(JSON.stringify([dockerfile, target, platform]))
    .digest('hex');
  return `${key.slice(0, 32)}${ending}`;
}

function pathOf(host: Host, key: RecordKey, ending?: string): string {
  return `${host.cacheFolder}/records/${recordName(key, ending)}`;
}

/** The record of a result; `measured` in milliseconds since the epoch. `last` knows how long cached lines took. */
export function makeRecord(result: BuildResult, measured: number, last: MeasuredRecord | null = null): MeasuredRecord {
  const { own, chain } = hashInstructions(parseDockerfile(result.text));
  return { version: 3, measured, result: withKnownTimes(result, chain, last), hashes: chain, ownHashes: own };
}

/** A line that came from the cache took as long as when it was last run; null where nobody saw that. */
function withKnownTimes(result: BuildResult, hashes: readonly string[], last: MeasuredRecord | null): BuildResult {
  const known = new Map(
    last?.result.image.instructions.map(({ index, seconds }) => [last.hashes[index], seconds] as const) ?? [],
  );
  const instructions = result.image.instructions.map((instruction) =>
    instruction.cached === true
      ? { ...instruction, seconds: known.get(hashes[instruction.index]) ?? null }
      : instruction,
  );
  return { ...result, image: { ...result.image, instructions } };
}

/** The record of a result, kept under its Dockerfile, target and the platform that was asked for. */
export async function keepRecord(
  host: Host,
  result: BuildResult,
  platform: string | null,
): Promise<{
  readonly record: MeasuredRecord;
  /** Why it is not kept: the cache folder cannot be written. */
  readonly failed: Unavailable | undefined;
}> {
  const key = { dockerfile: result.dockerfile, target: result.target, platform };
  const last = await readRecord(host, key);
  const record = makeRecord(result, host.now(), last);
  if (last !== null && last.result.imageId !== result.imageId)
    await host.writeFile(pathOf(host, key, beforeEnding), JSON.stringify(last));
  const failed = await host.writeFile(pathOf(host, key), JSON.stringify(record));
  const point = await keepBuildPoint(host, pathOf(host, key, historyEnding), result, record.measured);
  return { record, failed: failed ?? point };
}

/** The newest build against earlier ones; null where there are none. */
export async function readTrend(host: Host, key: RecordKey): Promise<Trend | null> {
  return readTrendAt(host, pathOf(host, key, historyEnding));
}

/** The last record; null where there is none or it was written by a version that came later. */
export async function readRecord(host: Host, key: RecordKey): Promise<MeasuredRecord | null> {
  return readRecordAt(host, pathOf(host, key));
}

/** The record of the last build before that gave another image; null where there is none. */
export async function readRecordBefore(host: Host, key: RecordKey): Promise<MeasuredRecord | null> {
  return readRecordBeforeNamed(host, recordName(key));
}

/** The same for the record of a name that `recordName` or `listRecords` gave; null for every other name. */
export async function readRecordBeforeNamed(host: Host, name: string): Promise<MeasuredRecord | null> {
  const [, key] = /^([0-9a-f]{32})\.json$/.exec(name) ?? [];
  return key === undefined ? null : readRecordAt(host, `${host.cacheFolder}/records/${key}${beforeEnding}`);
}

/** A kept record and how it is called; the platform that was asked for is not known of it. */
export interface KeptRecord {
  /** What `readRecordNamed` finds it by. */
  readonly name: string;
  readonly record: MeasuredRecord;
}

/** The last records of all Dockerfiles, targets and platforms, newest first, at most `limit`. */
export async function listRecords(host: Host, limit: number): Promise<readonly KeptRecord[]> {
  const entries = await host.readDirectory(`${host.cacheFolder}/records`);
  if (isUnavailable(entries)) return [];
  const kept: KeptRecord[] = [];
  for (const { name } of entries) {
    const record = await readRecordNamed(host, name);
    if (record !== null) kept.push({ name, record });
  }
  return kept.sort((a, b) => b.record.measured - a.record.measured).slice(0, limit);
}

/** A record by the name that `listRecords` gave; null for every other name. */
export async function readRecordNamed(host: Host, name: string): Promise<MeasuredRecord | null> {
  return /^[0-9a-f]{32}\.json$/.test(name) ? readRecordAt(host, `${host.cacheFolder}/records/${name}`) : null;
}

async function readRecordAt(host: Host, path: string): Promise<MeasuredRecord | null> {
  const bytes = await host.readFile(path, recordLimit);
  if (isUnavailable(bytes)) return null;
  const record = recordOf(parseJson(bytes));
  if (!('result' in record)) return null;
  // Why: the file is our own and whole or not there (it is renamed into place), so its version vouches for its shape.
  const kept = record as unknown as MeasuredRecord;
  if (record['version'] === 3) return kept;
  return record['version'] === 1 || record['version'] === 2 ? fromEarlier(kept, record['version']) : null;
}

/** Records of version 1 knew nothing of leftovers, those of 2 nothing of packages. */
function fromEarlier(record: MeasuredRecord, version: 1 | 2): MeasuredRecord {
  const { result } = record;
  const { image } = result;
  const leftovers = version === 1 ? null : image.leftovers;
  return {
    ...record,
    version: 3,
    result: { ...result, image: { ...image, leftovers, biggestFolders: null, packages: null } },
  };
}
