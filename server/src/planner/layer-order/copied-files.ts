// Which files of the build context a COPY or ADD puts at which path of the image, as far as the context's listing tells.
// It reads nothing, and it knows nothing of order.
import { copyMatcher } from '../../build-context/copy-paths.ts';
import { cleanPath } from '../../build-context/ignore-file.ts';
import type { PathPattern } from '../../effects/effect.ts';
import { below, isGlob, joinPath, treeAt } from '../../effects/path-set.ts';
import type { ContextFacts, InstructionFacts } from '../../facts/snapshot.ts';

export interface CopiedFiles {
  /** Context path of each file by its path in the image. */
  readonly files: ReadonlyMap<string, string>;
  /** Folders that come with them, the target itself left out. */
  readonly folders: ReadonlySet<string>;
  /** What may hold files that are not listed: the folders of a context that is too big to be listed whole. */
  readonly open: readonly PathPattern[];
  /** Everywhere that it might write, whatever the context holds at another time. */
  readonly anywhere: readonly PathPattern[];
}

const archives = /\.(?:tar|tgz|tbz2?|txz|tar\.\w+|gz|bz2|xz|zst)$/i;
const knownFlags = new Set(['chown', 'chmod', 'link']);

const remembered = new WeakMap<InstructionFacts, { context: ContextFacts; copied: CopiedFiles | null }>();

/** Null where the text or the listing does not tell: a target that may be file or folder, an archive that is unpacked. */
export function copiedFiles(facts: InstructionFacts, context: ContextFacts | null): CopiedFiles | null {
  if (context === null) return null;
  const known = remembered.get(facts);
  if (known?.context === context) return known.copied;
  const copied = findFiles(facts, context);
  remembered.set(facts, { context, copied });
  return copied;
}

/** A source as BuildKit takes it, `.` for the whole context. */
export function sourcePath(source: string): string {
  return cleanPath(`/${source}`).slice(1) || '.';
}

function findFiles({ copy, syntax }: InstructionFacts, context: ContextFacts): CopiedFiles | null {
  const { listing } = context;
  if (copy?.kind !== 'context' || copy.target === null || listing === null || listing.truncated) return null;
  if (syntax.heredocs.length > 0 || syntax.flags.some(({ name }) => !knownFlags.has(name))) return null;
  const isWhole = listing.entries.length >= listing.fileCount;
  const paths = isWhole ? listing.entries.map(({ path }) => path) : listedNames(context);
  const files = new Map<string, string>();
  const open: PathPattern[] = [];
  for (const { expanded } of copy.sources) {
    if (expanded === null) return null;
    const source = sourcePath(expanded);
    if (!isWhole && source !== '.') {
      if (isGlob(source) || !context.files.has(source)) return null;
    } else if (!isWhole) open.push(...listing.topLevel.map(({ name }) => treeAt(joinPath(copy.target ?? '/', name))));
    const depth = source === '.' ? 0 : source.split('/').length;
    const matches = source === '.' ? () => true : copyMatcher(source);
    let found = false;
    for (const path of paths) {
      if (!matches(path)) continue;
      found = true;
      const rest = path.split('/').slice(depth).join('/');
      const isFile = rest === '';
      if (isFile && syntax.keyword === 'ADD' && archives.test(path)) return null;
      const place = isFile ? filePlace(copy.target, copy.intoFolder, path) : joinPath(copy.target, rest);
      if (place === null) return null;
      files.set(place, path);
    }
    // Why: what the listing does not show may be made by the build's own caller before it starts.
    if (!found) return null;
  }
  return { files, folders: foldersOf(files.keys(), copy.target), open, anywhere: copy.writes };
}

/** What is known by name of a context that is not listed whole: the files that were read, and those at its top. */
function listedNames({ listing, files }: ContextFacts): readonly string[] {
  const entries = listing?.entries.map(({ path }) => path) ?? [];
  return [...new Set([...entries, ...files.keys()])];
}

/** `COPY a /b`: whether /b is a folder is told by its name alone. */
function filePlace(target: string, intoFolder: boolean, path: string): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (intoFolder) return joinPath(target, name);
  const last = target.slice(target.lastIndexOf('/') + 1);
  return last === name || last.includes('.', 1) ? target : null;
}

function foldersOf(paths: Iterable<string>, target: string): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let at = path.lastIndexOf('/'); at > below(target).length; at = path.lastIndexOf('/', at - 1)) {
      const folder = path.slice(0, at);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}
