// What a failing run teaches: names in what it says about missing parts that the original has and the rewritten image lacks,
// each with what would bring it. It guesses nothing that is in neither.
import { joinPath } from '../../effects/path-set.ts';
import { findProgram, type FlatTree, resolveFile } from '../../file-tree/flat-tree.ts';
import type { Remedy } from '../../planner/repair-plan.ts';
import { remedyFor } from './remedy.ts';

/** What a program says that cannot find a part of itself. */
export const missingPart =
  /error while loading shared libraries|ImportError|ModuleNotFoundError|Cannot find module|ClassNotFoundException|NoClassDefFoundError|UnsatisfiedLinkError|OSError: lib|cannot open shared object|No such file or directory|ENOENT|command not found|: not found|version `[^']*' not found|FileNotFound|NoSuchFile/;

const lineLimit = 50;

/** Remedies for one run's output. */
export function learnFromRun(
  output: string,
  trees: { readonly before: FlatTree; readonly after: FlatTree },
  { workingFolder, searchPath }: { readonly workingFolder: string; readonly searchPath: string },
): readonly Remedy[] {
  const { before, after } = trees;
  const remedies = new Map<string, Remedy>();
  const lines = output.split('\n').filter((line) => missingPart.test(line));
  for (const line of lines.slice(0, lineLimit)) {
    for (const { 0: word, index } of line.matchAll(/[\w./@+-]{2,}/g)) {
      const name = word.endsWith('.') ? word.slice(0, -1) : word;
      // Why: `file`, `import` and other words of messages are names of programs too.
      const isNamed = /['"`]/.test(line[index - 1] ?? '') || line[index + word.length] === ':';
      const path = pathOf(name, isNamed);
      if (path === null) continue;
      remedies.set(path, remedyFor(before, path, `a run misses ${name}`, /\.so(?:\.|$)/.test(path)));
    }
  }
  return [...remedies.values()];

  /** Where the original has it and the other lacks it. */
  function pathOf(name: string, isNamed: boolean): string | null {
    if (/^lib[\w.+-]*\.so(?:\.\d+)*$/.test(name)) return libraryAt(name);
    if (name.includes('/') || /\.\w{1,10}$/.test(name)) {
      const path = joinPath(workingFolder, name);
      const found = resolveFile(before, path);
      return found !== null && found.path !== '/' && resolveFile(after, path) === null ? path : null;
    }
    if (!isNamed) return null;
    const program = findProgram(before, name, searchPath, workingFolder);
    return program !== null && findProgram(after, name, searchPath, workingFolder) === null ? program.path : null;
  }

  function libraryAt(name: string): string | null {
    const named = (tree: FlatTree): string | null => {
      for (const path of tree.files.keys())
        if (path.endsWith(`/${name}`) && resolveFile(tree, path) !== null) return path;
      return null;
    };
    return named(after) === null ? named(before) : null;
  }
}
