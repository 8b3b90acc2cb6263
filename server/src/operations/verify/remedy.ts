// What would bring a path that the rewritten image lacks: the package that the original has it from, else a copy of it.
import { type FlatTree, ownerOf } from '../../file-tree/flat-tree.ts';
import type { Remedy } from '../../planner/repair-plan.ts';

/** `before`: the files of the original. `isLibrary`: the loader must be told of a copy. */
export function remedyFor(before: FlatTree, path: string, reason: string, isLibrary = false): Remedy {
  const owner = ownerOf(before, path);
  return owner === null ? { kind: 'path', path, isLibrary, reason } : { kind: 'package', name: owner, reason };
}
