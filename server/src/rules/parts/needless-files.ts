// What lies in a build context for nothing, by kind, place and weight: left out is whatever a COPY or a mount asks for by
// name, and what a command of the Dockerfile speaks of. Figures come from the listing alone.
import type { ContextListing } from '../../build-context/context.ts';
import { isUnavailable } from '../../host/host.ts';
import type { InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import { copyMatcher } from '../../build-context/copy-paths.ts';
import { contextSources, type ContextSource } from './context-sources.ts';
import { namedInBuild } from './named-in-build.ts';
import { needlessKinds, type NeedlessKind } from './needless-kinds.ts';
import { remembered } from './remembered.ts';

/** One folder or file of a kind. */
export interface NeedlessPlace {
  readonly kind: NeedlessKind;
  /** `web/node_modules`. */
  readonly path: string;
  readonly fileBytes: number;
  readonly fileCount: number;
}

/** All places of one kind together. */
export interface Needless {
  /** As it lies there: `.git`, `web/node_modules`; the kind's name where there are several. */
  readonly name: string;
  readonly fileBytes: number;
  readonly fileCount: number;
  readonly patterns: readonly string[];
  readonly alwaysTold: boolean;
}

/** Most places kept of a listing. */
const most = 500;

const placesIn: (listing: ContextListing) => readonly NeedlessPlace[] = remembered((listing) => {
  const found = new Map<string, { kind: NeedlessKind; path: string; fileBytes: number; fileCount: number }>();
  const kindOf = new Map<string, NeedlessKind | null>();
  const kindBySegment = (segment: string): NeedlessKind | null => {
    let kind = kindOf.get(segment);
    if (kind === undefined) {
      kind = needlessKinds.find((each) => each.segment.test(segment)) ?? null;
      kindOf.set(segment, kind);
    }
    return kind;
  };
  for (const { path, fileBytes } of listing.entries) {
    const segments = path.split('/');
    const at = segments.findIndex((segment) => kindBySegment(segment) !== null);
    const kind = kindBySegment(segments[at] ?? '');
    if (kind === null) continue;
    const place = segments.slice(0, at + 1).join('/');
    const known = found.get(place);
    if (known === undefined) {
      if (found.size < most) found.set(place, { kind, path: place, fileBytes, fileCount: 1 });
    } else {
      known.fileBytes += fileBytes;
      known.fileCount++;
    }
  }
  const paths = new Set(listing.entries.map(({ path }) => path));
  return [...found.values()]
    .filter(({ kind, path }) => kind.holding === undefined || paths.has(`${path}/${kind.holding}`))
    .map((place) => {
      // Why: the listing keeps the biggest files only; of a top-level folder it knows the whole weight.
      const top = listing.topLevel.find(({ name }) => name === place.path);
      return top === undefined ? place : { ...place, fileBytes: top.fileBytes, fileCount: top.fileCount };
    });
});

/** Tools that read a version from the history when they build a package. */
const versionTools =
  /setuptools[-_]scm|setuptools[-_]git|hatch-vcs|versioneer|versioningit|dunamai|dynamic-versioning|\bpbr\b|git describe|git rev-parse|git log/;
const versionFiles = ['pyproject.toml', 'setup.py', 'setup.cfg', 'Makefile', 'makefile', 'package.json'];

/** Something in the build may look into the history. */
function readsHistory({ facts, context }: Snapshot): boolean {
  const asksGit = ({ commands }: InstructionFacts): boolean =>
    commands.some(
      ({ command: { name, words } }) =>
        name === 'git' && !words.some(({ value }) => /^(?:clone|config|init|lfs|--version)$/.test(value ?? '')),
    );
  return (
    facts.some(asksGit) ||
    versionFiles.some((name) => {
      const file = context?.files.get(name);
      return file !== undefined && !isUnavailable(file) && versionTools.test(file.text);
    })
  );
}

/** Names of programs that show notebooks: there they are what is served. */
const notebookPrograms = ['jupyter', 'jupyter-lab', 'jupyter-notebook', 'voila', 'papermill', 'nbconvert'];

function isSpokenOf(snapshot: Snapshot, { kind, path }: NeedlessPlace): boolean {
  if (kind.madeBy !== undefined) return false;
  const named = namedInBuild(snapshot);
  if (kind.name === '.git' && readsHistory(snapshot)) return true;
  if (kind.name === 'notebooks' && notebookPrograms.some((program) => named.has(program))) return true;
  return named.has(path.slice(path.lastIndexOf('/') + 1));
}

/** A wildcard at the end takes a folder's content, and names nothing in it. */
function namedDepth({ path }: ContextSource): number {
  const folder = path.replace(/(?:^|\/)\*{1,2}$/, '');
  return folder === '' || folder === '.' ? 0 : folder.split('/').length;
}

/** A source that reaches as deep as the place does, or deeper, and meets it. */
function isAskedFor(sources: readonly ContextSource[], { path }: NeedlessPlace): boolean {
  const depth = path.split('/').length;
  return sources.some((source) => {
    if (namedDepth(source) < depth) return false;
    const upper = source.path.split('/').slice(0, depth).join('/');
    return copyMatcher(upper)(path);
  });
}

/** Places in the context that nothing in the Dockerfile asks for. */
const placesFor: (snapshot: Snapshot) => readonly NeedlessPlace[] = remembered((snapshot) => {
  const listing = snapshot.context?.listing ?? null;
  if (listing === null) return [];
  const sources = contextSources(snapshot);
  return placesIn(listing).filter(
    (place) =>
      (place.kind.madeBy === undefined || snapshot.facts.some(place.kind.madeBy)) &&
      !isSpokenOf(snapshot, place) &&
      !isAskedFor(sources, place),
  );
});

/** Whether there is anything to tell: while no listing is there, or nothing needless in it, sources need no look. */
export function holdsNeedless(snapshot: Snapshot): boolean {
  return placesFor(snapshot).length > 0;
}

/** What a source takes along for nothing. */
export function needlessAt(snapshot: Snapshot, source: ContextSource): readonly NeedlessPlace[] {
  if (namedDepth(source) === 0) return placesFor(snapshot);
  const takes = copyMatcher(source.path);
  return placesFor(snapshot).filter(({ path }) => takes(path));
}

/** Places by kind, biggest first. */
export function groupNeedless(places: readonly NeedlessPlace[]): readonly Needless[] {
  const kinds = new Map<NeedlessKind, NeedlessPlace[]>();
  for (const place of places) kinds.set(place.kind, [...(kinds.get(place.kind) ?? []), place]);
  return [...kinds]
    .map(([{ name, patterns, alwaysTold }, [first, ...others]]) => ({
      name: others.length === 0 && first !== undefined ? first.path : name,
      fileBytes: [first, ...others].reduce((sum, place) => sum + (place?.fileBytes ?? 0), 0),
      fileCount: [first, ...others].reduce((sum, place) => sum + (place?.fileCount ?? 0), 0),
      patterns,
      alwaysTold: alwaysTold === true,
    }))
    .sort((a, b) => b.fileBytes - a.fileBytes || (a.name < b.name ? -1 : 1));
}

/** All that lies there for nothing, biggest first. */
export function needlessIn(snapshot: Snapshot): readonly Needless[] {
  return groupNeedless(placesFor(snapshot));
}
