// Files with the same bytes at several places of the final tree, told by digests that were made while the layers were
// read. It hashes nothing and says nothing of files that were not.
import type { DuplicateFiles } from '../image/leftovers.ts';
import { entryType } from '../image/layer-index.ts';
import { rootNode } from './tree-nodes.ts';
import type { TreeNodes } from './tree-nodes.ts';

const mostSets = 50;
const mostCopies = 10;

/** `digestOf` by layer and entry; undefined where the file was not hashed. Most wasted bytes first. */
export function findDuplicates(
  nodes: TreeNodes,
  digestOf: (layer: number, entry: number) => string | undefined,
): readonly DuplicateFiles[] {
  const byDigest = new Map<string, number[]>();
  for (let node = rootNode + 1; node < nodes.count(); node++) {
    if (nodes.typeOf(node) !== entryType.file || nodes.fileBytesOf(node) === 0 || !nodes.isLive(node)) continue;
    const digest = digestOf(nodes.layerOf(node), nodes.entryOf(node));
    if (digest === undefined) continue;
    const copies = byDigest.get(digest);
    if (copies === undefined) byDigest.set(digest, [node]);
    else copies.push(node);
  }
  return [...byDigest.values()]
    .filter((copies) => copies.length > 1)
    .map((copies) => ({
      fileBytes: nodes.fileBytesOf(copies[0] ?? rootNode),
      // Invariant: nodes are numbered as layers are stacked, so copies are in order of layers.
      copies: copies.slice(0, mostCopies).map((node) => ({ path: nodes.pathOf(node), layer: nodes.layerOf(node) })),
      count: copies.length,
    }))
    .sort((a, b) => b.fileBytes * (b.count - 1) - a.fileBytes * (a.count - 1))
    .slice(0, mostSets);
}
