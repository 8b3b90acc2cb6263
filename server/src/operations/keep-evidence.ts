// Keeps what a built image shows of the lines that it was built from, named by the image's id, so that its layers and files
// are read out of an engine once. It can be had again as long as the engine holds the image, so the oldest give way.
import { gunzip, gzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { ElfFile } from '../elf/read-elf.ts';
import type { Snapshot } from '../facts/snapshot.ts';
import type { FlatFile } from '../file-tree/flat-tree.ts';
import { isUnavailable } from '../host/host.ts';
import type { Host } from '../host/host.ts';
import { parseJson, recordOf } from '../image/untrusted-json.ts';
import type { Evidence, ObservedWrites } from '../planner/evidence.ts';
import { evidenceFolder, pruneEvidence } from './kept-files.ts';
import { hashText } from './keep-verification.ts';

/** What is kept: all but what the asker knows himself. */
export type SeenImage = Pick<Evidence, 'wrote' | 'tree'>;

const version = 1;
/** Bytes of a kept file, and of what it unpacks to. */
const fileLimit = 64 * 1024 * 1024;
const unpackedLimit = 512 * 1024 * 1024;
const pack = promisify<Uint8Array, { level: number }, Buffer>(gzip);
const unpack = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(gunzip);

/** Null for what is no image id. */
function pathOf(host: Host, imageId: string): string | null {
  const digits = /^(?:sha256:)?([0-9a-f]{12,64})$/.exec(imageId)?.[1];
  return digits === undefined ? null : `${host.cacheFolder}/${evidenceFolder}/${digits}.gz`;
}

/** What lines are numbered in: another text, or another stage of it, numbers them otherwise. */
function textOf({ dockerfile, target }: Snapshot): string {
  return hashText(JSON.stringify([dockerfile.text, target.stage.index]));
}

/** Keeps it; what cannot be kept is read again. */
export async function keepEvidence(host: Host, imageId: string, snapshot: Snapshot, seen: SeenImage): Promise<void> {
  const path = pathOf(host, imageId);
  if (path === null) return;
  const content = await pack(Buffer.from(JSON.stringify({ version, text: textOf(snapshot), ...encode(seen) })), {
    level: 1,
  });
  await host.writeFile(path, content);
  await pruneEvidence(host);
}

/** True where something is kept of the image; whether it is of this text is known when it is read. */
export async function hasEvidence(host: Host, imageId: string): Promise<boolean> {
  const path = pathOf(host, imageId);
  return path !== null && !isUnavailable(await host.stat(path));
}

/** What the image shows of this text; null where that is not kept. */
export async function readEvidence(host: Host, imageId: string, snapshot: Snapshot): Promise<SeenImage | null> {
  const path = pathOf(host, imageId);
  const bytes = path === null ? null : await host.readFile(path, fileLimit);
  if (bytes === null || isUnavailable(bytes)) return null;
  try {
    const kept = recordOf(parseJson(await unpack(bytes, { maxOutputLength: unpackedLimit })));
    // Why: the file is our own and whole or not there (it is renamed into place), so its version vouches for its shape.
    return kept['version'] === version && kept['text'] === textOf(snapshot) ? decode(kept as unknown as Encoded) : null;
  } catch {
    return null;
  }
}

/** What plans ask of a program; symbol versions are the ladder's matter. */
type Loads = Pick<ElfFile, 'bits' | 'endian' | 'machine' | 'interpreter' | 'soname' | 'needed' | 'rpath' | 'runpath'>;

interface Encoded {
  readonly wrote: readonly (readonly [number, readonly string[], readonly string[]])[];
  readonly files: readonly (readonly [string, Omit<FlatFile, 'elf'> & { readonly elf: Loads | null }])[];
  readonly libraryCache: readonly (readonly [string, readonly string[]])[] | null;
  readonly owners: readonly (readonly [string, string])[];
}

function encode({ wrote, tree: { files, libraryCache, owners } }: SeenImage): Encoded {
  return {
    wrote: [...wrote].map(([index, writes]) => [index, writes.files, [...writes.newFolders]]),
    files: [...files].map(([path, file]) => [path, { ...file, elf: file.elf === null ? null : loadsOf(file.elf) }]),
    libraryCache: libraryCache === null ? null : [...libraryCache],
    owners: [...owners],
  };
}

function loadsOf({ bits, endian, machine, interpreter, soname, needed, rpath, runpath }: ElfFile): Loads {
  return { bits, endian, machine, interpreter, soname, needed, rpath, runpath };
}

function decode({ wrote, files, libraryCache, owners }: Encoded): SeenImage {
  const noVersions = { versionsNeeded: new Map<string, readonly string[]>(), versionsGiven: new Set<string>() };
  return {
    wrote: new Map(
      wrote.map(([index, own, newFolders]): [number, ObservedWrites] => [
        index,
        { files: own, newFolders: new Set(newFolders) },
      ]),
    ),
    tree: {
      files: new Map(
        files.map(([path, file]): [string, FlatFile] => [
          path,
          { ...file, elf: file.elf === null ? null : { ...file.elf, ...noVersions } },
        ]),
      ),
      libraryCache: libraryCache === null ? null : new Map(libraryCache),
      owners: new Map(owners),
    },
  };
}
