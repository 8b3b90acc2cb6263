// What a container sees, as far as starting programs needs it: which files there are, where links lead, what is executable,
// and what programs and libraries say of themselves. It knows no layers and no bytes but those.
import type { ElfFile } from '../elf/read-elf.ts';

export interface FlatFile {
  readonly kind: 'file' | 'link' | 'folder' | 'other';
  readonly fileBytes: number;
  /** Some execution bit is set. */
  readonly executable: boolean;
  /** Of a link, as written. */
  readonly target: string | null;
  readonly elf: ElfFile | null;
  /** The first line of a script without `#!`; null where the file is none. */
  readonly interpreter: string | null;
}

export interface FlatTree {
  /** By absolute path; links are not followed. */
  readonly files: ReadonlyMap<string, FlatFile>;
  /** glibc's cache of libraries: paths by name; null where there is none. */
  readonly libraryCache: ReadonlyMap<string, readonly string[]> | null;
  /** Package by absolute path of a file, of Debian's or Alpine's database; empty where there is none or it was not asked for. */
  readonly owners: ReadonlyMap<string, string>;
}

/** Links in one path, as Linux counts them. */
const hopLimit = 40;

/** Where a path leads, all links followed, and what is there; null where nothing is. */
export function resolveFile(tree: FlatTree, path: string): { readonly path: string; readonly file: FlatFile } | null {
  const waiting = path.split('/').reverse();
  let at = '';
  let hops = 0;
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      at = at.slice(0, Math.max(0, at.lastIndexOf('/')));
      continue;
    }
    const next = `${at}/${part}`;
    const file = tree.files.get(next);
    if (!file) return null;
    if (file.kind !== 'link') {
      at = next;
      continue;
    }
    if (++hops > hopLimit) return null;
    const target = file.target ?? '';
    if (target.startsWith('/')) at = '';
    waiting.push(...target.split('/').reverse());
  }
  if (at === '') return { path: '/', file: rootFolder };
  const file = tree.files.get(at);
  return file ? { path: at, file } : null;
}

const rootFolder: FlatFile = {
  kind: 'folder',
  fileBytes: 0,
  executable: true,
  target: null,
  elf: null,
  interpreter: null,
};

/** A program by name as `execvp` finds it: on the PATH, or by its path. Null where no executable file is there. */
export function findProgram(
  tree: FlatTree,
  name: string,
  searchPath: string,
  folder: string,
): { readonly path: string; readonly file: FlatFile } | null {
  const candidates = name.includes('/')
    ? [name.startsWith('/') ? name : `${folder}/${name}`]
    : searchPath.split(':').map((each) => `${each === '' ? folder : each}/${name}`);
  for (const candidate of candidates) {
    const found = resolveFile(tree, candidate);
    if (found?.file.kind === 'file' && found.file.executable) return found;
  }
  return null;
}

/** The package that a file is of, by its own name or the one that links lead to; null where no package has it. */
export function ownerOf(tree: FlatTree, path: string): string | null {
  const real = resolveFile(tree, path)?.path ?? path;
  // Why both: packages list files below folders that are links into /usr since.
  for (const name of [path, real, path.replace(/^\/usr/, ''), real.replace(/^\/usr/, '')]) {
    const owner = tree.owners.get(name);
    if (owner !== undefined) return owner;
  }
  return null;
}
