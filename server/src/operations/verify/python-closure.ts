// Python: what the program imports, and the files that installed distributions list, as far as the original has them. It
// reads import statements as text; what is imported by a computed name is not seen.
import { normalisePath } from '../../effects/path-set.ts';
import { type FlatTree, resolveFile } from '../../file-tree/flat-tree.ts';
import type { ImageFiles } from './read-tree.ts';
import type { Missing, Start } from './language-start.ts';

/** Files of one program that are followed. */
const fileLimit = 2000;

/** What a Python program lacks that it had. Nothing where nothing starts Python. */
export function missingInPython(before: ImageFiles, after: ImageFiles, start: Start): readonly Missing[] {
  const missing = new Map<string, Missing>();
  const folders = { before: libraryFolders(before.tree), after: libraryFolders(after.tree) };
  const ownPath = (start.environment.get('PYTHONPATH') ?? '').split(':').filter(Boolean);
  const waiting = entriesOf(before, start);
  const seen = new Set<string>();
  for (let next = waiting.pop(); next !== undefined && seen.size < fileLimit; next = waiting.pop()) {
    const key = `${next.file ?? ''} ${next.folder}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const own = [next.folder, ...ownPath];
    for (const name of next.modules ?? importsIn(next.text, next.file)) {
      const found = findModule(before.tree, [...own, ...folders.before], name);
      if (found === null) continue;
      if (findModule(after.tree, [...own, ...folders.after], name) === null) {
        const asker = next.file ?? 'what starts';
        missing.set(found.path, { path: found.path, what: `the Python module ${name}, which ${asker} imports,` });
      }
      const text = found.file === null ? undefined : before.texts.get(found.file);
      if (text !== undefined) waiting.push({ file: found.file, text, folder: next.folder });
    }
  }
  return [...missing.values(), ...missingOfDistributions(before, after)];
}

interface Entry {
  /** Null for text on a command line. */
  readonly file: string | null;
  readonly text: string;
  /** The first of sys.path. */
  readonly folder: string;
  /** Modules that are named rather than imported. */
  readonly modules?: readonly string[];
}

function entriesOf({ tree, texts }: ImageFiles, { commands, workingFolder, find }: Start): Entry[] {
  const entries: Entry[] = [];
  const addFile = (path: string): void => {
    const file = resolveFile(tree, path)?.path ?? '';
    const text = texts.get(file);
    if (text !== undefined) entries.push({ file, text, folder: file.slice(0, file.lastIndexOf('/')) || '/' });
  };
  for (const words of commands) {
    for (const [index, word] of words.entries()) {
      if (/(?:^|\/)python[\d.]*$/.test(word)) {
        const at = words.findIndex((each, place) => place > index && (!/^-[a-z]+$/i.test(each) || /[mc]$/.test(each)));
        const [first = '', second = ''] = [words[at], words[at + 1]];
        if (/^-\w*m$/.test(first)) {
          const modules = [second, `${second}.__main__`];
          entries.push({ file: null, text: '', folder: workingFolder, modules });
        } else if (/^-\w*c$/.test(first)) entries.push({ file: null, text: second, folder: workingFolder });
        else if (at >= 0) addFile(first.startsWith('/') ? first : `${workingFolder}/${first}`);
      } else if (/^[a-z_][\w.]*:[a-z_][\w.]*(?:\(\))?$/i.test(word)) {
        entries.push({ file: null, text: '', folder: workingFolder, modules: [word.slice(0, word.indexOf(':'))] });
      } else {
        const program = find(word);
        if (program !== null && /python/.test(program.file.interpreter ?? '')) addFile(program.path);
      }
    }
  }
  return entries;
}

/** Names that a text imports; relative ones with the path of their folder in place of the dots. */
function importsIn(text: string, file: string | null): readonly string[] {
  const names = new Set<string>();
  const lines = text.replaceAll(/\\\r?\n/g, ' ').split('\n');
  for (const [index, line] of lines.entries()) {
    const plain = /^\s*import\s+([\w.,\s]+)/.exec(line)?.[1];
    for (const each of plain?.split(',') ?? []) {
      const [name = ''] = each.trim().split(/\s/);
      if (name !== '') names.add(name);
    }
    const from = /^\s*from\s+([\w.]+)\s+import\b(.*)/.exec(line);
    const [, written = '', list = ''] = from ?? [];
    if (written === '') continue;
    const dots = /^\.*/.exec(written)?.[0].length ?? 0;
    const folder = file?.split('/').slice(0, -dots).join('/') ?? '';
    const base = dots === 0 ? written : `${folder}/${written.slice(dots).replaceAll('.', '/')}`.replace(/\/$/, '');
    names.add(base);
    const inside = list.includes('(') ? listBehind(lines, index, list) : list;
    for (const each of inside.split(',')) {
      const [name = ''] = each.replaceAll(/[()]/g, ' ').trim().split(/[\s#]/);
      if (/^\w+$/.test(name)) names.add(dots === 0 ? `${base}.${name}` : `${base}/${name}`);
    }
  }
  return [...names];
}

/** The names in parentheses, which may go over several lines. */
function listBehind(lines: readonly string[], index: number, first: string): string {
  const parts = [first];
  for (let next = index + 1; next < lines.length && next < index + 200 && !(parts.at(-1) ?? '').includes(')'); next++)
    parts.push((lines[next] ?? '').replace(/#.*/, ''));
  return parts.join(' ');
}

/** Where a module is: what would be carried, and the file that holds its text (null for folders and compiled ones). */
function findModule(
  tree: FlatTree,
  folders: readonly string[],
  name: string,
): { readonly path: string; readonly file: string | null } | null {
  const relative = name.startsWith('/') ? name : null;
  const parts = name.split('.').join('/');
  for (const each of relative === null
    ? folders.map((folder) => `${folder === '/' ? '' : folder}/${parts}`)
    : [relative]) {
    for (const file of [`${each}/__init__.py`, `${each}.py`]) {
      const found = resolveFile(tree, file);
      if (found?.file.kind === 'file') return { path: file.endsWith('/__init__.py') ? each : file, file: found.path };
    }
    const compiled = compiledModules(tree).get(each);
    if (compiled !== undefined) return { path: compiled, file: null };
    if (compiledModules(tree).has(`${each}/`)) return { path: each, file: null };
  }
  return null;
}

const remembered = new WeakMap<FlatTree, ReadonlyMap<string, string>>();

/** Compiled modules by path without ending; folders of such and of modules without a file of their own end in `/`. */
function compiledModules(tree: FlatTree): ReadonlyMap<string, string> {
  const known = remembered.get(tree);
  if (known !== undefined) return known;
  const modules = new Map<string, string>();
  for (const [path, { kind }] of tree.files) {
    if (kind === 'folder' || !/\.(?:py|pyc|so)$/.test(path)) continue;
    const slash = path.lastIndexOf('/');
    modules.set(`${path.slice(0, slash)}/`, path.slice(0, slash));
    const name = path.slice(slash + 1);
    if (name.endsWith('.so')) modules.set(`${path.slice(0, slash)}/${name.slice(0, name.indexOf('.'))}`, path);
  }
  remembered.set(tree, modules);
  return modules;
}

/** Folders that Python looks for modules in: of every version and environment, with what `.pth` files are not asked for. */
function libraryFolders({ files }: FlatTree): readonly string[] {
  return [...files].flatMap(([path, { kind }]) =>
    kind !== 'file' && /\/lib\/python3(?:\.\d+)?(?:\/lib-dynload|\/(?:site|dist)-packages)?$/.test(path) ? [path] : [],
  );
}

/** Files that the RECORD of an installed distribution lists, and folders that `.pth` files name. */
function missingOfDistributions(before: ImageFiles, after: ImageFiles): readonly Missing[] {
  const missing: Missing[] = [];
  const lost = (path: string): boolean =>
    resolveFile(before.tree, path) !== null && resolveFile(after.tree, path) === null;
  for (const [path, text] of after.texts) {
    if (path.endsWith('.pth')) {
      for (const line of text.split('\n').map((each) => each.trim()))
        if (line.startsWith('/') && lost(line))
          missing.push({ path: line, what: `the folder ${line}, which ${path} names,` });
      continue;
    }
    if (!path.endsWith('.dist-info/RECORD')) continue;
    const info = path.slice(0, path.lastIndexOf('/'));
    const folder = info.slice(0, info.lastIndexOf('/'));
    const name = info.slice(folder.length + 1, -'.dist-info'.length);
    for (const line of text.split('\n')) {
      const [listed = ''] = line.startsWith('"') ? [line.slice(1).split('"')[0]] : line.split(',');
      // Why: compiled files are made again, and programs that nothing starts may stay behind.
      if (listed === '' || listed.endsWith('.pyc') || /^(?:\.\.\/)+s?bin\//.test(listed)) continue;
      const target = normalisePath(`${folder}/${listed}`);
      if (lost(target)) missing.push({ path: target, what: `${target} of the Python package ${name}` });
    }
  }
  return missing;
}
