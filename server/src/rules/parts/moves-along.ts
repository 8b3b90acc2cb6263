// RUNs that stand between a copy and an install and may go before the copy with it: they install by name, and neither read
// nor change what was copied. Anything that is not wholly known stays.
import { intersects, treeAt } from '../../effects/path-set.ts';
import type { CommandFacts, InstructionFacts } from '../../facts/snapshot.ts';

/** True where the instruction does the same before the files of `folder` are there. */
export function movesAlong({ syntax, commands, mounts }: InstructionFacts, folder: string): boolean {
  if (syntax.keyword !== 'RUN' || syntax.heredocs.length > 0 || mounts.length > 0 || commands.length === 0)
    return false;
  return folder !== '/' && commands.every((command) => isApart(command, folder));
}

function isApart({ effect }: CommandFacts, folder: string): boolean {
  if (!effect.known || (effect.role !== 'install' && effect.role !== 'clean')) return false;
  if (effect.installs.some(({ manifests, into, open }) => manifests.length > 0 || into.kind === 'project' || open))
    return false;
  const copied = treeAt(folder);
  const paths = [...effect.reads, ...[...effect.writes, ...effect.deletes, ...effect.touches].map(({ path }) => path)];
  return paths.every((path) => !intersects(path, copied));
}
