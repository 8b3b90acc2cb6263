// The fix that takes a Python package out of what is installed, where the command line or a requirements file names it. It
// does not judge whether it may go.
import type { Snapshot } from '../../facts/snapshot.ts';
import { readSpecifier } from '../../effects/python-requirements.ts';
import { normalisePythonName } from '../../knowledge/python-wheels.ts';
import { removeWord } from '../../rewrite/run-edits.ts';
import type { Fix } from '../rule.ts';
import { editsAt } from './places.ts';
import type { ShippedPackage } from './python-environment.ts';

interface Naming {
  readonly id: string;
  readonly title: string;
}

/** The line of a requirements file without the names, or with others in their place; null where none is there. */
function rewriteLines(
  text: string,
  names: ReadonlySet<string>,
  rename: (line: string, name: string) => string | null,
): string | null {
  const found = new Set<string>();
  const lines = text.split('\n').flatMap((line) => {
    const entry = line.trim();
    if (entry === '' || entry.startsWith('#') || entry.startsWith('-') || entry.endsWith('\\')) return [line];
    const name = normalisePythonName(readSpecifier(entry)?.name ?? '');
    if (!names.has(name)) return [line];
    found.add(name);
    const written = rename(line, name);
    return written === null ? [] : [written];
  });
  return found.size > 0 ? lines.join('\n') : null;
}

interface Change {
  readonly edits: Fix['edits'];
  readonly files: NonNullable<Fix['files']>;
}

function changeOf(
  snapshot: Snapshot,
  packages: readonly ShippedPackage[],
  rename: (text: string, name: string) => string | null,
): Change | null {
  const edits: Fix['edits'][number][] = [];
  const byFile = new Map<string, Set<string>>();
  for (const { word, file, name, site } of packages) {
    if (file !== null) byFile.set(file, (byFile.get(file) ?? new Set()).add(name));
    else if (word === null || !site.command.command.exact || word.value === null) return null;
    else {
      const written = rename(word.raw, name);
      const edit =
        written === null ? removeWord(site.facts.syntax, word.span) : [{ span: word.span, newText: written }];
      edits.push(...editsAt(snapshot, site.facts, edit));
    }
  }
  const files: { path: string; text: string }[] = [];
  for (const [path, names] of byFile) {
    const read = snapshot.context?.files.get(path);
    if (!path.endsWith('.txt') || read === undefined || !('text' in read)) return null;
    const text = rewriteLines(read.text, names, rename);
    if (text === null) return null;
    files.push({ path, text });
  }
  return edits.length === 0 && files.length === 0 ? null : { edits, files };
}

function withFiles(naming: Naming, { edits, files }: Change): Fix {
  return { ...naming, applicability: 'unsafe', edits, ...(files.length > 0 ? { files } : {}) };
}

/** Leaves the packages out. Null where something else would have to be changed, or nothing would be left to install. */
export function dropPackagesFix(snapshot: Snapshot, packages: readonly ShippedPackage[], naming: Naming): Fix | null {
  for (const { site, word } of packages) {
    if (word === null) continue;
    const others = site.command.effect.installs.flatMap(({ packages: all, manifests }) => [
      ...all.map((each) => each.word),
      ...manifests.map((each) => each.word),
    ]);
    if (others.every((each) => packages.some((dropped) => dropped.word === each))) return null;
  }
  const change = changeOf(snapshot, packages, () => null);
  return change === null ? null : withFiles(naming, change);
}

/** Writes another distribution in the place of one, its version and extras kept. */
export function renamePackageFix(snapshot: Snapshot, asked: ShippedPackage, to: string, naming: Naming): Fix | null {
  const change = changeOf(snapshot, [asked], (text) => text.replace(/[a-z\d][\w.-]*/i, to));
  return change === null ? null : withFiles(naming, change);
}
