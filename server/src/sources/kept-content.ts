// What is kept of the content of a layer's files: package managers' lists as they are, of rpm's database the names, of a Go
// program the note of its modules. All else is passed over.
import { createGoSearch } from '../elf/go-build-info.ts';
import type { OpenFile } from '../host/host.ts';
import type { PackageListKind } from '../image/package-lists.ts';
import { readRpmDatabase } from '../rpm/read-rpm-database.ts';
import { createFingerprint } from './fingerprint.ts';
import type { Taken } from './layer-reader.ts';

/** Programs below this are no Go programs (bytes): the smallest has more than a million. */
export const leastProgram = 512 * 1024;
/** Read at once of a program's data. */
const pieceBytes = 256 * 1024;

/** The content of a list as it is kept. */
export function keptOf(kind: PackageListKind, content: Uint8Array): Uint8Array {
  return kind === 'rpm' ? namesOfRpm(content) : content;
}

/** In the words of apk's list, which names folders once: a database holds ten times what its names do. */
function namesOfRpm(content: Uint8Array): Uint8Array {
  const lines: string[] = [];
  const isName = (name: string): boolean => name !== '' && !name.includes('\n');
  for (const { name, version, folders } of readRpmDatabase(content)) {
    if (!isName(name) || !isName(version)) continue;
    lines.push(`P:${name}`, `V:${version}`);
    for (const [folder, files] of folders) {
      if (!folder.includes('\n')) lines.push(`F:${folder}`, ...files.filter(isName).map((file) => `R:${file}`));
    }
    lines.push('');
  }
  return Buffer.from(lines.join('\n'), 'latin1');
}

/** A file's content as it comes by, piece after piece. */
export interface ContentTaker {
  push(piece: Uint8Array): void;
  /** `digest`: a fingerprint of the whole (fingerprint.ts); null for lists. `kept`: what is kept of it; null for nothing. */
  finish(): { readonly digest: string | null; readonly kept: Uint8Array | null };
}

export function takeContent({ fileBytes, list }: Taken): ContentTaker {
  let at = 0;
  if (list !== null) {
    const content = new Uint8Array(fileBytes);
    return {
      push(piece) {
        content.set(piece, at);
        at += piece.length;
      },
      finish: () => ({ digest: null, kept: keptOf(list, content) }),
    };
  }
  const hash = createFingerprint();
  const search = fileBytes >= leastProgram ? createGoSearch(fileBytes) : null;
  return {
    push(piece) {
      hash.update(piece);
      for (let range = search?.wanted() ?? null; range !== null; range = search?.wanted() ?? null) {
        const [from, end] = [Math.max(0, range.from - at), Math.min(piece.length, range.end - at)];
        if (from >= end) break;
        search?.push(piece.subarray(from, end));
      }
      at += piece.length;
    },
    finish: () => ({ digest: hash.finish(), kept: search?.found() ?? null }),
  };
}

/** The note of a program that stands at `position` in a file; null where there is none. Rejects on a read fault. */
export async function readGoNote(
  file: OpenFile,
  { fileBytes, position }: Taken & { readonly position: number },
  signal?: AbortSignal,
): Promise<Uint8Array | null> {
  const search = createGoSearch(fileBytes);
  for (let range = search.wanted(); range !== null; range = search.wanted()) {
    signal?.throwIfAborted();
    const length = Math.min(pieceBytes, range.end - range.from);
    const piece = await readAt(file, position + range.from, length);
    if (piece.length === 0) break;
    search.push(piece);
  }
  return search.found();
}

/** Why at once where that is possible: most of what is big is no program, and its first bytes say so. */
async function readAt(file: OpenFile, position: number, length: number): Promise<Uint8Array> {
  if (!file.readNow) return file.read(position, length);
  const piece = new Uint8Array(length);
  return piece.subarray(0, file.readNow(position, piece));
}
