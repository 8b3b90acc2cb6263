// Proves a rewrite by building the original and the rewritten text and comparing both, step by step, until something is worse
// than before. Everything it makes in the engine it removes; the build cache is the engine's own matter.
import { type EngineCaller, removeImage } from '../../engine/container.ts';
import type { BuildRequest } from '../../engine/engine.ts';
import { findEngine } from '../../engine/find-engine.ts';
import type { Snapshot } from '../../facts/snapshot.ts';
import type { Host } from '../../host/host.ts';
import { failureOf, isFailure } from '../../image/build-outcome.ts';
import type { BuildProgress, Failure } from '../../image/build-outcome.ts';
import { recordOf } from '../../image/untrusted-json.ts';
import { nothingAsked } from '../../planner/asked.ts';
import { checkPlan } from '../../planner/check-plan.ts';
import { noChoice } from '../../planner/chosen-places.ts';
import { splitDockerfile } from '../../planner/make-plan.ts';
import type { Plan } from '../../planner/plan.ts';
import { renderPlan } from '../../planner/render-plan.ts';
import { type Remedy, repairPlan } from '../../planner/repair-plan.ts';
import { buildBoth, type Pair, type Subject } from './build-both.ts';
import { compareBehaviour } from './compare-behaviour.ts';
import { type Compared, compareConfiguration } from './compare-configuration.ts';
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

/** A rewrite of the snapshot's text. */
export interface Proposed {
  readonly plan: Plan;
  readonly text: string;
}

type Outcome = Pick<LadderCheck, 'outcome' | 'findings' | 'notes'>;

/** What came of it, and the rewrite that it holds for: the proposed one, or the one that was mended once. */
export interface Verified {
  readonly verification: Verification;
  /** The first try: `verification` itself where nothing was mended. */
  readonly first: Verification;
  readonly proposed: Proposed;
}

/** How far one try got, and what would mend it. */
interface Climbed {
  readonly verification: Verification;
  readonly remedies: readonly Remedy[];
  /** The base that the rewrite ships is not to be had. */
  readonly lacksBase: boolean;
}

/**
 * Verifies. A rewrite that lacks something that is known to bring it is mended once and tried again; where that fails too,
 * the first try is the answer. A Failure where the machine, not the rewrite, stops it.
 */
export async function verifyRewrite(
  host: Host,
  snapshot: Snapshot,
  proposed: Proposed,
  request: VerifyRequest,
  tell: (progress: BuildProgress) => void,
  signal: AbortSignal,
): Promise<Verified | Failure> {
  tell({ kind: 'step', message: 'Looking for a container engine', done: null, total: null });
  const engine = await findEngine(host, request.engine, signal);
  if (isFailure(engine)) return engine;
  if (engine.kind === 'buildah') {
    const message = 'Verifying starts containers, which Buildah does not; name Docker or Podman with --engine.';
    return failureOf('no-daemon-or-buildkit', message);
  }
  const caller: EngineCaller = { host, engine, signal };
  const tag = `plimsoll-verify:${crypto.randomUUID()}`;
  const tags = { before: `${tag}-before`, after: `${tag}-after` };
  try {
    const first = await climb(caller, snapshot, proposed, request, tags, tell);
    if (isFailure(first)) return first;
    const unmended = { verification: first.verification, first: first.verification, proposed };
    const plan = first.lacksBase ? planOnSameBase(snapshot, proposed.plan) : repairPlan(proposed.plan, first.remedies);
    if (plan === null) return unmended;
    const mended = { plan, text: renderPlan(snapshot.dockerfile, plan) };
    tell({ kind: 'step', message: 'Mending the plan by what was missing', done: null, total: null });
    const second = await climb(caller, snapshot, mended, request, tags, tell);
    if (isFailure(second)) return second;
    if (second.verification.label === 'failed') return unmended;
    const old = new Set(shippedLines(proposed.plan));
    const repairs = shippedLines(plan).filter((line) => !old.has(line));
    return { verification: { ...second.verification, repairs }, first: first.verification, proposed: mended };
  } catch (error) {
    if (signal.aborted) return failureOf('cancelled', 'The verification was cancelled.');
    throw error;
  } finally {
    await removeImage(caller, tags.before);
    await removeImage(caller, tags.after);
  }
}

function shippedLines(plan: Plan): readonly string[] {
  return plan.stages.at(-1)?.instructions.map(({ text }) => text) ?? [];
}

/** A plan that ships the original's own base, which is there: the original was built on it. */
function planOnSameBase(snapshot: Snapshot, { tier }: Plan): Plan | null {
  const again = tier === 'same' ? null : splitDockerfile(snapshot, noChoice, { ...nothingAsked, tier: 'same' });
  return again === null || 'refusals' in again ? null : again.plan;
}

async function climb(
  caller: EngineCaller,
  snapshot: Snapshot,
  proposed: Proposed,
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

  const isSound = await step('V0', 'the text', () =>
    judged({ findings: checkPlan(snapshot, proposed.plan).map(({ message }) => message), notes: [] }),
  );
  if (!isSound) return end(null, null);
  await step('V1', 'both build', async () => {
    const both = await buildBoth(caller, proposed.text, request, tags, tell);
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
