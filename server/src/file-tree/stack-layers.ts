// Layers stacked into the tree that a container sees, in one pass from the bottom up: what is seen, what died, who wrote
// it and who killed it (OCI image layer specification, "Applying Changesets"). It knows layers by index only.
import { entryType } from '../image/layer-index.ts';
import type { EntryType, LayerIndex } from '../image/layer-index.ts';
import { createDeadLedger } from './dead-ledger.ts';
import type { DeadBytes, Death } from './dead-ledger.ts';
import { createTreeNodes, noNode, rootNode } from './tree-nodes.ts';
import type { TreeNodes } from './tree-nodes.ts';

export interface StackedFile {
  readonly path: string;
  readonly fileBytes: number;
  readonly layer: number;
  readonly live: boolean;
}

export interface StackedTree {
  /** Per layer: content of its files, and entries. */
  readonly layers: readonly { readonly fileBytes: number; readonly entries: number }[];
  /** Content seen in the final tree; a content with several names counts once. */
  readonly liveBytes: number;
  readonly deadBytes: number;
  /** Biggest first. */
  readonly dead: readonly DeadBytes[];
  /** Biggest first, dead ones too, at most `biggest` of them. */
  readonly biggestFiles: readonly StackedFile[];
  /** The tree itself: what is in it is seen, what was taken out is dead. */
  readonly nodes: TreeNodes;
}

/** Stacks layers, bottom first. Time grows with the number of entries; each is killed at most once. */
export function stackLayers(indexes: readonly LayerIndex[], biggest: number): StackedTree {
  const nodes = createTreeNodes();
  const ledger = createDeadLedger(nodes);
  const layers: { fileBytes: number; entries: number }[] = [];
  const candidates = createBiggest(biggest);

  /** The content of one name dies with it, unless another name holds it. */
  function killName(node: number, killer: number, how: Death): void {
    const content = nodes.contentOf(node);
    if (nodes.unlink(content) && nodes.fileBytesOf(content) > 0) ledger.add(content, killer, how);
  }

  function killTree(node: number, killer: number, how: Death): void {
    nodes.detach(node);
    const waiting = [node];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const child of nodes.children(next)) waiting.push(child);
      killName(next, killer, how);
    }
  }

  indexes.forEach((index, layer) => {
    const names = Buffer.from(index.names.buffer, index.names.byteOffset, index.names.byteLength);
    const walk = createWalk(layer);
    let fileBytes = 0;

    // Why: whiteouts are for the layers below, wherever they stand in the tar (image layer specification, "Whiteouts").
    for (let i = 0; i < index.count; i++) {
      const type = index.types[i];
      if (type !== entryType.whiteout && type !== entryType.opaque) continue;
      const from = i === 0 ? 0 : (index.ends[i - 1] ?? 0);
      const node = find(names.toString('latin1', from, index.ends[i] ?? from));
      if (node === noNode) continue;
      if (type === entryType.whiteout) {
        if (node !== rootNode) killTree(node, layer, 'deleted');
      } else for (const child of [...nodes.children(node)]) killTree(child, layer, 'deleted');
    }
    for (let i = 0; i < index.count; i++) {
      const type = (index.types[i] ?? entryType.other) as EntryType;
      if (type === entryType.whiteout || type === entryType.opaque) continue;
      const from = i === 0 ? 0 : (index.ends[i - 1] ?? 0);
      const size = index.sizes[i] ?? 0;
      fileBytes += size;
      const node = walk.put(names, from, index.ends[i] ?? from, type, size, i);
      const target = index.links.get(i);
      if (target !== undefined) {
        const linked = find(target);
        if (linked !== noNode && linked !== node && nodes.typeOf(linked) !== entryType.directory)
          nodes.link(node, linked);
      }
      if (size > 0) candidates.add(node, size);
    }
    layers.push({ fileBytes, entries: index.count });
  });

  function find(path: string): number {
    let at = rootNode;
    if (path === '') return at;
    for (const part of path.split('/')) {
      at = nodes.child(at, part);
      if (at === noNode) break;
    }
    return at;
  }

  /** Puts the entries of one layer into the tree; remembers the last folder, for entries come folder by folder. */
  function createWalk(layer: number) {
    let lastFrom = 0;
    let lastTo = -1;
    let lastFolder = noNode;

    function folderAt(path: string): number {
      let at = rootNode;
      for (const part of path.split('/')) {
        let next = nodes.child(at, part);
        if (next !== noNode && nodes.typeOf(next) !== entryType.directory) {
          killTree(next, layer, 'deleted');
          next = noNode;
        }
        at = next === noNode ? nodes.create(at, part, entryType.directory, layer, 0) : next;
      }
      return at;
    }

    return {
      put(names: Buffer, from: number, to: number, type: EntryType, size: number, entry: number): number {
        const slash = names.subarray(from, to).lastIndexOf(47);
        const folderTo = slash < 0 ? from : from + slash;
        const sameFolder =
          lastFolder !== noNode &&
          folderTo - from === lastTo - lastFrom &&
          names.compare(names, lastFrom, lastTo, from, folderTo) === 0;
        if (!sameFolder) {
          lastFolder = folderTo === from ? rootNode : folderAt(names.toString('latin1', from, folderTo));
          [lastFrom, lastTo] = [from, folderTo];
        }
        const folder = lastFolder;
        const name = names.toString('latin1', slash < 0 ? from : folderTo + 1, to);
        const old = nodes.child(folder, name);
        if (old !== noNode) {
          const wasFolder = nodes.typeOf(old) === entryType.directory;
          if (wasFolder && type === entryType.directory) return old;
          const changedType = wasFolder || type === entryType.directory;
          killTree(old, layer, changedType ? 'deleted' : 'shadowed');
          // Why: the remembered folder may have been inside what was just killed.
          if (wasFolder) lastFolder = noNode;
        }
        return nodes.create(folder, name, type, layer, size, entry);
      },
    };
  }

  const stored = layers.reduce((sum, { fileBytes }) => sum + fileBytes, 0);
  const dead = ledger.pairs();
  const deadBytes = dead.reduce((sum, pair) => sum + pair.shadowedBytes + pair.deletedBytes, 0);
  return {
    layers,
    liveBytes: stored - deadBytes,
    deadBytes,
    dead,
    biggestFiles: candidates.list().map((node) => ({
      path: nodes.pathOf(node),
      fileBytes: nodes.fileBytesOf(node),
      layer: nodes.layerOf(node),
      live: nodes.isLive(node),
    })),
    nodes,
  };
}

/** Keeps the biggest so far; sorts only now and then. */
function createBiggest(limit: number): { add(node: number, size: number): void; list(): readonly number[] } {
  let kept: { node: number; size: number }[] = [];
  let least = 0;
  const cut = (): void => {
    kept.sort((a, b) => b.size - a.size || a.node - b.node);
    kept = kept.slice(0, limit);
    if (kept.length === limit) least = kept.at(-1)?.size ?? 0;
  };
  return {
    add(node, size) {
      if (size <= least) return;
      kept.push({ node, size });
      if (kept.length >= limit * 4) cut();
    },
    list() {
      cut();
      return kept.map(({ node }) => node);
    },
  };
}
