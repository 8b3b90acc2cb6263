// Proves a new order of layers: both files are built, and their images must hold the very same files, be configured alike and
// run alike.
import type { Snapshot } from '../../facts/snapshot.ts';
import type { Host } from '../../host/host.ts';
import { isFailure, type BuildProgress, type Failure } from '../../image/build-outcome.ts';
import { climbLadder, type VerifyRequest } from './climb-ladder.ts';
import type { Verification } from './verification.ts';
import { withTwoImages } from './with-two-images.ts';

/** Climbs the ladder with the ordered text. A Failure where the machine, not the order, stops it. */
export async function verifyOrder(
  host: Host,
  snapshot: Snapshot,
  text: string,
  request: VerifyRequest,
  tell: (progress: BuildProgress) => void,
  signal: AbortSignal,
): Promise<Verification | Failure> {
  // Why none: the planner held the text against the original when it made it.
  const candidate = { text, problems: () => [], sameFiles: true };
  return withTwoImages(host, request, signal, async (caller, tags) => {
    const climbed = await climbLadder(caller, snapshot, candidate, request, tags, tell);
    return isFailure(climbed) ? climbed : climbed.verification;
  });
}
