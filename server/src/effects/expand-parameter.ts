// Parameter expansion of POSIX shells and bash for values that are known: `$NAME`, `${NAME:-word}`, `${NAME%pattern}`
// and the like. An unset name counts as unknown, since the base image may set it.
import type { ShellWordPart } from '../shell/shell.ts';
import type { CommandContext } from './effect.ts';
import { matchesSegment } from './path-set.ts';

/** The value of the expansion, or null where it is not known. */
export function expandParameter(
  part: Extract<ShellWordPart, { kind: 'variable' }>,
  context: CommandContext,
): string | null {
  const value = valueOf(part.name, context);
  const { operator } = part;
  if (operator === null || operator === '') return value ?? null;
  if (value === undefined) return null;
  const operand = part.operand ?? '';
  switch (operator) {
    case ':-':
    case ':=':
    case ':?':
      return value === '' ? plain(operand, context) : value;
    case '-':
    case '=':
    case '?':
      return value;
    case ':+':
      return value === '' ? '' : plain(operand, context);
    case '+':
      return plain(operand, context);
    case '%':
    case '%%':
    case '#':
    case '##':
      return strip(value, operator, plain(operand, context));
    default:
      return null;
  }
}

function valueOf(name: string, context: CommandContext): string | undefined {
  const value = context.expansion === undefined ? context.variable(name) : context.expansion(name);
  if (value !== undefined) return value;
  if (name === 'HOME') return context.home;
  return name === 'PWD' && context.folderUnknown !== true ? context.workingFolder : undefined;
}

/** An operand without expansions, or a single `$NAME`; null for the rest. */
function plain(operand: string, context: CommandContext): string | null {
  const name = /^\$(?:\{(\w+)\}|(\w+))$/.exec(operand);
  if (name !== null) return valueOf(name[1] ?? name[2] ?? '', context) ?? null;
  if (/[$`\\]/.test(operand)) return null;
  const quoted = /^"([^"]*)"$|^'([^']*)'$/.exec(operand);
  return quoted === null ? (/["']/.test(operand) ? null : operand) : (quoted[1] ?? quoted[2] ?? '');
}

function strip(value: string, operator: string, pattern: string | null): string | null {
  if (pattern === null) return null;
  const lengths = Array.from({ length: value.length + 1 }, (_, length) => length);
  if (operator.length === 2) lengths.reverse();
  // Why: a slash and a leading dot are no special characters here, unlike in file names.
  const matches = (text: string): boolean => matchesSegment(`x${pattern}`, `x${text}`);
  for (const length of lengths) {
    if (operator.startsWith('#')) {
      if (matches(value.slice(0, length))) return value.slice(length);
    } else if (matches(value.slice(value.length - length))) return value.slice(0, value.length - length);
  }
  return value;
}
