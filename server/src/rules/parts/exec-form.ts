// The argv of a command line that needs no shell: one plain command whose words are fully known from the text. It decides
// no finding.
import type { InstructionFacts } from '../../facts/snapshot.ts';

/** Names that only a shell knows; as a program they do not exist or do nothing. */
const shellOnly =
  /^(?:[.:[]|alias|cd|command|eval|exec|exit|export|read|readonly|set|shift|source|trap|type|ulimit|umask|unset|wait)$/;

/**
 * The words of CMD, ENTRYPOINT or HEALTHCHECK in shell form where no shell is needed to read them; null where one is:
 * expansions, operators, redirections, globs, assignments, builtins.
 */
export function execFormOf({ script }: InstructionFacts): readonly string[] | null {
  const [only, ...more] = script?.commands ?? [];
  if (script === null || only === undefined || more.length > 0 || script.errors.length > 0 || !only.exact) return null;
  const { guard, redirections, assignments, words, name } = only;
  if (guard.conditional || guard.loop || guard.subshell > 0 || guard.background || guard.mayFail) return null;
  if (guard.function !== null || redirections.length > 0 || assignments.length > 0) return null;
  if (name === null || shellOnly.test(name)) return null;
  if (script.text.slice(only.span.to - script.span.from).trim() !== '') return null;
  const values: string[] = [];
  for (const { value, parts } of words) {
    if (value === null || parts.some((part) => part.kind !== 'literal')) return null;
    // Why: an unquoted `~`, `*`, `{` or `?` is the shell's to expand even where it stands in a literal.
    if (parts.some((part) => part.kind === 'literal' && !part.quoted && /^~|[*?[\]{}]/.test(part.value))) return null;
    values.push(value);
  }
  return values;
}

/** False for a script by its name: without a `#!` line only a shell would run it. */
export function isRunnable(program: string): boolean {
  return !/\.(?:sh|bash|ksh|zsh)$/.test(program);
}
