// The copies of manifests alone that would let an install stand above the copy of the whole source: what they bring, where to,
// and which files the install need not wait for any more then.
import { fileAt, joinPath } from '../../effects/path-set.ts';
import type { ContextFacts, InstructionFacts } from '../../facts/snapshot.ts';
import { copiedFiles } from './copied-files.ts';
import { type Footprint, footprintOf } from './footprint.ts';
import type { ProvenInstalls } from './install-reads.ts';

/** A COPY that does not stand in the text. */
export interface ManifestCopy {
  /** The copy that brings the same files among others. */
  readonly copy: InstructionFacts;
  /** Context paths by their paths in the image. */
  readonly files: ReadonlyMap<string, string>;
  readonly text: string;
  readonly target: string;
  readonly footprint: Footprint;
}

export interface ManifestCopies {
  readonly copies: readonly ManifestCopy[];
  /** By copy above: files of it that the install has from elsewhere. */
  readonly relieved: ReadonlyMap<InstructionFacts, ReadonlySet<string>>;
}

/** Most folders that manifests are copied from, each by a line of its own. */
const mostFolders = 16;

/** What could be copied before an install. `isBrought`: an added copy above brings this file already. */
export function manifestCopies(
  install: InstructionFacts,
  { manifests }: ProvenInstalls,
  earlier: readonly InstructionFacts[],
  context: ContextFacts | null,
  isBrought: (path: string, source: string) => boolean,
): ManifestCopies {
  const relieved = new Map<InstructionFacts, Set<string>>();
  const groups = new Map<string, { copy: InstructionFacts; folder: string; files: Map<string, string> }>();
  const relieve = (copy: InstructionFacts, path: string): void =>
    void relieved.set(copy, (relieved.get(copy) ?? new Set()).add(path));
  const copies = earlier.flatMap((facts) => {
    const copied = facts.copy === null ? null : copiedFiles(facts, context);
    return copied === null ? [] : [{ facts, files: copied.files }];
  });
  const wanted = new Set(manifests);
  for (const path of manifests) {
    const bringers = copies.filter(({ files }) => files.has(path));
    const [first, ...again] = bringers;
    if (first === undefined) continue;
    const source = first.files.get(path) ?? '';
    if (again.some(({ files }) => files.get(path) !== source)) continue;
    // Why: what brings nothing but manifests is what would be added.
    const narrow = bringers.find(({ files }) => [...files.keys()].every((each) => wanted.has(each)));
    if (narrow !== undefined) {
      for (const { facts } of bringers) if (facts !== narrow.facts) relieve(facts, path);
      continue;
    }
    const folder = path.slice(0, path.lastIndexOf('/')) || '/';
    if (!canBeNamed(source) || joinPath(folder, lastName(source)) !== path) continue;
    for (const { facts } of bringers) relieve(facts, path);
    if (isBrought(path, source)) continue;
    const key = `${String(earlier.indexOf(first.facts))} ${folder}`;
    const group = groups.get(key) ?? { copy: first.facts, folder, files: new Map<string, string>() };
    group.files.set(path, source);
    groups.set(key, group);
  }
  if (groups.size > mostFolders) return { copies: [], relieved: new Map() };
  const inOrder = [...groups.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
  return { copies: inOrder.flatMap((group) => asCopy(install, group) ?? []), relieved };
}

function asCopy(
  install: InstructionFacts,
  { copy, folder, files }: { copy: InstructionFacts; folder: string; files: ReadonlyMap<string, string> },
): ManifestCopy | null {
  const whole = footprintOf(copy, null, null);
  if (whole === null) return null;
  const { workingFolder } = install.before;
  const target =
    folder === workingFolder
      ? './'
      : folder === '/'
        ? '/'
        : folder.startsWith(`${workingFolder}/`)
          ? `${folder.slice(workingFolder.length + 1)}/`
          : `${folder}/`;
  const flags = copy.syntax.flags.map(({ span }) => `${copy.syntax.text.slice(span.from, span.to)} `).join('');
  return {
    copy,
    files,
    text: `COPY ${flags}${[...files.values()].join(' ')} ${target}`,
    target,
    footprint: {
      ...whole,
      writes: [],
      copied: { files, folders: new Set(), open: [], anywhere: [...files.keys()].map(fileAt) },
    },
  };
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The name can stand in a COPY as it is. */
function canBeNamed(path: string): boolean {
  return /^[\w./@+~-]+$/.test(path) && !path.startsWith('-');
}
