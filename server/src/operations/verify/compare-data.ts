// V4: files that are no longer there. One that a shipped program names, or that was downloaded for run time, is held against
// the rewrite; the others are told by kind. Names are looked for as text in programs; what is put together at run time is not seen.
import { type FlatTree, resolveFile } from '../../file-tree/flat-tree.ts';
import type { Remedy } from '../../planner/repair-plan.ts';
import type { Compared } from './compare-configuration.ts';
import type { ImageFiles } from './read-tree.ts';
import { remedyFor } from './remedy.ts';

const told = 5;

/** Where tools keep what they download for run time, below a home folder. */
const downloads =
  /^\/(?:root|home\/[^/]+)\/(?:\.cache\/(?:huggingface|torch|whisper|ms-playwright|puppeteer|clip|tiktoken)|nltk_data|\.EasyOCR|\.paddleocr|\.u2net|\.insightface|scikit_learn_data|\.keras)\//;

/** Kinds of files that the building leaves, by path; the first that matches. */
const kinds: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['version control', /\/\.(?:git|hg|svn|github)\//],
  ['installed packages', /\/(?:node_modules|site-packages|dist-packages|\.venv|venv|vendor)\//],
  ['tests', /\/(?:tests?|__tests__|spec)\/|[._](?:test|spec)\.\w+$/],
  ['caches', /\/(?:\.cache|__pycache__|\.npm|\.cargo|\.m2|\.gradle|\.pytest_cache)\/|\.pyc$/],
  [
    'build output',
    /\/(?:target|CMakeFiles|obj|\.next\/cache|deps|incremental|classes)\/|\.(?:[oad]|lo|la|class|rlib|rmeta)$/,
  ],
  [
    'sources',
    /\.(?:[chS]|cc|cpp|cxx|hh|hpp|rs|go|java|kt|scala|ts|tsx|jsx|vue|cs|f90|pyx|in|am|ac|m4|cmake|mk|lock|toml|gradle|csproj|sln)$|\/(?:Makefile|CMakeLists\.txt|configure|pom\.xml|go\.(?:mod|sum)|Dockerfile|package(?:-lock)?\.json|tsconfig[^/]*\.json|LICENSE[^/]*|COPYING|README[^/]*|[^/]+\.md)$/,
  ],
];

/** Compares both images. */
export function compareData(before: ImageFiles, after: ImageFiles, workingFolder: string): Compared {
  const findings: string[] = [];
  const remedies: Remedy[] = [];
  const byKind = new Map<string, string[]>();
  for (const [path, { kind }] of before.tree.files) {
    const isDownload = downloads.test(path);
    const isBelow = workingFolder !== '/' && path.startsWith(`${workingFolder}/`);
    if (kind !== 'file' || !(isBelow || isDownload) || isThere(after.tree, path)) continue;
    const what = isDownload ? 'downloads' : (kinds.find(([, pattern]) => pattern.test(path))?.[0] ?? 'other files');
    const known = byKind.get(what);
    if (known === undefined) byKind.set(what, [path]);
    else known.push(path);
  }
  for (const path of byKind.get('other files') ?? []) {
    const namer = whoNames(after, path, workingFolder);
    if (namer === null) continue;
    findings.push(`${path} is missing, which ${namer} names`);
    remedies.push(remedyFor(before.tree, path, `${namer} names it`));
  }
  for (const [folder, path] of firstByFolder(byKind.get('downloads') ?? [])) {
    findings.push(`${path} is missing, which was downloaded for run time`);
    remedies.push({ kind: 'path', path: folder, isLibrary: false, reason: 'it was downloaded for run time' });
  }
  const notes = [...byKind].map(([what, paths]) => {
    const more = paths.length > told ? ` and ${String(paths.length - told)} more` : '';
    return `no longer there (${what}): ${paths.slice(0, told).join(', ')}${more}`;
  });
  return { findings, notes, remedies };
}

function isThere(tree: FlatTree, path: string): boolean {
  return tree.files.has(path) || resolveFile(tree, path) !== null;
}

/** The first lost file of each downloads' folder. */
function firstByFolder(paths: readonly string[]): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  for (const path of paths) {
    const folder = downloads.exec(path)?.[0].slice(0, -1) ?? path;
    if (!folders.has(folder)) folders.set(folder, path);
  }
  return folders;
}

/** A shipped program that names the file by its whole path or as it is found from the working folder. */
function whoNames({ tree, texts, names }: ImageFiles, path: string, workingFolder: string): string | null {
  const relative = path.slice(workingFolder.length + 1);
  for (const [program, known] of names) if (known.has(path) || known.has(relative)) return program;
  for (const [program, text] of texts) {
    if (!/\.(?:py|js|cjs|mjs)$/.test(program) || !tree.files.has(program)) continue;
    for (const quote of ['"', "'", '`'])
      for (const name of [path, relative, `./${relative}`])
        if (text.includes(`${quote}${name}${quote}`)) return program;
  }
  return null;
}
