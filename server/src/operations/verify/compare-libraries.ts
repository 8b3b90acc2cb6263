// V4: every program and library of the rewritten image gets the libraries and symbol versions that it asks for, as far as it
// got them before. What is missing is told with the package that the original had it from.
import { type LibrarySearch, type MissingLibrary, newlyMissing } from '../../file-tree/elf-closure.ts';
import { type FlatTree, resolveFile } from '../../file-tree/flat-tree.ts';
import type { Remedy } from '../../planner/repair-plan.ts';
import type { Compared } from './compare-configuration.ts';
import { remedyFor } from './remedy.ts';

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
  const remedies: Remedy[] = [];
  const findings = [...byLibrary].map(([what, all]) => {
    const askers = all.slice(0, toldAskers).map(({ path }) => path);
    const remedy = remedyOf(before, all[0]?.library ?? '', askers[0] ?? '');
    if (remedy !== null) remedies.push(remedy);
    const from = remedy?.kind === 'package' ? `; the original has it from the package ${remedy.name}` : '';
    const more = all.length > toldAskers ? ` and ${String(all.length - toldAskers)} more` : '';
    return `${what} is missing, which ${askers.join(', ')}${more} asks for${from}`;
  });
  const count = [...after.files.values()].filter(({ elf }) => elf !== null).length;
  return { findings, notes: [`${String(count)} programs and libraries were looked at`], remedies };
}

/** What the original had it from: a package, or the path itself. */
function remedyOf(tree: FlatTree, library: string, asker: string): Remedy | null {
  for (const path of tree.files.keys()) {
    if (!path.endsWith(`/${library}`) || resolveFile(tree, path) === null) continue;
    return remedyFor(tree, path, `${asker} loads ${library}`, true);
  }
  return null;
}
