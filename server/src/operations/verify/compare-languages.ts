// V4: what Python, Node and Java programs load by name is there, as far as it was before. Lists of installed packages, import
// statements and class paths are read as text; nothing is run.
import type { Remedy } from '../../planner/repair-plan.ts';
import { resolveFile } from '../../file-tree/flat-tree.ts';
import type { Compared } from './compare-configuration.ts';
import { missingInJava } from './java-closure.ts';
import type { Missing, Start } from './language-start.ts';
import { missingInNode } from './node-closure.ts';
import { missingInPython } from './python-closure.ts';
import type { ImageFiles } from './read-tree.ts';
import { remedyFor } from './remedy.ts';

/** Findings that are told one by one. */
const told = 8;

/** Compares both images. */
export function compareLanguages(before: ImageFiles, after: ImageFiles, start: Start): Compared {
  const missing = new Map<string, Missing>();
  for (const ask of [missingInPython, missingInNode, missingInJava])
    for (const each of ask(before, after, start)) missing.set(each.path, each);
  // Why: a folder that is missing says all of what is below it.
  const outermost = [...missing.values()].filter(({ path }) => !hasParent(missing, path));
  const remedies = outermost.map(({ path, what }): Remedy => {
    const remedy = remedyFor(before.tree, path, `${what.replace(/,$/, '')} was missing`);
    return remedy.kind === 'path' ? { ...remedy, path: wholeOf(after, path) } : remedy;
  });
  const findings = outermost.slice(0, told).map(({ what }) => `${what} is missing`);
  const more = outermost.length - findings.length;
  return {
    findings: more > 0 ? [...findings, `${String(more)} more of that kind are missing`] : findings,
    notes: [],
    remedies,
  };
}

/** The outermost folder above that is missing too, else the path itself. */
function wholeOf({ tree }: ImageFiles, path: string): string {
  for (let at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1))
    if (resolveFile(tree, path.slice(0, at)) === null) return path.slice(0, at);
  return path;
}

function hasParent(missing: ReadonlyMap<string, unknown>, path: string): boolean {
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
    if (missing.has(path.slice(0, at))) return true;
  return false;
}
