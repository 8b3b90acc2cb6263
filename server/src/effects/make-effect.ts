// Complete effects from the part that a tool has something to say about.
import type { Effect } from './effect.ts';

const nothing = {
  verb: null,
  known: true,
  needs: [],
  reads: [],
  writes: [],
  deletes: [],
  touches: [],
  caches: [],
  installs: [],
  removes: [],
  registers: [],
  network: false,
  role: 'other',
  environment: [],
} as const satisfies Partial<Effect>;

/** An effect of a known tool: what is not given is none. */
export function makeEffect(part: Partial<Effect> & Pick<Effect, 'tool'>): Effect {
  return { ...nothing, ...part };
}
