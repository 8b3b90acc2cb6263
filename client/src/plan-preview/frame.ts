// What the pages of a plan are told of the editor around them: names and `command:` links, the only way they can act.
import type { ChosenPlace } from '../../../server/src/protocol.ts';

export interface PageFrame {
  /** Name of the Dockerfile for people. */
  readonly file: string;
  readonly links: {
    readonly apply: string;
    readonly compare: string;
    readonly verify: string;
    /** Builds and measures the file as it is. */
    readonly measure: string;
    /** Puts every line back where the plan had it. */
    readonly restore: string;
    readonly reveal: (line: number) => string;
    /** Puts the line (zero-based, before) into a stage; null puts it back where the plan had it. */
    readonly place: (line: number, side: ChosenPlace['side'] | null) => string;
  };
  /** How the keys are written on this machine. */
  readonly keys: { readonly apply: string; readonly verify: string };
  /** Programs may be run here. */
  readonly trusted: boolean;
  /** What came of the last thing the person did, where it did not go as asked; null where there is nothing to say. */
  readonly notice: string | null;
}
