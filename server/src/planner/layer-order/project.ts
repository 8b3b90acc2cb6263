// The files of the project where they lie in the image when an instruction runs, as the copies above it put them there.
import type { ContextFacts, InstructionFacts } from '../../facts/snapshot.ts';
import { isWithin, joinPath } from '../../effects/path-set.ts';
import { isUnavailable } from '../../host/host.ts';
import { copiedFiles } from './copied-files.ts';

/** What readers of manifests ask. All paths are the image's own, absolute. */
export interface Project {
  has(path: string): boolean;
  /** Null where it is not there, or was not read. */
  text(path: string): string | null;
  /** Files below a folder. */
  below(folder: string): readonly string[];
  /** False where files may lie below the folder that are not known by name. */
  isKnown(folder: string): boolean;
}

/** What the copies among these instructions bring; a later one wins. */
export function projectOf(earlier: readonly InstructionFacts[], context: ContextFacts | null): Project {
  const paths = new Map<string, string>();
  const open: string[] = [];
  for (const facts of earlier) {
    if (facts.copy === null) continue;
    const copied = copiedFiles(facts, context);
    if (copied === null) open.push(...facts.copy.writes.map(({ path }) => path));
    else {
      for (const [place, path] of copied.files) paths.set(place, path);
      open.push(...copied.open.map(({ path }) => path));
    }
  }
  const isFile = (path: string): boolean => context?.files.has(path) === true;
  return {
    has: (path) => paths.has(path) || open.includes(path),
    text(path) {
      const from = paths.get(path);
      const file = from === undefined ? undefined : context?.files.get(from);
      return file === undefined || isUnavailable(file) ? null : file.text;
    },
    below: (folder) => [...paths.keys()].filter((path) => path !== folder && isWithin(folder, path)),
    isKnown: (folder) =>
      open.every((path) => !isWithin(path, folder) || isFile(joinPath('/', path).slice(1))) ||
      open.every((path) => !isWithin(path, folder)),
  };
}
