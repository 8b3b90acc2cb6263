// Which comment and blank lines of a Dockerfile stand above which instruction, so that a rewrite moves them together.
import type { Dockerfile } from '../dockerfile/dockerfile.ts';

export interface LeadingLines {
  /** Text before the first FROM and the lines that belong to it. */
  readonly preamble: string;
  /** By instruction index: comment lines as written, '' for blank ones; without line ends. */
  readonly of: ReadonlyMap<number, readonly string[]>;
  /** Text below the last instruction. */
  readonly ending: string;
}

/** Gathers the lines between instructions. Comments above a FROM that a blank line parts from it belong to the preamble. */
export function leadingLines(dockerfile: Dockerfile): LeadingLines {
  const of = new Map<number, readonly string[]>();
  let preamble = '';
  let started = false;
  let waiting: string[] = [];
  for (const { range, instruction } of dockerfile.pieces) {
    const text = dockerfile.text.slice(range.start, range.end);
    const isFrom = instruction !== null && dockerfile.instructions[instruction]?.keyword === 'FROM';
    if (started || isFrom) {
      started = true;
      if (instruction === null) waiting.push(text.replace(/\r?\n$/, ''));
      else {
        of.set(instruction, waiting);
        waiting = [];
      }
    } else preamble += text;
  }
  return { preamble, of, ending: waiting.map((line) => `${line}${dockerfile.lineEnd}`).join('') };
}
