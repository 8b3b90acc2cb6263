// The surroundings of a verification: an engine that can run containers, names for two images, and both removed whatever
// happens. The build cache is the engine's own matter.
import { type EngineCaller, removeImage } from '../../engine/container.ts';
import { findEngine } from '../../engine/find-engine.ts';
import type { Host } from '../../host/host.ts';
import { failureOf, isFailure, type Failure } from '../../image/build-outcome.ts';
import type { VerifyRequest } from './climb-ladder.ts';

/** Names of the two images in the engine. */
export interface ImagePair {
  readonly before: string;
  readonly after: string;
}

/** What `work` answers; a Failure where there is no such engine, or where `signal` ended it. */
export async function withTwoImages<T>(
  host: Host,
  request: VerifyRequest,
  signal: AbortSignal,
  work: (caller: EngineCaller, tags: ImagePair) => Promise<T | Failure>,
): Promise<T | Failure> {
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
    return await work(caller, tags);
  } catch (error) {
    if (signal.aborted) return failureOf('cancelled', 'The verification was cancelled.');
    throw error;
  } finally {
    await removeImage(caller, tags.before);
    await removeImage(caller, tags.after);
  }
}
