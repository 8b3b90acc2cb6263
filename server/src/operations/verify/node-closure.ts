// Node: what the program requires or imports, and what the packages it gets so depend on, as far as the original has them.
// It reads statements as text; what is required by a computed name is not seen.
import { type FlatTree, resolveFile } from '../../file-tree/flat-tree.ts';
import { parseJson, recordOf, stringOf } from '../../image/untrusted-json.ts';
import type { ImageFiles } from './read-tree.ts';
import type { Missing, Start } from './language-start.ts';

const fileLimit = 5000;

/** What a Node program lacks that it had. Nothing where nothing starts Node. */
export function missingInNode(before: ImageFiles, after: ImageFiles, start: Start): readonly Missing[] {
  const missing = new Map<string, Missing>();
  const seen = new Set<string>();
  const waiting = entriesOf(before, start);
  const need = (name: string, folder: string, asker: string): void => {
    const found = find(before, name, folder);
    if (found === null) return;
    if (find(after, name, folder) === null)
      missing.set(found, { path: found, what: `${name}, which ${asker} requires,` });
    waiting.push(found);
  };
  for (let path = waiting.pop(); path !== undefined && seen.size < fileLimit; path = waiting.pop()) {
    // Why: package managers link packages to where their own dependencies lie beside them.
    const real = resolveFile(before.tree, path)?.path ?? path;
    if (seen.has(real)) continue;
    seen.add(real);
    if (resolveFile(before.tree, real)?.file.kind === 'folder') {
      const manifest = recordOf(parseJson(before.texts.get(`${real}/package.json`) ?? ''));
      for (const name of Object.keys(recordOf(manifest['dependencies']))) need(name, real, real);
      continue;
    }
    const text = before.texts.get(real);
    if (text === undefined) continue;
    const folder = real.slice(0, real.lastIndexOf('/'));
    for (const [, first, second] of text.matchAll(requests)) need(first ?? second ?? '', folder, real);
  }
  return [...missing.values()];
}

/** `require('x')`, `import('x')`; `from 'x'`, `import 'x'`. */
const requests = /\b(?:require|import)\(\s*['"]([^'"\n]+)['"]|\b(?:from|import)\s*['"]([^'"\n]+)['"]/g;

function entriesOf({ tree }: ImageFiles, { commands, workingFolder, find: program }: Start): string[] {
  return commands.flatMap((words) =>
    words.flatMap((word, index) => {
      if (/(?:^|\/)node(?:js)?$/.test(word)) {
        const file = words.slice(index + 1).find((each) => !each.startsWith('-')) ?? '';
        const path = file.startsWith('/') ? file : `${workingFolder}/${file}`;
        return fileAt(tree, path) ?? [];
      }
      const found = program(word);
      if (found === null || !/\bnode/.test(found.file.interpreter ?? '')) return [];
      const owner = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(found.path)?.[0];
      return owner === undefined ? [found.path] : [found.path, owner];
    }),
  );
}

/** A file or the folder of a package; null where nothing is. Builtin modules are nothing too. */
function find({ tree, texts }: ImageFiles, name: string, folder: string): string | null {
  if (/^\.{0,2}\//.test(name) || name === '.' || name === '..') {
    const path = name.startsWith('/') ? name : `${folder}/${name}`;
    return fileAt(tree, path) ?? mainOf(tree, texts, path);
  }
  const [first = '', second = ''] = name.split('/');
  const owner = first.startsWith('@') ? `${first}/${second}` : first;
  for (let at = folder; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const path = `${at}/node_modules/${owner}`;
    const found = resolveFile(tree, path);
    if (found?.file.kind === 'folder' && tree.files.has(`${found.path}/package.json`)) return path;
    if (at === '') return null;
  }
}

const endings = ['', '.js', '.cjs', '.mjs', '.json', '.node', '/index.js', '/index.cjs', '/index.mjs'];

function fileAt(tree: FlatTree, path: string): string | null {
  for (const ending of endings) {
    const found = resolveFile(tree, `${path}${ending}`);
    if (found?.file.kind === 'file') return found.path;
  }
  return null;
}

function mainOf(tree: FlatTree, texts: ImageFiles['texts'], path: string): string | null {
  const real = resolveFile(tree, path)?.path ?? path;
  const main = stringOf(recordOf(parseJson(texts.get(`${real}/package.json`) ?? ''))['main'], 4096);
  return main === null ? null : fileAt(tree, `${real}/${main}`);
}
