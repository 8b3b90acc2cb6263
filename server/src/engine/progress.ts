// What all readers of build progress share: they are fed lines and keep the steps. What a line means is each reader's own.
import type { BuildProgress, BuildStep } from '../image/build-outcome.ts';

export interface ProgressReader {
  /** Takes one line of the builder's output; gives what there is to tell. */
  line(text: string): readonly BuildProgress[];
  /** Steps in the order they were first heard of. */
  steps(): readonly BuildStep[];
  /** Last lines of output of the step that failed, or of the one that ran last; at most 20. */
  failingOutput(): readonly string[];
}

/** Output of one step, last lines only. */
export interface StepOutput {
  add(line: string): void;
  readonly lines: readonly string[];
}

export function keepLast(count = 20): StepOutput {
  const lines: string[] = [];
  return {
    add(line) {
      lines.push(line);
      if (lines.length > count) lines.shift();
    },
    lines,
  };
}

// Why not \u001B: control characters are better read as a property.
const escapePattern = /\p{Cc}\[[0-9;?]*[a-z]/giu;

/** Without colours, cursor movements and other control characters. */
export function plainText(line: string): string {
  return line.replace(escapePattern, '').replaceAll(/[^\P{Cc}\t]/gu, '');
}
