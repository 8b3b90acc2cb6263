// A built image as evidence for a plan: what each instruction really wrote, and which packages the libraries belong to that
// programs load. It reads no image; operations/gather-evidence.ts does.
import { isWithin } from '../effects/path-set.ts';
import { loadedLibraries } from '../file-tree/elf-closure.ts';
import { type FlatTree, ownerOf, resolveFile } from '../file-tree/flat-tree.ts';
import { uncopyable } from './carry.ts';
import type { PackageNeed } from './recipes/recipe.ts';

/** What the layer of one instruction holds. */
export interface ObservedWrites {
  /** Absolute paths of files and links. */
  readonly files: readonly string[];
  /** Folders that no layer below has. */
  readonly newFolders: ReadonlySet<string>;
}

export interface Evidence {
  /** The image as a person named it. */
  readonly image: string;
  /** By `Instruction.index`; an instruction without a layer of its own is not here. */
  readonly wrote: ReadonlyMap<number, ObservedWrites>;
  /** The files of the whole image, with what programs load and dpkg's list of owners. */
  readonly tree: FlatTree;
  /** Folders of LD_LIBRARY_PATH. */
  readonly libraryPath: readonly string[];
}

/** Folders and files that no rewrite carries: registers of the system, caches and what ends with the command. */
const passing =
  /^\/(?:tmp|run|proc|sys|dev|var\/(?:tmp|run|cache|log|lib\/(?:apt|dpkg|rpm|systemd))|lib\/apk|root\/\.(?:cache|npm|cargo\/registry)|usr\/share\/(?:doc|man|info))(?:\/|$)|^\/etc\/(?:ld\.so\.cache|(?:passwd|group|shadow|gshadow|subuid|subgid)-?|\.pwd\.lock|hosts|hostname|resolv\.conf)$|\/__pycache__\//;

const mostPaths = 60;

/**
 * What an instruction left for run time beyond what `predicted` says of its other commands: the fewest folders that are
 * wholly its own, and single files. Null where its layer is not known, or is too scattered to be copied path by path.
 */
export function observedPaths(
  { wrote, tree }: Evidence,
  instruction: number,
  predicted: (path: string) => boolean,
): readonly { readonly path: string; readonly kind: 'file' | 'tree' }[] | null {
  const writes = wrote.get(instruction);
  if (writes === undefined) return null;
  const found = new Map<string, 'file' | 'tree'>();
  for (const path of writes.files) {
    // Why: what is gone from the image was of no use to it, and what a package owns is installed again.
    if (passing.test(path) || predicted(path) || !tree.files.has(path) || ownerOf(tree, path) !== null) continue;
    const folder = topFolder(path, writes.newFolders);
    found.set(folder ?? path, folder === null ? 'file' : 'tree');
    if (found.size > mostPaths) return null;
  }
  return [...found].map(([path, kind]) => ({ path, kind }));
}

/** The highest folder above the path that the layer made and that can be copied whole. */
function topFolder(path: string, newFolders: ReadonlySet<string>): string | null {
  for (let end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) {
    const folder = path.slice(0, end);
    if (newFolders.has(folder) && uncopyable(folder, 'tree') === null) return folder;
  }
  return null;
}

/** The packages of the libraries that a `-dev` package links to (`libpq.so` → `libpq5`); null where the image has it not. */
export function observedHalf({ tree }: Evidence, devPackage: string): readonly string[] | null {
  const half = new Set<string>();
  let known = false;
  for (const [path, owner] of tree.owners) {
    if (owner !== devPackage) continue;
    known = true;
    if (!/\.so$/.test(path)) continue;
    const library = resolveFile(tree, path);
    const from = library === null ? null : ownerOf(tree, library.path);
    if (from !== null && from !== devPackage) half.add(from);
  }
  return known ? [...half].sort() : null;
}

/**
 * Packages whose libraries the programs below the carried paths load. `sameBase`: the base that ships is the image's own,
 * so what its layers have need not be installed.
 */
export function loadedPackages(
  { image, tree, wrote, libraryPath }: Evidence,
  carried: readonly { readonly path: string; readonly kind: 'file' | 'tree' | 'glob' }[],
  sameBase: boolean,
): readonly PackageNeed[] {
  const isCarried = (path: string): boolean =>
    carried.some((one) => (one.kind === 'file' ? one.path === path : isWithin(one.path, path)));
  const own = new Set([...wrote.values()].flatMap(({ files }) => files));
  const needs = new Map<string, PackageNeed>();
  for (const { asker, library, path } of loadedLibraries(tree, { libraryPath }, isCarried)) {
    if (isCarried(path)) continue;
    const owner = ownerOf(tree, path);
    if (owner === null || needs.has(owner) || everywhere.has(owner) || (sameBase && !own.has(path))) continue;
    needs.set(owner, { name: owner, reason: `${asker} loads ${library} (seen in ${image})` });
  }
  return [...needs.values()];
}

/** Packages that every Debian-like base has, and every Alpine. */
const everywhere = new Set([
  ...['libc6', 'libgcc-s1', 'libstdc++6', 'zlib1g', 'libc-bin', 'libcrypt1'],
  ...['musl', 'zlib', 'libcrypto3', 'libssl3', 'busybox'],
]);
