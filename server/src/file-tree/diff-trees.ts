// What differs between the final trees of two images, by path and bytes. A folder that is in one of them only is told as
// one; content is not compared, so a file that changed and kept its size is not seen.
import { entryType } from '../image/layer-index.ts';
import type { PathChange } from '../image/comparison.ts';
import { sumFolders } from './live-tree.ts';
import type { LiveTree } from './live-tree.ts';
import { noNode, rootNode } from './tree-nodes.ts';
import type { TreeNodes } from './tree-nodes.ts';

/** A stacked tree and what of it is seen. */
export interface SeenTree {
  readonly nodes: TreeNodes;
  readonly live: LiveTree;
}

/** Greatest changes first, at most `limit`. */
export function diffTrees(before: SeenTree, after: SeenTree, limit: number): readonly PathChange[] {
  const sums = {
    before: sumFolders(before.nodes, before.live).bytes,
    after: sumFolders(after.nodes, after.live).bytes,
  };
  const changes: { node: number; tree: SeenTree; before: number | null; after: number | null }[] = [];
  const isFolder = ({ nodes }: SeenTree, node: number): boolean => nodes.typeOf(node) === entryType.directory;
  const waiting: [old: number, now: number][] = [[rootNode, rootNode]];
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    const [oldFolder, newFolder] = pair;
    for (const now of after.nodes.children(newFolder)) {
      const old = before.nodes.child(oldFolder, after.nodes.nameOf(now));
      const bytes = sums.after[now] ?? 0;
      if (old === noNode) changes.push({ node: now, tree: after, before: null, after: bytes });
      else if (isFolder(after, now) && isFolder(before, old)) waiting.push([old, now]);
      else if (sums.before[old] !== bytes)
        changes.push({ node: now, tree: after, before: sums.before[old] ?? 0, after: bytes });
    }
    for (const old of before.nodes.children(oldFolder)) {
      if (after.nodes.child(newFolder, before.nodes.nameOf(old)) !== noNode) continue;
      changes.push({ node: old, tree: before, before: sums.before[old] ?? 0, after: null });
    }
  }
  const delta = (change: { before: number | null; after: number | null }): number =>
    (change.after ?? 0) - (change.before ?? 0);
  return changes
    .filter((change) => delta(change) !== 0)
    .sort((a, b) => Math.abs(delta(b)) - Math.abs(delta(a)) || a.node - b.node)
    .slice(0, limit)
    .map(({ node, tree, before: was, after: is }) => ({
      path: `${tree.nodes.pathOf(node)}${isFolder(tree, node) ? '/' : ''}`,
      before: was,
      after: is,
    }));
}
