// Keeps what verifying a rewrite showed, and finds it again: for each Dockerfile the last few ladders, each for one text and
// one rewrite of it, in the host's own cache folder, never in the project. It verifies nothing.
import { createHash } from 'node:crypto';
import { isUnavailable } from '../host/host.ts';
import type { Host, Unavailable } from '../host/host.ts';
import { listOf, parseJson, recordOf } from '../image/untrusted-json.ts';
import type { Plan } from '../planner/plan.ts';
import type { Verification } from './verify/verification.ts';

/** A ladder and what it holds for. */
export interface KeptVerification {
  /** Hash of the Dockerfile's text. */
  readonly text: string;
  /** Hash of the rewritten text as the planner proposed it. */
  readonly rewrite: string;
  /** Milliseconds since the epoch. */
  readonly verified: number;
  readonly verification: Verification;
  /** The plan that the ladder holds for where the proposed one had to be mended; null where it holds for that one. */
  readonly mended: Plan | null;
}

/** Ladders kept of one Dockerfile; the oldest give way. */
const most = 8;
/** Far above any record (bytes). */
const recordLimit = 8 * 1024 * 1024;

export const verificationsFolder = 'verified';

/** The hash that texts are told apart by. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function pathOf(host: Host, dockerfile: string): string {
  return `${host.cacheFolder}/${verificationsFolder}/${hashText(dockerfile)}.json`;
}

/** The ladders of a Dockerfile (absolute path), newest first. Empty where there are none or they cannot be read. */
export async function readVerifications(host: Host, dockerfile: string): Promise<readonly KeptVerification[]> {
  const bytes = await host.readFile(pathOf(host, dockerfile), recordLimit);
  if (isUnavailable(bytes)) return [];
  const file = recordOf(parseJson(bytes));
  // Why: the file is our own and whole or not there (it is renamed into place), so its version vouches for its shape.
  return file['version'] === 1 ? (listOf(file['kept'], most) as readonly KeptVerification[]) : [];
}

/** The ladder of this rewrite of this text; null where there is none. */
export function findVerification(
  all: readonly KeptVerification[],
  text: string,
  rewritten: string,
): KeptVerification | null {
  if (all.length === 0) return null;
  const [before, after] = [hashText(text), hashText(rewritten)];
  return all.find((each) => each.text === before && each.rewrite === after) ?? null;
}

/** With a ladder added, newest first, in place of an earlier one of the same rewrite. */
export function addVerification(all: readonly KeptVerification[], kept: KeptVerification): readonly KeptVerification[] {
  return [kept, ...all.filter(({ text, rewrite }) => text !== kept.text || rewrite !== kept.rewrite)].slice(0, most);
}

/** Adds a ladder to those of its Dockerfile (absolute path). Unavailable where the cache folder cannot be written. */
export async function keepVerification(
  host: Host,
  dockerfile: string,
  kept: KeptVerification,
): Promise<Unavailable | undefined> {
  const all = addVerification(await readVerifications(host, dockerfile), kept);
  return host.writeFile(pathOf(host, dockerfile), JSON.stringify({ version: 1, kept: all }));
}
