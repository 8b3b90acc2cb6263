// Proves a new order of layers: both files are built, and their images must hold the very same files, be configured alike and
// run alike. Everything it makes in the engine it removes; the build cache is the engine's own matter.
import { type EngineCaller, removeImage } from '../../engine/container.ts';
import { findEngine } from '../../engine/find-engine.ts';
import type { Snapshot } from '../../facts/snapshot.ts';
import type { Host } from '../../host/host.ts';
import { failureOf, isFailure, type BuildProgress, type Failure } from '../../image/build-outcome.ts';
import { climbLadder, type VerifyRequest } from './climb-ladder.ts';
import type { Verification } from './verification.ts';

/** Climbs the ladder with the ordered text. A Failure where the machine, not the order, stops it. */
export async function verifyOrder(
  host: Host,
  snapshot: Snapshot,
  text: string,
  request: VerifyRequest,
  tell: (progress: BuildProgress) => void,
  signal: AbortSignal,
): Promise<Verification | Failure> {
  const engine = await findEngine(host, request.engine, signal);
  if (isFailure(engine)) return engine;
  if (engine.kind === 'buildah') {
    const message = 'Verifying starts containers, which Buildah does not; name Docker or Podman with --engine.';
    return failureOf('no-daemon-or-buildkit', message);
  }
  const caller: EngineCaller = { host, engine, signal };
  const tag = `plimsoll-order:${crypto.randomUUID()}`;
  const tags = { before: `${tag}-before`, after: `${tag}-after` };
  // Why none: the planner held the text against the original when it made it.
  const candidate = { text, problems: () => [], sameFiles: true };
  try {
    const climbed = await climbLadder(caller, snapshot, candidate, request, tags, tell);
    return isFailure(climbed) ? climbed : climbed.verification;
  } catch (error) {
    if (signal.aborted) return failureOf('cancelled', 'The verification was cancelled.');
    throw error;
  } finally {
    await removeImage(caller, tags.before);
    await removeImage(caller, tags.after);
  }
}
