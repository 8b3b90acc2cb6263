// Whether an engine that has fallen silent still answers: asked through its own client while it works for us. What it works
// on, and what follows when it is gone, is the caller's matter.
import type { Host, Watch } from '../host/host.ts';
import { isFailure } from '../image/build-outcome.ts';
import type { Engine } from './engine.ts';
import { findEngine } from './find-engine.ts';

/** Milliseconds of silence: most steps of a build say something sooner. */
const quiet = 10_000;
/** A busy machine may be late once; what is ended is somebody's build. */
const tries = 2;

/** For a request of the engine's client. Asks nothing once `signal` is given. */
export function watchEngine(host: Host, engine: Engine, signal: AbortSignal): Watch {
  return {
    quiet,
    async stillThere() {
      for (let asked = 0; asked < tries; asked++)
        if (signal.aborted || !isFailure(await findEngine(host, engine.program, signal))) return true;
      return signal.aborted;
    },
  };
}
