// Keeps the file tree of a measured image on this machine, named by the image's id, and finds it again: the record of a
// build holds figures only. Trees can be had again by measuring, so the oldest give way.
import { isUnavailable } from '../host/host.ts';
import type { Host, Unavailable } from '../host/host.ts';
import { decodeTree, encodeTree, type StoredColumns, type StoredTree } from '../image/stored-tree.ts';

/** Folder of the kept trees below the host's cache folder. */
export const treesFolder = 'trees';
/** Bytes of a kept tree, packed. */
const treeLimit = 256 * 1024 * 1024;

/** Null for what is no image id. */
function pathOf(host: Host, imageId: string): string | null {
  const digits = /^(?:sha256:)?([0-9a-f]{12,64})$/.exec(imageId)?.[1];
  return digits === undefined ? null : `${host.cacheFolder}/${treesFolder}/${digits}.gz`;
}

export async function keepTree(host: Host, imageId: string, tree: StoredColumns): Promise<Unavailable | undefined> {
  const path = pathOf(host, imageId);
  return path === null ? undefined : host.writeFile(path, await encodeTree(tree));
}

/** Null where no tree of that image is kept. */
export async function readTree(host: Host, imageId: string): Promise<StoredTree | null> {
  const path = pathOf(host, imageId);
  const bytes = path === null ? null : await host.readFile(path, treeLimit);
  return bytes === null || isUnavailable(bytes) ? null : decodeTree(bytes);
}
