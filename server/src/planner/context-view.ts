// Which file of the build context an image path comes from, and the text of it where it was read. It reads nothing
// itself: everything is in the snapshot.
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { isWithin, joinPath, matchesSegment } from '../effects/path-set.ts';
import { isUnavailable } from '../host/host.ts';

/** An instruction with what it does; a stage's units are. */
export interface Placed {
  readonly facts: InstructionFacts;
}

/** Context paths that may have become the image path, likeliest first. */
export function contextCandidates(units: readonly Placed[], imagePath: string): readonly string[] {
  const found: string[] = [];
  for (const { facts } of [...units].reverse()) {
    const copy = facts.copy;
    if (copy?.kind !== 'context' || copy.target === null) continue;
    for (const { expanded } of copy.sources) {
      if (expanded === null) continue;
      const source = contextPath(expanded);
      const name = source.slice(source.lastIndexOf('/') + 1);
      const wantedName = imagePath.slice(imagePath.lastIndexOf('/') + 1);
      if (/[*?[]/.test(name)) {
        const folder = source.slice(0, source.length - name.length);
        if (joinPath(copy.target, wantedName) === imagePath && matchesSegment(name, wantedName))
          found.push(folder + wantedName);
        continue;
      }
      if (imagePath === copy.target && source !== '') found.push(source);
      if (source !== '' && joinPath(copy.target, name) === imagePath) found.push(source);
      if (imagePath !== copy.target && isWithin(copy.target, imagePath)) {
        const rest = imagePath.slice(copy.target === '/' ? 1 : copy.target.length + 1);
        found.push(source === '' ? rest : `${source}/${rest}`);
      }
    }
  }
  return [...new Set(found)];
}

/** Context-relative path without `./` and leading slash; '' for the whole context. */
export function contextPath(source: string): string {
  return joinPath('/', source).slice(1);
}

/** Text of a context file; null where it was not read. */
export function contextText(snapshot: Snapshot, path: string): string | null {
  const file = snapshot.context?.files.get(path);
  return file === undefined || isUnavailable(file) ? null : file.text;
}

/** Text of the file that stands at an image path by COPY or ADD, with its context path; null where it was not read. */
export function textInImage(
  snapshot: Snapshot,
  units: readonly Placed[],
  imagePath: string,
): { readonly path: string; readonly text: string } | null {
  for (const path of contextCandidates(units, imagePath)) {
    const text = contextText(snapshot, path);
    if (text !== null) return { path, text };
  }
  return null;
}

/** Context files with any of these endings that were read. */
export function contextTexts(
  snapshot: Snapshot,
  endings: readonly string[],
): readonly { readonly path: string; readonly text: string }[] {
  const texts: { path: string; text: string }[] = [];
  for (const [path, file] of snapshot.context?.files ?? []) {
    if (!isUnavailable(file) && endings.some((ending) => path.endsWith(ending))) texts.push({ path, text: file.text });
  }
  return texts;
}
