// Tells whether an answer rests on the value of a variable: reads are counted, and whoever computes an answer compares the
// count before and after. It does not know which variable was read, or by whom.

let reads = 0;

/** To be called whenever the value of a variable is looked up. */
export function noteVariableRead(): void {
  reads++;
}

/** How many reads there were so far; the difference between two calls is what counts. */
export function variableReads(): number {
  return reads;
}
