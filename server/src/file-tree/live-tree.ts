// The part of a stacked tree that a container sees: its nodes in order, and the folders that weigh most of any share of it.
// Each content counts once, at the first of its names. Linear in the number of nodes.
import { entryType } from '../image/layer-index.ts';
import type { MeasuredFolder } from '../image/packages.ts';
import { rootNode } from './tree-nodes.ts';
import type { TreeNodes } from './tree-nodes.ts';

export interface LiveTree {
  /** Seen nodes, a folder before what is in it. */
  readonly nodes: Int32Array;
  /** Bytes that count at a node: those of a file at the first of its names, else 0. */
  readonly fileBytes: Float64Array;
}

export function listLiveTree(nodes: TreeNodes): LiveTree {
  const listed = new Int32Array(nodes.count());
  const fileBytes = new Float64Array(nodes.count());
  const counted = new Uint8Array(nodes.count());
  let count = 0;
  const waiting = [rootNode];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    listed[count++] = node;
    for (const child of nodes.children(node)) waiting.push(child);
    const content = nodes.contentOf(node);
    if (counted[content] === 1) continue;
    counted[content] = 1;
    fileBytes[node] = nodes.fileBytesOf(content);
  }
  return { nodes: listed.subarray(0, count), fileBytes };
}

/** What each node holds, however deep, of the files that `counts` takes. */
export function sumFolders(
  nodes: TreeNodes,
  live: LiveTree,
  counts: (node: number) => boolean = () => true,
): { readonly bytes: Float64Array; readonly files: Int32Array } {
  const bytes = new Float64Array(nodes.count());
  const files = new Int32Array(nodes.count());
  // Invariant: backwards, all that is in a folder comes before it.
  for (let at = live.nodes.length - 1; at > 0; at--) {
    const node = live.nodes[at] ?? rootNode;
    if (nodes.typeOf(node) !== entryType.directory && counts(node)) {
      bytes[node] = live.fileBytes[node] ?? 0;
      files[node] = 1;
    }
    const parent = nodes.parentOf(node);
    bytes[parent] = (bytes[parent] ?? 0) + (bytes[node] ?? 0);
    files[parent] = (files[parent] ?? 0) + (files[node] ?? 0);
  }
  return { bytes, files };
}

/**
 * The folders that hold most of the files that `counts` takes, at most `limit`. A folder that is little more than one of
 * its own folders is left out for it; the root is no answer.
 */
export function biggestFolders(
  nodes: TreeNodes,
  live: LiveTree,
  limit: number,
  counts?: (node: number) => boolean,
): readonly MeasuredFolder[] {
  const { bytes, files } = sumFolders(nodes, live, counts);
  const folders: number[] = [];
  for (const node of live.nodes) {
    const own = bytes[node] ?? 0;
    if (node === rootNode || own === 0 || nodes.typeOf(node) !== entryType.directory) continue;
    let biggestChild = 0;
    for (const child of nodes.children(node)) {
      if (nodes.typeOf(child) === entryType.directory) biggestChild = Math.max(biggestChild, bytes[child] ?? 0);
    }
    if (biggestChild < 0.9 * own) folders.push(node);
  }
  return folders
    .sort((a, b) => (bytes[b] ?? 0) - (bytes[a] ?? 0) || a - b)
    .slice(0, limit)
    .map((folder) => ({ path: nodes.pathOf(folder), fileBytes: bytes[folder] ?? 0, files: files[folder] ?? 0 }));
}
