// Watches over a peer that may fall silent: after a while it is asked whether it is still there. What is asked, and what
// follows where it is not, is the caller's matter.
import type { Watch } from '../host.ts';

export interface Watching {
  /** The peer said something. */
  heard(): void;
  stop(): void;
}

/** Calls `gone` once when the peer was silent and is not there any more. Keeps no process alive. */
export function watchOver(watch: Watch | undefined, gone: () => void): Watching {
  if (watch === undefined) return { heard: () => undefined, stop: () => undefined };
  const { quiet, stillThere } = watch;
  let stopped = false;
  let words = 0;
  const ask = async (): Promise<void> => {
    const before = words;
    const there = await stillThere();
    if (stopped) return;
    // Why: a peer that spoke while it was asked is there, whatever the answer.
    if (there || words !== before) timer = setTimeout(() => void ask(), quiet).unref();
    else gone();
  };
  let timer = setTimeout(() => void ask(), quiet).unref();
  return {
    heard() {
      words++;
      timer.refresh();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
