// Where a walk over shell text stands: what it has gathered so far and what guards the commands to come.
import type { ParsedScript } from 'unbash';
import type { Scope } from './read-words.ts';
import type { ShellCommand, ShellError, ShellGuard, ShellRedirection } from './shell.ts';

/** Scripts inside scripts are read down to this depth. */
export const deepest = 12;

/** What grows while walking one script with all scripts inside it. */
export interface Walk {
  readonly commands: (ShellCommand | null)[];
  readonly errors: ShellError[];
  lists: number;
  pipelines: number;
  /** Walks a script inside another. */
  readonly enter: (place: Place, script: ParsedScript) => void;
}

/** Where the walk stands. */
export interface Place {
  readonly walk: Walk;
  readonly scope: Scope;
  readonly guard: ShellGuard;
  readonly parent: number | null;
  readonly list: number;
  readonly pipeline: number | null;
  /** Redirections of the compound commands around. */
  readonly redirections: readonly ShellRedirection[];
  readonly depth: number;
}

/** Nothing guards a plain command of the main sequence. */
export const plain: ShellGuard = {
  conditional: false,
  loop: false,
  subshell: 0,
  function: null,
  background: false,
  mayFail: false,
};

/** The same place under further guards. */
export function guarded(place: Place, change: Partial<ShellGuard>): Place {
  return { ...place, guard: { ...place.guard, ...change } };
}

/** The same place one subshell deeper. */
export function deeper(place: Place): Place {
  return guarded(place, { subshell: place.guard.subshell + 1 });
}
