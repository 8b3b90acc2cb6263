// The file tree of an image out of the engine, as far as the checks of the ladder ask for it, with the texts that say what
// programs load. One container is made for it, never started, and removed.
import { looksLikeElf, readElf } from '../../elf/read-elf.ts';
import { readLibraryCache } from '../../elf/read-library-cache.ts';
import { type EngineCaller, withExport } from '../../engine/container.ts';
import type { FlatFile, FlatTree } from '../../file-tree/flat-tree.ts';
import { isUnavailable } from '../../host/host.ts';
import { type FlatEntry, readFlatArchive } from '../../sources/flat-archive.ts';
import { addOwners, isFileList } from './file-owners.ts';
import { manifestOf } from './jar-manifest.ts';

/** What a container sees, and what its programs say of themselves. */
export interface ImageFiles {
  readonly tree: FlatTree;
  /** By absolute path without links: programs and lists of packages in Python and Node; manifests of jars. */
  readonly texts: ReadonlyMap<string, string>;
  /** File names in compiled programs of the image itself, by the program's path. */
  readonly names: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Bytes of a compiled program that is looked through for names, and names that are kept of it. */
const programLimit = 64 * 1024 * 1024;
const nameLimit = 50_000;

/** Characters of a text that is kept. */
const textLimit = 1024 * 1024;

const libraryCachePath = '/etc/ld.so.cache';

function wanted(path: string, head: Uint8Array): 'nothing' | 'head' | 'whole' {
  if (looksLikeElf(head) || path === libraryCachePath || isFileList(path) || isProgramText(path, head)) return 'whole';
  return head[0] === 0x23 && head[1] === 0x21 ? 'head' : 'nothing';
}

/** Programs of the image itself, not of languages' libraries, and lists of what packages bring. */
function isProgramText(path: string, head: Uint8Array): boolean {
  if (/\.dist-info\/RECORD$|\/(?:site|dist)-packages\/[^/]+\.pth$|\/package\.json$/.test(path)) return true;
  if (isJar(path)) return true;
  if (/\/lib\/python3|\/node_modules\//.test(path)) return false;
  if (/\.(?:py|js|cjs|mjs)$/.test(path)) return true;
  const first = new TextDecoder().decode(head.subarray(0, 128)).split('\n')[0] ?? '';
  return first.startsWith('#!') && /python|node/.test(first);
}

/** Libraries and programs that packages bring. */
function isOfSystem(path: string): boolean {
  return /^\/(?:usr\/)?(?:lib\w*|s?bin)\/|\/(?:site|dist)-packages\/|\/node_modules\/|\/lib\/jvm\//.test(path);
}

/** What looks like the name of a file. */
function namesIn(content: Uint8Array): ReadonlySet<string> {
  const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1');
  const names = new Set<string>();
  for (const [name] of text.matchAll(/[\w./@+-]{4,200}/g)) {
    const dot = name.lastIndexOf('.');
    if (dot > 0 && name.length - dot <= 12) names.add(name.startsWith('./') ? name.slice(2) : name);
    if (names.size >= nameLimit) break;
  }
  return names;
}

function isJar(path: string): boolean {
  return path.endsWith('.jar') && !/^\/(?:usr\/(?:lib|share)|opt\/java|root)\//.test(path);
}

/** The files; null where the engine does not give them. Rejects on cancellation. */
export async function readTree(caller: EngineCaller, image: string): Promise<ImageFiles | null> {
  const files = new Map<string, FlatFile>();
  const texts = new Map<string, string>();
  const names = new Map<string, ReadonlySet<string>>();
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
    if (content !== null && isJar(path)) {
      const manifest = manifestOf(content);
      if (manifest !== null) texts.set(path, manifest);
    } else if (content !== null && content.length <= textLimit && isProgramText(path, content))
      texts.set(path, new TextDecoder().decode(content));
    else if (content !== null && looksLikeElf(content) && !isOfSystem(path) && content.length <= programLimit)
      names.set(path, namesIn(content));
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
  return { tree: { files, libraryCache: found.libraryCache, owners }, texts, names };
}

function shebangOf(content: Uint8Array): string | null {
  if (content[0] !== 0x23 || content[1] !== 0x21) return null;
  const [line = ''] = new TextDecoder().decode(content.subarray(2, 256)).split(/\r?\n/);
  return line.trim();
}
