// What stands between two neighbouring commands: `&&`, `||`, `;`, `|`, `&` or a line end. unbash tells which commands are
// neighbours, not where the operator is.
import type { ShellCommand } from './shell.ts';

/** An operator's kind and place in the shell text; a line end counts as `;`. */
export interface Joiner {
  readonly kind: Exclude<ShellCommand['joinedBy'], 'start'>;
  readonly pos: number;
  readonly end: number;
}

const operators: readonly (readonly [string, Joiner['kind']])[] = [
  ['&&', '&&'],
  ['||', '||'],
  ['|&', '|'],
  [';', ';'],
  ['|', '|'],
  ['&', '&'],
  ['\n', ';'],
];

/** The operator in the gap `[from, to)` between two commands; at `to` and empty where there is none to be seen. */
export function joinerBetween(text: string, from: number, to: number): Joiner {
  let at = from;
  while (at < to) {
    const found = operators.find(([written]) => text.startsWith(written, at));
    if (found !== undefined) return { kind: found[1], pos: at, end: Math.min(to, at + found[0].length) };
    if (text[at] === '#') {
      const feed = text.indexOf('\n', at);
      at = feed < 0 ? to : feed;
    } else at++;
  }
  return { kind: ';', pos: to, end: to };
}
