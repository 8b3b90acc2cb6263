// V3: what starts the container and what it names is there, executable, of the same machine, and its interpreters too; as far
// as they were there before.
import { findProgram, type FlatTree, resolveFile } from '../../file-tree/flat-tree.ts';
import type { Remedy } from '../../planner/repair-plan.ts';
import type { Compared } from './compare-configuration.ts';
import { remedyFor } from './remedy.ts';

export interface Entries {
  /** argv of ENTRYPOINT, CMD and HEALTHCHECK and the names of other programs that run. */
  readonly programs: readonly string[];
  /** Absolute paths that are named, each with why. */
  readonly paths: ReadonlyMap<string, string>;
  readonly workingFolder: string;
  /** PATH in both images. */
  readonly searchPaths: { readonly before: string; readonly after: string };
}

/** Interpreters that name interpreters end somewhere (execve(2) ends at four). */
const chainLimit = 4;

/** Compares both trees. */
export function compareEntries(before: FlatTree, after: FlatTree, entries: Entries): Compared {
  const findings: string[] = [];
  const remedies: Remedy[] = [];
  const { programs, paths, workingFolder, searchPaths } = entries;
  for (const program of new Set(programs)) checkProgram(program, 0, program);
  for (const [path, why] of paths) {
    if (resolveFile(before, path) === null || resolveFile(after, path) !== null) continue;
    findings.push(`${path} is missing (${why})`);
    remedies.push(remedyFor(before, path, why));
  }

  function checkProgram(program: string, depth: number, asked: string): void {
    const old = findProgram(before, program, searchPaths.before, workingFolder);
    // Why: what was not there before is a word of the shell, or fails in both.
    if (old === null || depth > chainLimit) return;
    const now = findProgram(after, program, searchPaths.after, workingFolder);
    const whose = asked === program ? '' : `, which ${asked} needs,`;
    if (now === null) {
      findings.push(`the program ${program}${whose} is missing or not executable`);
      remedies.push(remedyFor(before, old.path, `${asked} runs`));
      return;
    }
    if (old.file.elf && now.file.elf && old.file.elf.machine !== now.file.elf.machine)
      findings.push(`the program ${program} is for another machine`);
    const [interpreter, ...words] = now.file.interpreter?.split(/\s+/) ?? [];
    if (interpreter === undefined || interpreter === '') return;
    if (resolveFile(after, interpreter) === null && resolveFile(before, interpreter) !== null) {
      findings.push(`${interpreter}, the interpreter of ${now.path}, is missing`);
      remedies.push(remedyFor(before, interpreter, `it is the interpreter of ${now.path}`));
    } else checkProgram(interpreter, depth + 1, asked);
    const named = words.find((word) => !word.startsWith('-') && !word.includes('='));
    if (/\/env$/.test(interpreter) && named !== undefined) checkProgram(named, depth + 1, asked);
  }

  return { remedies, findings: [...new Set(findings)], notes: [] };
}
