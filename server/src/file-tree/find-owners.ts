// Which package each seen file belongs to: first by the lists of dpkg, apk, rpm, conda, Python and Composer, in this order,
// then by what a Go program says of itself, and by the places where Node.js, Ruby and Java keep theirs. Every file has one owner or none. It sums nothing up.
import { readGoBuildInfo } from '../elf/go-build-info.ts';
import { kindOfPackageList } from '../image/package-lists.ts';
import { entryType } from '../image/layer-index.ts';
import type { PackageKind } from '../image/packages.ts';
import type { LiveTree } from './live-tree.ts';
import {
  readComposer,
  readCondaMeta,
  readDpkgFiles,
  readDpkgStatus,
  readDpkgStatusD,
  readPythonRecord,
  readStanzas,
} from './read-package-lists.ts';
import type { ListedPackage } from './read-package-lists.ts';
import { noNode, rootNode } from './tree-nodes.ts';
import type { TreeNodes } from './tree-nodes.ts';

export interface Owner {
  readonly kind: PackageKind;
  readonly name: string;
  readonly version: string | null;
  /** What it carries in itself: the modules of a Go program. */
  readonly parts?: readonly string[];
}

export interface Owners {
  readonly packages: readonly Owner[];
  /** Place in `packages` of what a node belongs to; -1 for none. */
  ownerOf(node: number): number;
}

/** `listOf` gives the content of a package manager's list by layer and entry; undefined for all other files. */
export function findOwners(
  nodes: TreeNodes,
  live: LiveTree,
  listOf: (layer: number, entry: number) => Uint8Array | undefined,
): Owners {
  const packages: Owner[] = [];
  const owners = new Int32Array(nodes.count()).fill(-1);
  const { listed, programs } = listedPackages(nodes, live, listOf);
  for (const { files, folder, ...owner } of listed) {
    const place = packages.push(owner) - 1;
    const whole = folder === undefined ? noNode : findNode(nodes, folder);
    if (whole !== noNode) owners[whole] = place;
    for (const path of files) {
      const node = findFile(nodes, path);
      if (node !== noNode && owners[node] === -1) owners[node] = place;
    }
  }
  for (const { node, ...owner } of programs) {
    if (owners[node] === -1) owners[node] = packages.push(owner) - 1;
  }
  ownByPlace(nodes, live, owners, packages);
  // Why: a content with several names is whose any of them is (conda links what it unpacked into environments).
  for (const node of live.nodes) {
    const content = nodes.contentOf(node);
    if (content !== node && owners[content] === -1) owners[content] = owners[node] ?? -1;
  }
  return { packages, ownerOf: (node) => owners[nodes.contentOf(node)] ?? -1 };
}

function listedPackages(
  nodes: TreeNodes,
  live: LiveTree,
  listOf: (layer: number, entry: number) => Uint8Array | undefined,
): { readonly listed: readonly ListedPackage[]; readonly programs: readonly (Owner & { readonly node: number })[] } {
  const texts = { dpkg: new Map<string, string>(), distroless: new Map<string, string>() };
  const [system, conda, python]: [ListedPackage[], ListedPackage[], ListedPackage[]] = [[], [], []];
  const programs: (Owner & { readonly node: number })[] = [];
  let versions: ReadonlyMap<string, string> = new Map();
  for (const node of live.nodes) {
    const bytes = nodes.typeOf(node) === entryType.file ? listOf(nodes.layerOf(node), nodes.entryOf(node)) : undefined;
    if (bytes === undefined) continue;
    // Why one unit a byte: names in the tree are so, and lists name files.
    const [path, text] = [rawPath(nodes, node), Buffer.from(bytes).toString('latin1')];
    const kind = kindOfPackageList(path);
    if (kind === 'dpkg-files') texts.dpkg.set(path, text);
    else if (kind === 'dpkg-status') versions = readDpkgStatus(text);
    else if (kind === 'dpkg-status-d') texts.distroless.set(path, text);
    else if (kind === 'apk' || kind === 'rpm') system.push(...readStanzas(kind, text));
    else if (kind === 'python') python.push(...some(readPythonRecord(path, text)));
    else if (kind === 'conda') conda.push(...some(readCondaMeta(path, text)));
    else if (kind === 'composer') python.push(...readComposer(path, text));
    else programs.push(...some(goProgram(node, text)));
  }
  const dpkg = [...texts.dpkg].map(([path, text]) => readDpkgFiles(path, text, versions));
  return { listed: [...dpkg, ...readDpkgStatusD(texts.distroless), ...system, ...conda, ...python], programs };
}

function goProgram(node: number, note: string): (Owner & { readonly node: number }) | null {
  const about = readGoBuildInfo(note);
  return about && { node, kind: 'go', name: about.path, version: about.version, parts: about.modules };
}

function some<T>(value: T | null): readonly T[] {
  return value === null ? [] : [value];
}

function rawPath(nodes: TreeNodes, node: number): string {
  const parts: string[] = [];
  for (let at = node; at > rootNode; at = nodes.parentOf(at)) parts.push(nodes.nameOf(at));
  return parts.reverse().join('/');
}

/** A listed path; where `/lib` and its like are links into `/usr`, the lists of older packages still name them. */
function findFile(nodes: TreeNodes, path: string): number {
  const found = findNode(nodes, path);
  if (found !== noNode) return nodes.typeOf(found) === entryType.directory ? noNode : found;
  return /^(?:lib|lib32|lib64|bin|sbin)\//.test(path) ? findNode(nodes, `usr/${path}`) : noNode;
}

function findNode(nodes: TreeNodes, path: string): number {
  let at = rootNode;
  for (const part of path.split('/')) {
    at = nodes.child(at, part);
    if (at === noNode) break;
  }
  return at;
}

/** What no list names: by the folder that it is in, and bytecode as its source. */
function ownByPlace(nodes: TreeNodes, live: LiveTree, owners: Int32Array, packages: Owner[]): void {
  const known = new Map<string, number>();
  const placeOf = (owner: Owner): number => {
    const key = `${owner.kind} ${owner.name} ${owner.version ?? ''}`;
    let place = known.get(key);
    if (place === undefined) known.set(key, (place = packages.push(owner) - 1));
    return place;
  };
  for (const node of live.nodes) {
    if (node === rootNode) continue;
    const parent = nodes.parentOf(node);
    if (nodes.typeOf(node) === entryType.directory) {
      const owner = folderOwner(nodes, node, parent);
      if (owner !== null) owners[node] = placeOf(owner);
      // Why: between a package and those nested in it lies a folder that is nobody's.
      else if (owners[node] === -1 && nodes.nameOf(node) !== 'node_modules') owners[node] = owners[parent] ?? -1;
      continue;
    }
    if (owners[node] !== -1) continue;
    const jar = /^(.+?)(?:-(\d[\w.+-]*))?\.[jw]ar$/.exec(nodes.nameOf(node));
    if (jar) owners[node] = placeOf({ kind: 'jar', name: jar[1] ?? '', version: jar[2] ?? null });
    else owners[node] = owners[parent] ?? -1;
  }
  for (const node of live.nodes) {
    if (owners[node] !== -1 || !nodes.nameOf(node).endsWith('.pyc')) continue;
    const folder = nodes.parentOf(node);
    if (nodes.nameOf(folder) !== '__pycache__') continue;
    const source = nodes.child(nodes.parentOf(folder), `${nodes.nameOf(node).split('.', 1)[0] ?? ''}.py`);
    if (source !== noNode) owners[node] = owners[source] ?? -1;
  }
}

/** The package whose own folder this is. */
function folderOwner(nodes: TreeNodes, node: number, parent: number): Owner | null {
  const [name, above] = [nodes.nameOf(node), nodes.nameOf(parent)];
  if (above === 'node_modules' && !/^[.@]/.test(name)) {
    return { kind: 'node', name, version: pnpmVersion(nodes.nameOf(nodes.parentOf(parent)), name) };
  }
  if (above.startsWith('@')) {
    const modules = nodes.parentOf(parent);
    if (nodes.nameOf(modules) !== 'node_modules') return null;
    const full = `${above}/${name}`;
    return { kind: 'node', name: full, version: pnpmVersion(nodes.nameOf(nodes.parentOf(modules)), full) };
  }
  if (above !== 'gems') return null;
  const gem = /^(.+?)-(\d+(?:\.\w+)*)(?:-[\w-]+)?$/.exec(name);
  return gem ? { kind: 'gem', name: gem[1] ?? '', version: gem[2] ?? null } : null;
}

/** pnpm keeps `lodash` in `.pnpm/lodash@4.17.21/node_modules`, and `@a/b` in `@a+b@1.0.0`. */
function pnpmVersion(folder: string, name: string): string | null {
  const start = `${name.replace('/', '+')}@`;
  return folder.startsWith(start) ? (folder.slice(start.length).split(/[_(]/, 1)[0] ?? null) : null;
}
