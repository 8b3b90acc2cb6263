// V4: every program and library of the rewritten image gets the libraries and symbol versions that it asks for, as far as it
// got them before. What is missing is told with the package that the original had it from.
import { type LibrarySearch, type MissingLibrary, newlyMissing } from '../../file-tree/elf-closure.ts';
import { type FlatTree, resolveFile } from '../../file-tree/flat-tree.ts';
import type { Compared } from './compare-configuration.ts';

const toldAskers = 3;

/** Compares both trees. */
export function compareLibraries(
  before: FlatTree,
  after: FlatTree,
  search: { readonly before: LibrarySearch; readonly after: LibrarySearch },
): Compared {
  const byLibrary = new Map<string, MissingLibrary[]>();
  for (const missing of newlyMissing(before, after, search)) {
    const key = missing.version === null ? missing.library : `${missing.library} with ${missing.version}`;
    const known = byLibrary.get(key);
    if (known) known.push(missing);
    else byLibrary.set(key, [missing]);
  }
  const findings = [...byLibrary].map(([what, all]) => {
    const askers = all.slice(0, toldAskers).map(({ path }) => path);
    const more = all.length > toldAskers ? ` and ${String(all.length - toldAskers)} more` : '';
    return `${what} is missing, which ${askers.join(', ')}${more} asks for${whereFrom(before, all[0]?.library ?? '')}`;
  });
  const count = [...after.files.values()].filter(({ elf }) => elf !== null).length;
  return { findings, notes: [`${String(count)} programs and libraries were looked at`] };
}

function whereFrom(tree: FlatTree, library: string): string {
  for (const path of tree.files.keys()) {
    if (!path.endsWith(`/${library}`)) continue;
    const real = resolveFile(tree, path)?.path ?? path;
    const owner = [path, real, path.replace(/^\/usr/, ''), real.replace(/^\/usr/, '')]
      .map((each) => tree.owners.get(each))
      .find((each) => each !== undefined);
    return owner === undefined ? `; the original has it as ${path}` : `; the original has it from the package ${owner}`;
  }
  return '';
}
