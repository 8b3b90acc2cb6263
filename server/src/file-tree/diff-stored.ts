// What differs between the final trees of two images that were kept, by path and bytes. A folder that is in one of them only
// is told as one; content is not compared, so a file that changed and kept its size is not seen.
import type { PathChange } from '../image/comparison.ts';
import { storedKind, storedName, storedPath, type StoredTree } from '../image/stored-tree.ts';

interface Change {
  readonly node: number;
  readonly tree: StoredTree;
  readonly before: number | null;
  readonly after: number | null;
}

function liveBytes(tree: StoredTree, node: number): number {
  return (tree.fileBytes[node] ?? 0) - (tree.deadBytes[node] ?? 0);
}

function isFolder(tree: StoredTree, node: number): boolean {
  return tree.kinds[node] === storedKind.folder;
}

/** Nothing of it is seen in the final tree. */
function isGone(tree: StoredTree, node: number): boolean {
  const dead = tree.deadBytes[node] ?? 0;
  return dead > 0 && dead === tree.fileBytes[node];
}

/** Greatest changes first, at most `limit`. */
export function diffStored(before: StoredTree, after: StoredTree, limit: number): readonly PathChange[] {
  const changes: Change[] = [];
  const waiting: [old: number, now: number][] = [[0, 0]];
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    for (const [old, now] of pairChildren(before, pair[0], after, pair[1])) {
      if (old === null) changes.push({ node: now ?? 0, tree: after, before: null, after: liveBytes(after, now ?? 0) });
      else if (now === null) changes.push({ node: old, tree: before, before: liveBytes(before, old), after: null });
      else if (isFolder(before, old) && isFolder(after, now)) waiting.push([old, now]);
      else if (liveBytes(before, old) !== liveBytes(after, now))
        changes.push({ node: now, tree: after, before: liveBytes(before, old), after: liveBytes(after, now) });
    }
  }
  const delta = (change: Change): number => (change.after ?? 0) - (change.before ?? 0);
  return changes
    .filter((change) => delta(change) !== 0)
    .sort((a, b) => Math.abs(delta(b)) - Math.abs(delta(a)) || a.node - b.node)
    .slice(0, limit)
    .map(({ node, tree, before: was, after: is }) => ({
      path: `${storedPath(tree, node)}${isFolder(tree, node) ? '/' : ''}`,
      before: was,
      after: is,
    }));
}

/** What is in two folders that are the same, paired by name; null where one of them has nothing of that name. */
function* pairChildren(
  before: StoredTree,
  oldFolder: number,
  after: StoredTree,
  newFolder: number,
): Generator<readonly [number | null, number | null]> {
  const olds = seenChildren(before, oldFolder);
  const news = seenChildren(after, newFolder);
  // Why first in step: most folders are the same in both, in the same order, and need no table of names.
  let same = 0;
  for (; same < olds.length && same < news.length; same++) {
    const [old = 0, now = 0] = [olds[same], news[same]];
    if (!sameName(before, old, after, now)) break;
    yield [old, now];
  }
  const left = new Map<string, number>();
  for (const old of olds.slice(same)) left.set(storedName(before, old), old);
  for (const now of news.slice(same)) {
    const name = storedName(after, now);
    yield [left.get(name) ?? null, now];
    left.delete(name);
  }
  for (const old of left.values()) yield [old, null];
}

function seenChildren(tree: StoredTree, folder: number): readonly number[] {
  const first = tree.firstChildren[folder] ?? 0;
  const seen: number[] = [];
  for (let node = first; node < first + (tree.childCounts[folder] ?? 0); node++) {
    if (!isGone(tree, node)) seen.push(node);
  }
  return seen;
}

function sameName(one: StoredTree, a: number, other: StoredTree, b: number): boolean {
  const [fromA, fromB] = [a === 0 ? 0 : (one.ends[a - 1] ?? 0), b === 0 ? 0 : (other.ends[b - 1] ?? 0)];
  const length = (one.ends[a] ?? 0) - fromA;
  if (length !== (other.ends[b] ?? 0) - fromB) return false;
  for (let at = 0; at < length; at++) if (one.names[fromA + at] !== other.names[fromB + at]) return false;
  return true;
}
