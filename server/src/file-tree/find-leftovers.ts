// Goes through a stacked tree once and sums up what a build left in its layers, by kind and layer; names what looks like a
// secret and CUDA libraries that are there twice. Linear in the number of nodes; the lists it gives are bounded.
import type { Leftover, LeftoverKind, SecretFile, TwofoldLibrary } from '../image/leftovers.ts';
import { entryType } from '../image/layer-index.ts';
import {
  cudaLibraryName,
  isSecretFile,
  kindOfFile,
  kindOfFolder,
  mayBeLeftover,
  mayBeSecret,
} from './leftover-places.ts';
import { rootNode } from './tree-nodes.ts';
import type { TreeNodes } from './tree-nodes.ts';

/** Sums below this are no leftover of weight and are not kept (bytes). */
const smallBytes = 10_000;
const mostSums = 400;
const mostSecrets = 50;
const mostFolders = 3;
/** Names above this many are not looked at: real paths end at 4,096 bytes. */
const deepest = 64;

interface Sum {
  readonly kind: LeftoverKind;
  readonly layer: number;
  fileBytes: number;
  deadBytes: number;
  files: number;
  readonly folders: Map<number, number>;
}

/** What each layer was left with, whether it is still seen or not. Biggest first. */
export function findLeftovers(nodes: TreeNodes): readonly Leftover[] {
  const sums = new Map<string, Sum>();
  const kindOf = createFolderKinds(nodes);
  const names = countNames(nodes);
  /** Contents with several names: how many of them lie in leftovers. */
  const seen = new Map<number, number>();

  function add(kind: LeftoverKind, folder: number, node: number): void {
    const content = nodes.contentOf(node);
    const wanted = names.get(content) ?? 1;
    if (wanted > 1) {
      const here = (seen.get(content) ?? 0) + 1;
      seen.set(content, here);
      // Why: bytes that another name holds stay when this one goes (conda and pnpm link their stores into environments).
      if (here < wanted) return;
    }
    const fileBytes = nodes.fileBytesOf(content);
    const layer = nodes.layerOf(content);
    const key = `${String(layer)} ${kind}`;
    let sum = sums.get(key);
    if (!sum) sums.set(key, (sum = { kind, layer, fileBytes: 0, deadBytes: 0, files: 0, folders: new Map() }));
    sum.fileBytes += fileBytes;
    if (!nodes.isLive(content)) sum.deadBytes += fileBytes;
    sum.files++;
    sum.folders.set(folder, (sum.folders.get(folder) ?? 0) + fileBytes);
  }

  for (let node = rootNode + 1; node < nodes.count(); node++) {
    const type = nodes.typeOf(node);
    if (type !== entryType.file && type !== entryType.hardlink) continue;
    const folder = nodes.parentOf(node);
    const inherited = kindOf(folder);
    if (inherited !== null) add(inherited.kind, inherited.top, node);
    else {
      const kind = kindOfFile(nodes.nameOf(node), () => folderNames(nodes, folder));
      if (kind !== null) add(kind, folder, node);
    }
  }
  return [...sums.values()]
    .filter(({ fileBytes }) => fileBytes >= smallBytes)
    .sort((a, b) => b.fileBytes - a.fileBytes || a.layer - b.layer)
    .slice(0, mostSums)
    .map(({ folders, ...sum }) => ({
      ...sum,
      folders: [...folders]
        .sort((a, b) => b[1] - a[1] || a[0] - b[0])
        .slice(0, mostFolders)
        .map(([folder]) => nodes.pathOf(folder)),
    }));
}

interface FolderKind {
  readonly kind: LeftoverKind;
  /** The folder that gave the kind. */
  readonly top: number;
}

/** The kind of each folder, its own or that of a folder above it; asked once for each. */
function createFolderKinds(nodes: TreeNodes): (folder: number) => FolderKind | null {
  const known = new Map<number, FolderKind | null>([[rootNode, null]]);
  return function kindOf(folder) {
    // Why a loop: a hostile layer may nest folders deeper than calls can be.
    const waiting: number[] = [];
    let at = folder;
    for (; !known.has(at); at = nodes.parentOf(at)) waiting.push(at);
    let kind = known.get(at) ?? null;
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (kind === null && mayBeLeftover(nodes.nameOf(next))) {
        const own = kindOfFolder(folderNames(nodes, next));
        kind = own === null ? null : { kind: own, top: next };
      }
      known.set(next, kind);
    }
    return kind;
  };
}

/** Names of a folder from the root down; of a very deep one the last ones. */
function folderNames(nodes: TreeNodes, folder: number): readonly string[] {
  const names: string[] = [];
  for (let at = folder; at > rootNode && names.length < deepest; at = nodes.parentOf(at)) names.push(nodes.nameOf(at));
  return names.reverse();
}

/** How many names each content ever had, for those that had more than one. */
function countNames(nodes: TreeNodes): ReadonlyMap<number, number> {
  const names = new Map<number, number>();
  for (let node = rootNode + 1; node < nodes.count(); node++) {
    const content = nodes.contentOf(node);
    if (content !== node) names.set(content, (names.get(content) ?? 1) + 1);
  }
  return names;
}

/** Files with a secret's name in any layer, dead ones too: whoever has the image has its layers. */
export function findSecrets(nodes: TreeNodes): readonly SecretFile[] {
  const found: SecretFile[] = [];
  for (let node = rootNode + 1; node < nodes.count() && found.length < mostSecrets; node++) {
    if (nodes.typeOf(node) !== entryType.file || !mayBeSecret(nodes.nameOf(node))) continue;
    const path = nodes.pathOf(node);
    const fileBytes = nodes.fileBytesOf(node);
    if (fileBytes === 0 || !isSecretFile(path.slice(1).split('/'))) continue;
    found.push({ path, layer: nodes.layerOf(node), fileBytes, live: nodes.isLive(node) });
  }
  return found;
}

/** CUDA libraries that both a Python package and a CUDA installation brought, by name; the biggest of each side. */
export function findTwofoldLibraries(nodes: TreeNodes): readonly TwofoldLibrary[] {
  const sides = { package: new Map<string, number>(), system: new Map<string, number>() };
  for (let node = rootNode + 1; node < nodes.count(); node++) {
    if (nodes.typeOf(node) !== entryType.file || !nodes.isLive(node)) continue;
    const name = cudaLibraryName(nodes.nameOf(node));
    if (name === null) continue;
    const side = /\/(?:site|dist)-packages\//.test(nodes.pathOf(node)) ? sides.package : sides.system;
    const known = side.get(name);
    if (known === undefined || nodes.fileBytesOf(known) < nodes.fileBytesOf(node)) side.set(name, node);
  }
  const copyOf = (node: number): TwofoldLibrary['system'] => ({
    path: nodes.pathOf(node),
    layer: nodes.layerOf(node),
    fileBytes: nodes.fileBytesOf(node),
  });
  return [...sides.package]
    .flatMap(([name, inPackage]) => {
      const inSystem = sides.system.get(name);
      return inSystem === undefined ? [] : [{ name, package: copyOf(inPackage), system: copyOf(inSystem) }];
    })
    .sort((a, b) => b.system.fileBytes - a.system.fileBytes);
}
