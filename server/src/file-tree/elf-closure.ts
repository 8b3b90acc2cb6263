// Which libraries the programs of a tree ask for and cannot have, the way glibc's and musl's loaders look for them (ld.so(8)).
// It judges nothing: much in a good image asks for what only a launcher gives it, so answers are compared between two trees.
import type { ElfFile } from '../elf/read-elf.ts';
import { resolveFile, type FlatTree } from './flat-tree.ts';

/** One thing that a file asks for and does not get. */
export interface MissingLibrary {
  /** Of the program or library that asks. */
  readonly path: string;
  /** The library, or the loader of a program. */
  readonly library: string;
  /** The version of it that is asked for; null where the library itself is missing. */
  readonly version: string | null;
}

const standardFolders = ['/lib64', '/usr/lib64', '/lib', '/usr/lib'];
const muslFolders = ['/lib', '/usr/local/lib', '/usr/lib'];

/** Debian's name for the folder of an architecture, by `e_machine`. */
const architectureFolders: Readonly<Record<number, readonly string[]>> = {
  3: ['i386-linux-gnu'],
  40: ['arm-linux-gnueabihf', 'arm-linux-gnueabi'],
  62: ['x86_64-linux-gnu'],
  183: ['aarch64-linux-gnu'],
  21: ['powerpc64le-linux-gnu'],
  22: ['s390x-linux-gnu'],
  243: ['riscv64-linux-gnu'],
};

/** Where a tree's loaders look. */
export interface LibrarySearch {
  /** Folders of LD_LIBRARY_PATH. */
  readonly libraryPath: readonly string[];
}

/** Everything that is asked for and missing, in order of path. Linear in the number of libraries asked for. */
export function missingLibraries(tree: FlatTree, search: LibrarySearch): readonly MissingLibrary[] {
  const isMusl = hasMuslLoader(tree);
  const missing: MissingLibrary[] = [];
  for (const [path, { elf }] of tree.files) {
    if (elf === null) continue;
    if (elf.interpreter !== null && resolveFile(tree, elf.interpreter) === null)
      missing.push({ path, library: elf.interpreter, version: null });
    for (const library of elf.needed) {
      const found = findLibrary(tree, path, elf, library, search, isMusl);
      if (found === null) missing.push({ path, library, version: null });
      else missing.push(...missingVersions(path, elf, library, found.elf));
    }
  }
  return missing.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** The libraries that the files for which `asks` holds get, each with where it lies, links followed. */
export function loadedLibraries(
  tree: FlatTree,
  search: LibrarySearch,
  asks: (path: string) => boolean,
): readonly { readonly asker: string; readonly library: string; readonly path: string }[] {
  const isMusl = hasMuslLoader(tree);
  return [...tree.files].flatMap(([asker, { elf }]) =>
    elf === null || elf.needed.length === 0 || !asks(asker)
      ? []
      : elf.needed.flatMap((library) => {
          const found = findLibrary(tree, asker, elf, library, search, isMusl);
          return found === null ? [] : [{ asker, library, path: found.path }];
        }),
  );
}

function hasMuslLoader({ files }: FlatTree): boolean {
  return [...files.keys()].some((path) => /^\/(?:usr\/)?lib\/ld-musl-[^/]+$/.test(path));
}

function missingVersions(path: string, elf: ElfFile, library: string, found: ElfFile): readonly MissingLibrary[] {
  // Why: the loader takes a library without versions as it is.
  if (found.versionsGiven.size === 0) return [];
  const wanted = elf.versionsNeeded.get(library) ?? [];
  return wanted.filter((version) => !found.versionsGiven.has(version)).map((version) => ({ path, library, version }));
}

interface FoundLibrary {
  /** Without links. */
  readonly path: string;
  readonly elf: ElfFile;
}

/** The library that the loader takes; null where it finds none of the file's own kind. */
function findLibrary(
  tree: FlatTree,
  path: string,
  elf: ElfFile,
  library: string,
  { libraryPath }: LibrarySearch,
  isMusl: boolean,
): FoundLibrary | null {
  const real = resolveFile(tree, path)?.path ?? path;
  const origin = real.slice(0, Math.max(1, real.lastIndexOf('/')));
  const place = (text: string): string =>
    text
      .replaceAll(/\$\{ORIGIN\}|\$ORIGIN\b/g, origin)
      .replaceAll(/\$\{LIB\}|\$LIB\b/g, elf.bits === 64 ? 'lib64' : 'lib');
  const take = (candidate: string): FoundLibrary | null => {
    const there = resolveFile(tree, candidate);
    const found = there?.file.elf ?? null;
    if (there === null || found === null) return null;
    // Why: the loader goes on past libraries of another machine.
    const fits = found.machine === elf.machine && found.bits === elf.bits && found.endian === elf.endian;
    return fits ? { path: there.path, elf: found } : null;
  };
  const wanted = place(library);
  if (wanted.includes('/')) return take(wanted.startsWith('/') ? wanted : `${origin}/${wanted}`);
  // Why: DT_RPATH counts only where there is no DT_RUNPATH.
  const own = elf.runpath.length > 0 ? [] : elf.rpath;
  for (const folder of [...own.map(place), ...libraryPath, ...elf.runpath.map(place)]) {
    const found = take(`${folder}/${wanted}`);
    if (found !== null) return found;
  }
  for (const candidate of tree.libraryCache?.get(wanted) ?? []) {
    const found = take(candidate);
    if (found !== null) return found;
  }
  const architecture = (architectureFolders[elf.machine] ?? []).flatMap((name) => [`/lib/${name}`, `/usr/lib/${name}`]);
  for (const folder of isMusl ? muslFolders : [...architecture, ...standardFolders]) {
    const found = take(`${folder}/${wanted}`);
    if (found !== null) return found;
  }
  return null;
}

/**
 * What `after` lacks and `before` had: the same file asked for the same and got it, or the file is new. Files that only
 * `before` has are not asked about.
 */
export function newlyMissing(
  before: FlatTree,
  after: FlatTree,
  search: { readonly before: LibrarySearch; readonly after: LibrarySearch },
): readonly MissingLibrary[] {
  const key = ({ path, library, version }: MissingLibrary): string => JSON.stringify([path, library, version]);
  const old = new Set(missingLibraries(before, search.before).map(key));
  return missingLibraries(after, search.after).filter((each) => !old.has(key(each)));
}
