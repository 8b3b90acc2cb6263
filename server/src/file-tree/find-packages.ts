// Bytes per package, per kind of package, and of what nobody owns, over the seen files of a tree. Lists are bounded.
import { entryType } from '../image/layer-index.ts';
import type { MeasuredPackage, MeasuredPackages, PackageKind } from '../image/packages.ts';
import type { Owner, Owners } from './find-owners.ts';
import { biggestFolders } from './live-tree.ts';
import type { LiveTree } from './live-tree.ts';
import { noNode } from './tree-nodes.ts';
import type { TreeNodes } from './tree-nodes.ts';

const mostPackages = 4000;
const mostFolders = 30;
/** Parts of all packages together: they are kept in every record. */
const mostParts = 5000;

interface Sum {
  fileBytes: number;
  files: number;
  readonly places: Set<number>;
  readonly byLayer: Map<number, number>;
}

export function findPackages(nodes: TreeNodes, live: LiveTree, { packages, ownerOf }: Owners): MeasuredPackages {
  const sums = new Map<number, Sum>();
  const unowned = { fileBytes: 0, files: 0 };
  const isOwned = (kind: PackageKind): boolean => kind === 'node' || kind === 'gem' || kind === 'jar';
  for (const node of live.nodes) {
    const type = nodes.typeOf(node);
    if (type !== entryType.file && type !== entryType.hardlink) continue;
    const owner = ownerOf(node);
    const fileBytes = live.fileBytes[node] ?? 0;
    const about = packages[owner];
    if (about === undefined) {
      unowned.fileBytes += fileBytes;
      unowned.files++;
      continue;
    }
    let sum = sums.get(owner);
    if (!sum) sums.set(owner, (sum = { fileBytes: 0, files: 0, places: new Set(), byLayer: new Map() }));
    sum.fileBytes += fileBytes;
    sum.files++;
    const layer = nodes.layerOf(nodes.contentOf(node));
    sum.byLayer.set(layer, (sum.byLayer.get(layer) ?? 0) + fileBytes);
    if (isOwned(about.kind)) sum.places.add(placeOf(nodes, node, owner, ownerOf));
  }
  const all = [...sums].flatMap(([owner, { fileBytes, files, places, byLayer }]): MeasuredPackage[] => {
    const about = packages[owner];
    const [layer = 0] = [...byLayer].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0] ?? [];
    return about ? [{ ...printable(about), fileBytes, files, places: Math.max(1, places.size), layer }] : [];
  });
  all.sort((a, b) => b.fileBytes - a.fileBytes || (a.name < b.name ? -1 : 1));
  return {
    list: withFewParts(all.slice(0, mostPackages)),
    kinds: sumKinds(all),
    unowned: { ...unowned, folders: biggestFolders(nodes, live, mostFolders, (node) => ownerOf(node) < 0) },
  };
}

/** The heaviest packages tell all their parts; those that would go beyond the bound tell none, never some. */
function withFewParts(packages: readonly MeasuredPackage[]): readonly MeasuredPackage[] {
  let left = mostParts;
  return packages.map(({ parts, ...about }) => {
    if (parts === undefined || parts.length > left) return about;
    left -= parts.length;
    return { ...about, parts };
  });
}

/** The topmost folder (or the file itself) around a node that belongs to the same owner. */
function placeOf(nodes: TreeNodes, node: number, owner: number, ownerOf: Owners['ownerOf']): number {
  let at = node;
  for (let above = nodes.parentOf(at); above !== noNode && ownerOf(above) === owner; above = nodes.parentOf(at)) {
    at = above;
  }
  return at;
}

function sumKinds(packages: readonly MeasuredPackage[]): MeasuredPackages['kinds'] {
  const kinds = new Map<PackageKind, { packages: number; fileBytes: number; files: number }>();
  for (const { kind, fileBytes, files } of packages) {
    const sum = kinds.get(kind) ?? { packages: 0, fileBytes: 0, files: 0 };
    kinds.set(kind, { packages: sum.packages + 1, fileBytes: sum.fileBytes + fileBytes, files: sum.files + files });
  }
  return [...kinds].map(([kind, sum]) => ({ kind, ...sum })).sort((a, b) => b.fileBytes - a.fileBytes);
}

/** Names come from the image: what a terminal would obey, or could not show, is replaced. */
function printable<T extends Owner>(about: T): T {
  const clean = (text: string): string =>
    Buffer.from(text, 'latin1')
      .toString('utf8')
      .slice(0, 200)
      .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
  const version = about.version === null ? null : clean(about.version);
  const parts = about.parts && about.parts.length > 0 ? { parts: about.parts.map(clean) } : {};
  return { ...about, name: clean(about.name), version, ...parts };
}
