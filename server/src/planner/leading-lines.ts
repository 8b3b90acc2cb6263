// Which comment and blank lines of a Dockerfile stand above which instruction, so that a rewrite moves them together.
import type { Dockerfile } from '../dockerfile/dockerfile.ts';

export interface LeadingLines {
  /** By instruction index: directive and comment lines as written, '' for blank ones; without line ends. */
  readonly of: ReadonlyMap<number, readonly string[]>;
  /** Lines below the last instruction. */
  readonly ending: readonly string[];
}

/** Gathers the lines between instructions. */
export function leadingLines(dockerfile: Dockerfile): LeadingLines {
  const of = new Map<number, readonly string[]>();
  let waiting: string[] = [];
  for (const { range, instruction } of dockerfile.pieces) {
    if (instruction === null) waiting.push(dockerfile.text.slice(range.start, range.end).replace(/\r?\n$|\r$/, ''));
    else {
      of.set(instruction, waiting);
      waiting = [];
    }
  }
  return { of, ending: waiting };
}
