// Whether a comment of the file silences a finding: our own, hadolint's or BuildKit's, by the rule's id or one of its
// names elsewhere. It reads no comment itself.
import type { Dockerfile } from '../../dockerfile/dockerfile.ts';
import { readSuppressions, type Suppression } from '../../dockerfile/suppressions.ts';

const remembered = new WeakMap<Dockerfile, readonly Suppression[]>();

function suppressionsOf(dockerfile: Dockerfile): readonly Suppression[] {
  let found = remembered.get(dockerfile);
  if (found === undefined) {
    found = readSuppressions(dockerfile);
    remembered.set(dockerfile, found);
  }
  return found;
}

/** Names by which a comment of the tool may call the rule, lower case. `all` of another tool means its own rules only. */
function namesFor(tool: Suppression['tool'], id: string, aliases: readonly string[]): readonly string[] {
  const own = aliases
    .filter((alias) => alias.startsWith(`${tool}:`))
    .map((alias) => alias.slice(tool.length + 1).toLowerCase());
  if (tool === 'plimsoll')
    return [id, 'all', ...aliases.map((alias) => alias.slice(alias.indexOf(':') + 1).toLowerCase())];
  return own.length === 0 ? [] : [...own, 'all'];
}

/** True where a comment silences the rule at this instruction; `instruction` null for a finding of the whole file. */
export function isSuppressed(
  dockerfile: Dockerfile,
  instruction: number | null,
  rule: { readonly id: string; readonly aliases: readonly string[] },
): boolean {
  return suppressionsOf(dockerfile).some(({ tool, ids, scope }) => {
    if (scope.kind === 'instruction' && scope.index !== instruction) return false;
    const names = namesFor(tool, rule.id, rule.aliases);
    return ids.some((id) => names.includes(id.toLowerCase()));
  });
}
