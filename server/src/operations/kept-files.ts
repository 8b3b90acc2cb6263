// What Plimsoll keeps on this machine besides settings: how much of what, what gives way when it grows, and how it is
// cleared. Only folders of our own below the cache folder are ever touched.
import { isUnavailable } from '../host/host.ts';
import type { Host, Unavailable } from '../host/host.ts';
import { layersFolder } from '../sources/layer-cache.ts';
import { treesFolder } from './keep-tree.ts';

/** Exports of images by Dockerfile, target and platform: OCI layouts that the engine completes with what is new. */
export const imagesFolder = 'images';
const recordsFolder = 'records';

/** Bytes of kept columns; the oldest give way. */
const layersLimit = 512 * 1024 * 1024;
/** Bytes of kept file trees; the oldest give way. */
const treesLimit = 256 * 1024 * 1024;
/** Bytes of kept exports; those that were not completed for the longest time give way. */
const imagesLimit = 10 * 1024 * 1024 * 1024;

export interface KeptFiles {
  readonly what: 'records' | 'layers' | 'trees' | 'images';
  readonly folder: string;
  readonly files: number;
  readonly diskBytes: number;
}

interface Found {
  readonly path: string;
  readonly fileBytes: number;
  readonly modified: number;
}

/** Files below a folder, links not followed. */
async function filesBelow(host: Host, folder: string, depth = 4): Promise<readonly Found[]> {
  const entries = await host.readDirectory(folder);
  if (isUnavailable(entries)) return [];
  const found: Found[] = [];
  for (const { name, kind } of entries) {
    const path = `${folder}/${name}`;
    if (kind === 'directory') {
      if (depth > 0) found.push(...(await filesBelow(host, path, depth - 1)));
      continue;
    }
    const stat = await host.stat(path);
    if (!isUnavailable(stat)) found.push({ path, fileBytes: stat.fileBytes, modified: stat.modified });
  }
  return found;
}

function bytesOf(files: readonly Found[]): number {
  return files.reduce((sum, { fileBytes }) => sum + fileBytes, 0);
}

const folders = { records: recordsFolder, layers: layersFolder, trees: treesFolder, images: imagesFolder } as const;

/** What is kept, by kind. */
export async function listKeptFiles(host: Host): Promise<readonly KeptFiles[]> {
  const kept: KeptFiles[] = [];
  for (const what of ['records', 'layers', 'trees', 'images'] as const) {
    const folder = `${host.cacheFolder}/${folders[what]}`;
    const files = await filesBelow(host, folder);
    kept.push({ what, folder, files: files.length, diskBytes: bytesOf(files) });
  }
  return kept;
}

/** Clears what can be had again by measuring: exports, columns and trees. Records of past builds stay. */
export async function clearKeptFiles(host: Host): Promise<Unavailable | undefined> {
  for (const folder of [layersFolder, treesFolder, imagesFolder]) {
    const failed = await host.removeFolder(`${host.cacheFolder}/${folder}`);
    if (failed !== undefined) return failed;
  }
  return undefined;
}

/** Takes the oldest columns out until the rest is within its bound. */
export async function pruneLayers(host: Host, limit = layersLimit): Promise<void> {
  return pruneOldest(host, layersFolder, limit);
}

/** Takes the oldest file trees out until the rest is within its bound. */
export async function pruneTrees(host: Host, limit = treesLimit): Promise<void> {
  return pruneOldest(host, treesFolder, limit);
}

async function pruneOldest(host: Host, folder: string, limit: number): Promise<void> {
  const files = [...(await filesBelow(host, `${host.cacheFolder}/${folder}`))];
  files.sort((a, b) => b.modified - a.modified);
  let bytes = 0;
  for (const { path, fileBytes } of files) {
    bytes += fileBytes;
    if (bytes > limit) await host.removeFile(path);
  }
}

/** Takes whole exports out, those first that were not completed for the longest time; `keep` stays whatever it weighs. */
export async function pruneImages(host: Host, keep: string, limit = imagesLimit): Promise<void> {
  const root = `${host.cacheFolder}/${imagesFolder}`;
  const entries = await host.readDirectory(root);
  if (isUnavailable(entries)) return;
  const exports: { folder: string; bytes: number; modified: number }[] = [];
  for (const { name, kind } of entries) {
    if (kind !== 'directory') continue;
    const folder = `${root}/${name}`;
    const files = await filesBelow(host, folder);
    const modified = folder === keep ? Infinity : Math.max(0, ...files.map((file) => file.modified));
    exports.push({ folder, bytes: bytesOf(files), modified });
  }
  exports.sort((a, b) => b.modified - a.modified);
  let bytes = 0;
  for (const each of exports) {
    bytes += each.bytes;
    if (bytes > limit && each.folder !== keep) await host.removeFolder(each.folder);
  }
}
