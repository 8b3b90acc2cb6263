// The steps of the ladder, from the text to both images at work: original and rewritten file are built and compared until
// something is worse than before. What the rewritten file came of is not known here.
import type { EngineCaller } from '../../engine/container.ts';
import type { BuildRequest } from '../../engine/engine.ts';
import type { Snapshot } from '../../facts/snapshot.ts';
import { failureOf, isFailure } from '../../image/build-outcome.ts';
import type { BuildProgress, Failure } from '../../image/build-outcome.ts';
import { recordOf } from '../../image/untrusted-json.ts';
import type { Remedy } from '../../planner/repair-plan.ts';
import { buildBoth, type Pair, type Subject } from './build-both.ts';
import { compareBehaviour } from './compare-behaviour.ts';
import { type Compared, compareConfiguration } from './compare-configuration.ts';
import { compareEveryFile } from './compare-every-file.ts';
import { fileChecks, type Looked, startOfImage } from './compare-files.ts';
import { learnFromRun } from './learn-from-run.ts';
import { readTree } from './read-tree.ts';
import { healthWords, smokeRun } from './smoke-run.ts';
import {
  type BuiltImage,
  labelOf,
  type LadderCheck,
  type LadderLevel,
  secondsBetween,
  type Verification,
} from './verification.ts';

export interface VerifyRequest extends Omit<BuildRequest, 'tag'> {
  /** Program of the engine; null finds one. */
  readonly engine: string | null;
}

/** A rewritten file as far as the ladder asks. */
export interface Candidate {
  readonly text: string;
  /** What its own static check finds. */
  readonly problems: () => readonly string[];
  /** Its image must have the very files of the original, not only what runs. */
  readonly sameFiles: boolean;
}

type Outcome = Pick<LadderCheck, 'outcome' | 'findings' | 'notes'>;

/** How far one try got, and what would mend it. */
export interface Climbed {
  readonly verification: Verification;
  readonly remedies: readonly Remedy[];
  /** The base that the rewrite ships is not to be had. */
  readonly lacksBase: boolean;
}

/** Climbs the ladder. A Failure where the machine, not the rewrite, stops it. */
export async function climbLadder(
  caller: EngineCaller,
  snapshot: Snapshot,
  candidate: Candidate,
  request: VerifyRequest,
  tags: { readonly before: string; readonly after: string },
  tell: (progress: BuildProgress) => void,
): Promise<Climbed | Failure> {
  const checks: LadderCheck[] = [];
  const remedies: Remedy[] = [];
  const built: { pair: Pair | null; failure: Failure | null; lacksBase: boolean } = {
    pair: null,
    failure: null,
    lacksBase: false,
  };
  const { host } = caller;
  const step = async (level: LadderLevel, what: string, make: () => Outcome | Promise<Outcome>): Promise<boolean> => {
    tell({ kind: 'step', message: `${level}: ${what}`, done: null, total: null });
    const started = host.now();
    const outcome = await make();
    caller.signal.throwIfAborted();
    checks.push({ level, what, seconds: secondsBetween(started, host.now()), ...outcome });
    return outcome.outcome !== 'failed';
  };
  const end = (before: BuiltImage | null, after: BuiltImage | null): Climbed => ({
    verification: {
      label: labelOf(checks),
      checks,
      before: before?.diskBytes ?? null,
      after: after?.diskBytes ?? null,
      images: before === null || after === null ? null : { before, after },
      repairs: [],
    },
    remedies,
    lacksBase: built.lacksBase,
  });
  const compared = (result: Compared & { readonly outcome?: Outcome['outcome'] }): Outcome => {
    remedies.push(...(result.remedies ?? []));
    return { ...judged(result), ...(result.outcome === undefined ? {} : { outcome: result.outcome }) };
  };

  const isSound = await step('V0', 'the text', () => judged({ findings: candidate.problems(), notes: [] }));
  if (!isSound) return end(null, null);
  await step('V1', 'both build', async () => {
    const both = await buildBoth(caller, candidate.text, request, tags, tell);
    if (isFailure(both)) built.failure = both;
    else if ('findings' in both) {
      built.lacksBase = both.lacksBase;
      return judged(both);
    } else built.pair = both;
    return judged({ findings: [], notes: [] });
  });
  if (built.failure !== null) return built.failure;
  if (built.pair === null) return end(null, null);
  const { before, after } = built.pair;
  const done = (): Climbed => end(before.image, after.image);

  tell({ kind: 'step', message: 'Reading the files of both images', done: null, total: null });
  const trees = { before: await readTree(caller, before.tag), after: await readTree(caller, after.tag) };
  if (trees.before === null || trees.after === null)
    return failureOf('unreadable', 'The engine does not give the files of the images that it built.');
  const old: Looked = { config: recordOf(before.inspected['Config']), files: trees.before };
  const now: Looked = { config: recordOf(after.inspected['Config']), files: trees.after };
  const same = await step('V2', 'the configuration', () =>
    judged(compareConfiguration(before.inspected, after.inspected, snapshot.config, now.files.tree)),
  );
  if (!same) return done();
  const isSame =
    !candidate.sameFiles ||
    (await step('V3', 'all files', () => judged(compareEveryFile(old.files.tree, now.files.tree))));
  if (!isSame) return done();
  let isWhole = true;
  for (const { level, what, make } of fileChecks(snapshot, old, now))
    if (!(await step(level, what, () => compared(make())))) isWhole = false;
  if (isWhole) await step('V5', 'both run', async () => compared(await runBoth(caller, old, now, before, after)));
  return done();
}

function judged({ findings, notes }: { findings: readonly string[]; notes: readonly string[] }): Outcome {
  return { outcome: findings.length === 0 ? 'passed' : 'failed', findings, notes };
}

async function runBoth(
  caller: EngineCaller,
  old: Looked,
  now: Looked,
  before: Subject,
  after: Subject,
): Promise<Compared & { readonly outcome: LadderCheck['outcome'] }> {
  const health = healthWords(old.config);
  const run = (image: string, ports: readonly number[]): ReturnType<typeof smokeRun> =>
    smokeRun(caller, { image, prober: before.tag, health, ports });
  const first = await run(before.tag, []);
  if (first === null)
    return { outcome: 'skipped', findings: [], notes: ['the engine cannot start the original without network'] };
  const again = await run(before.tag, first.ports);
  const last = await run(after.tag, first.ports);
  if (last === null) return { outcome: 'failed', findings: ['the engine cannot start it'], notes: [] };
  const result = compareBehaviour(first, again ?? first, last);
  if (result.outcome !== 'failed') return result;
  const trees = { before: old.files.tree, after: now.files.tree };
  const remedies = learnFromRun(`${last.stderr}\n${last.stdout}`, trees, startOfImage(old));
  return { ...result, remedies };
}
