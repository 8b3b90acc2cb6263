// What Plimsoll keeps on this machine besides settings: how much of what, what gives way when it grows, and how it is
// cleared. Only folders of our own below the cache folder are ever touched.
import { createHash } from 'node:crypto';
import { isUnavailable } from '../host/host.ts';
import type { Host, Unavailable } from '../host/host.ts';
import { layersFolder } from '../sources/layer-cache.ts';
import type { RecordKey } from './keep-record.ts';
import { treesFolder } from './keep-tree.ts';
import { verificationsFolder } from './keep-verification.ts';

/** Exports of images by Dockerfile, target and platform: OCI layouts that the engine completes with what is new. */
const imagesFolder = 'images';
/** What built images show of the lines they were built from (keep-evidence.ts). */
export const evidenceFolder = 'evidence';
const recordsFolder = 'records';

/** Bytes of kept columns; the oldest give way. */
const layersLimit = 512 * 1024 * 1024;
/** Bytes of kept file trees; the oldest give way. */
const treesLimit = 256 * 1024 * 1024;
/** Bytes of what images show; the oldest give way. */
const evidenceLimit = 128 * 1024 * 1024;
/** Bytes of kept exports; those that were not completed for the longest time give way. */
const imagesLimit = 10 * 1024 * 1024 * 1024;

export interface KeptFiles {
  readonly what: keyof typeof folders;
  readonly folder: string;
  readonly files: number;
  readonly diskBytes: number;
}

/** The export of a Dockerfile's last build, whether or not there is one. */
export function exportFolder(host: Host, { dockerfile, target, platform }: RecordKey): string {
  const key = JSON.stringify([dockerfile, target, platform]);
  return `${host.cacheFolder}/${imagesFolder}/${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
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

const folders = {
  records: recordsFolder,
  layers: layersFolder,
  trees: treesFolder,
  images: imagesFolder,
  evidence: evidenceFolder,
  verifications: verificationsFolder,
} as const;

/** What is kept, by kind. */
export async function listKeptFiles(host: Host): Promise<readonly KeptFiles[]> {
  const kept: KeptFiles[] = [];
  for (const [what, name] of Object.entries(folders) as [KeptFiles['what'], string][]) {
    const folder = `${host.cacheFolder}/${name}`;
    const files = await filesBelow(host, folder);
    kept.push({ what, folder, files: files.length, diskBytes: bytesOf(files) });
  }
  return kept;
}

/** Clears what can be had again by building: all but the records of past builds, which are figures only. */
export async function clearKeptFiles(host: Host): Promise<Unavailable | undefined> {
  for (const name of Object.values(folders)) {
    if (name === recordsFolder) continue;
    const failed = await host.removeFolder(`${host.cacheFolder}/${name}`);
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

/** Takes what the oldest images show out until the rest is within its bound. */
export async function pruneEvidence(host: Host, limit = evidenceLimit): Promise<void> {
  return pruneOldest(host, evidenceFolder, limit);
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
