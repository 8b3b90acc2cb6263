// The file tree of an image out of the engine, as far as the checks of the ladder ask for it. One container is made for it,
// never started, and removed.
import { looksLikeElf, readElf } from '../../elf/read-elf.ts';
import { readLibraryCache } from '../../elf/read-library-cache.ts';
import { type EngineCaller, withExport } from '../../engine/container.ts';
import type { FlatFile, FlatTree } from '../../file-tree/flat-tree.ts';
import { isUnavailable } from '../../host/host.ts';
import { type FlatEntry, readFlatArchive } from '../../sources/flat-archive.ts';

const libraryCachePath = '/etc/ld.so.cache';

function wanted(path: string, head: Uint8Array): 'nothing' | 'head' | 'whole' {
  if (looksLikeElf(head) || path === libraryCachePath || isFileList(path)) return 'whole';
  return head[0] === 0x23 && head[1] === 0x21 ? 'head' : 'nothing';
}

/** A list of dpkg's database: the files of one package. */
function isFileList(path: string): boolean {
  return /^\/var\/lib\/dpkg\/info\/[^/]+\.list$/.test(path);
}

/** The tree; null where the engine does not give it. Rejects on cancellation. */
export async function readTree(caller: EngineCaller, image: string): Promise<FlatTree | null> {
  const files = new Map<string, FlatFile>();
  const owners = new Map<string, string>();
  const found: { libraryCache: FlatTree['libraryCache'] } = { libraryCache: null };

  function take(entry: FlatEntry): void {
    const { path, content } = entry;
    if (entry.kind === 'hardlink') {
      const first = files.get(entry.target ?? '');
      if (first) files.set(path, first);
      return;
    }
    if (content !== null && path === libraryCachePath) found.libraryCache = readLibraryCache(content);
    if (content !== null && isFileList(path)) addOwners(owners, path, content);
    files.set(path, {
      kind: entry.kind,
      fileBytes: entry.fileBytes,
      executable: (entry.mode & 0o111) !== 0,
      target: entry.target,
      elf: content === null ? null : readElf(content),
      interpreter: content === null ? null : shebangOf(content),
    });
  }

  const fault = await withExport(caller, image, (tar) => readFlatArchive(tar, wanted, take));
  caller.signal.throwIfAborted();
  if (isUnavailable(fault) || fault !== null || files.size === 0) return null;
  return { files, libraryCache: found.libraryCache, owners };
}

function addOwners(owners: Map<string, string>, path: string, content: Uint8Array): void {
  // Why a cut: packages of several architectures are listed with theirs behind a colon.
  const [name = ''] = path.slice(path.lastIndexOf('/') + 1, -'.list'.length).split(':');
  for (const line of new TextDecoder().decode(content).split('\n')) if (line !== '') owners.set(line, name);
}

function shebangOf(content: Uint8Array): string | null {
  if (content[0] !== 0x23 || content[1] !== 0x21) return null;
  const [line = ''] = new TextDecoder().decode(content.subarray(2, 256)).split(/\r?\n/);
  return line.trim();
}
