// The flags of one instruction: `--name` and `--name=value` between keyword and arguments, as BuildKit takes them off
// every instruction (parser/split_command.go). Which flags exist is flags.ts.
import { isBlank, skipBlanks } from '../text/characters.ts';
import type { Flag } from './dockerfile.ts';
import { type LogicalLine, unfold } from './logical-line.ts';

function wordEnd(text: string, from: number, to: number): number {
  let quote = '';
  let at = from;
  for (; at < to; at++) {
    const char = text[at];
    if (quote === '' && isBlank(text.charCodeAt(at))) break;
    // Why: flags know only the backslash, whatever the `escape` directive says.
    if (char === '\\') at++;
    else if (quote !== '' && char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
  }
  return Math.min(at, to);
}

function flagAt(line: LogicalLine, from: number, to: number): Flag {
  const written = line.folded.slice(from + 2, to);
  const equals = written.indexOf('=');
  const span = unfold(line, from, to);
  return equals < 0
    ? { name: written, value: null, span, valueSpan: { from: span.to, to: span.to } }
    : {
        name: written.slice(0, equals),
        value: written.slice(equals + 1),
        span,
        valueSpan:
          from + 2 + equals + 1 < to ? unfold(line, from + 2 + equals + 1, to) : { from: span.to, to: span.to },
      };
}

/** The flags at the start of folded `[from, to)`, and where the arguments begin. A bare `--` ends them. */
export function readFlags(line: LogicalLine, from: number, to: number): { flags: readonly Flag[]; rest: number } {
  const { folded } = line;
  const flags: Flag[] = [];
  let at = skipBlanks(folded, from, to);
  while (folded.startsWith('--', at) && at + 1 < to) {
    const end = wordEnd(folded, at, to);
    const next = skipBlanks(folded, end, to);
    if (end - at === 2) return { flags, rest: next };
    flags.push(flagAt(line, at, end));
    at = next;
  }
  return { flags, rest: at };
}
