// An independent witness of what layers stack to: the system's own `tar` and `find` unpack and list them. It shares nothing
// with the product but the names of its whiteouts.
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { StackedTree } from '../../server/src/file-tree/stack-layers.ts';
import { rootNode } from '../../server/src/file-tree/tree-nodes.ts';
import { entryType } from '../../server/src/image/layer-index.ts';

const outputLimit = 256 * 1024 * 1024;

function find(folder: string, ...args: readonly string[]): readonly string[] {
  return execFileSync('find', ['.', ...args], { cwd: folder, encoding: 'latin1', maxBuffer: outputLimit })
    .split('\0')
    .slice(0, -1);
}

/** `kind path bytes` of everything in a folder, sorted; bytes of files only, names one unit a byte. */
export function listFolder(folder: string): readonly string[] {
  const kinds: Readonly<Record<string, string>> = { f: 'file', d: 'directory', l: 'symlink' };
  return find(folder, '-mindepth', '1', '-printf', '%y %s %P\\0')
    .map((line) => {
      const [kind = '', bytes = '', ...name] = line.split(' ');
      return `${kinds[kind] ?? 'other'} ${name.join(' ')} ${kind === 'f' ? bytes : '0'}`;
    })
    .sort();
}

/** Bytes of the files in a folder; a file of several names counts once, whiteouts hold none. */
export function contentOf(folder: string): number {
  const contents = new Map(
    find(folder, '-type', 'f', '-printf', '%i %s\\0').map((line) => line.split(' ', 2) as [string, string]),
  );
  return [...contents.values()].reduce((sum, bytes) => sum + Number(bytes), 0);
}

/** Unpacks a tar into a new folder. */
export function unpackTar(tar: string, folder: string, ...args: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['-xf', tar, '-C', folder, '--no-same-owner', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Null where nothing is. */
function isFolder(at: string): boolean | null {
  try {
    return lstatSync(at).isDirectory();
  } catch {
    return null;
  }
}

/** Unpacks a layer on top of those below, after taking away what it deletes and what is of another kind in it. */
export function applyLayer(tar: string, unpacked: string, root: string): void {
  for (const name of find(unpacked, '-mindepth', '1', '-printf', '%P\\0')) {
    const own = Buffer.from(name, 'latin1').toString();
    const [folder, base] = [path.dirname(own), path.basename(own)];
    const lower = path.join(root, folder);
    if (isFolder(lower) !== true) continue;
    if (base === '.wh..wh..opq') {
      for (const child of readdirSync(lower)) rmSync(path.join(lower, child), { recursive: true });
    } else if (base.startsWith('.wh.')) {
      rmSync(path.join(lower, base.slice(4)), { recursive: true, force: true });
    }
  }
  for (const name of find(unpacked, '-mindepth', '1', '!', '-name', '.wh.*', '-printf', '%P\\0')) {
    const own = Buffer.from(name, 'latin1').toString();
    const below = isFolder(path.join(root, own));
    if (below !== null && below !== isFolder(path.join(unpacked, own)))
      rmSync(path.join(root, own), { recursive: true });
  }
  unpackTar(tar, root, '--exclude=.wh.*');
}

/** The same list of what the product stacked. */
export function listTree({ nodes }: StackedTree): readonly string[] {
  const names: Readonly<Record<number, string>> = {
    [entryType.file]: 'file',
    [entryType.directory]: 'directory',
    [entryType.symlink]: 'symlink',
  };
  const lines: string[] = [];
  const walk = (folder: number, prefix: string): void => {
    for (const node of nodes.children(folder)) {
      const name = `${prefix}${nodes.nameOf(node)}`;
      const content = nodes.contentOf(node);
      lines.push(`${names[nodes.typeOf(content)] ?? 'other'} ${name} ${nodes.fileBytesOf(content)}`);
      walk(node, `${name}/`);
    }
  };
  walk(rootNode, '');
  return lines.sort();
}
