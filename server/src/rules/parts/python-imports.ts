// Which modules the program that the container starts imports, followed through the files of the context: what is never
// imported is of no use to it. Nothing is run; where a file could not be read or code names modules as it goes, it says so.
import type { Snapshot } from '../../facts/snapshot.ts';
import { joinPath } from '../../effects/path-set.ts';
import { remembered } from './remembered.ts';
import { nameOfProgram, startedCommands, textAt, type StartedCommand } from './started-program.ts';

export interface ProgramImports {
  /** Top-level names of modules that are imported and are no files of the project. */
  readonly modules: ReadonlySet<string>;
  /** Every file that was followed, by context path. */
  readonly files: ReadonlySet<string>;
  /** False where more may be imported than is told. */
  readonly complete: boolean;
}

interface FileImports {
  /** Absolute names: `a.b`, and `a.b.c` of `from a.b import c`. */
  readonly absolute: readonly (readonly string[])[];
  /** `from ..a import b`: the dots, then the names. */
  readonly relative: readonly { readonly dots: number; readonly names: readonly string[] }[];
  readonly dynamic: boolean;
}

const importsIn: (file: { readonly text: string }) => FileImports = remembered(({ text }) => {
  const absolute: string[][] = [];
  const relative: { dots: number; names: string[] }[] = [];
  for (const line of text.replace(/\([^()]*\)/g, (group) => group.replace(/[\r\n()]/g, ' ')).split('\n')) {
    const code = (line.split('#', 1)[0] ?? '').trim();
    if (code.startsWith('import ')) {
      for (const part of code.slice(7).split(',')) {
        const name = /^[\w.]+/.exec(part.trim())?.[0];
        if (name !== undefined) absolute.push([name]);
      }
    } else if (code.startsWith('from ')) {
      const words = code.split(/\s+/);
      const from = words[1] ?? '';
      if (words[2] !== 'import') continue;
      const names = words
        .slice(3)
        .join(' ')
        .split(',')
        .map((each) => /^\w+/.exec(each.trim())?.[0] ?? '');
      const known = names.filter((name) => name !== '');
      const dots = /^\.*/.exec(from)?.[0].length ?? 0;
      if (dots === 0) absolute.push([from, ...known.map((name) => `${from}.${name}`)]);
      else
        relative.push({
          dots,
          names: [
            from.slice(dots),
            ...known.map((name) => (from.length > dots ? `${from.slice(dots)}.${name}` : name)),
          ],
        });
    }
  }
  const dynamic = /\bimportlib\.import_module\(|\b__import__\(|\bimport_module\(/.test(text);
  return { absolute, relative, dynamic };
});

/** Servers that take `module:object`. */
const servers =
  /^(?:uvicorn|gunicorn|hypercorn|daphne|granian|waitress-serve|celery|dramatiq|taskiq|arq|rq|huey_consumer|litestar|flask|fastapi|sanic|robyn|bentoml)$/;
const pathRunners = /^(?:streamlit|chainlit|gradio|fastapi|panel|modal|torchrun|accelerate)$/;

/** Image paths of the files that a started command may run, and the folder that imports begin from. */
function entriesOf({
  argv,
  folder,
}: StartedCommand): readonly { readonly root: string; readonly paths: readonly string[] }[] {
  const [program = '', ...rest] = argv;
  const name = nameOfProgram(program);
  const moved =
    rest.find((_, at) => /^--(?:app-dir|chdir|pythonpath)$/.test(rest[at - 1] ?? '')) ??
    rest.find((word) => /^--(?:app-dir|chdir|pythonpath)=/.test(word))?.split('=')[1];
  const root = moved === undefined ? folder : joinPath(folder, moved);
  const moduleFiles = (module: string): readonly string[] => {
    const base = joinPath(root, module.replaceAll('.', '/'));
    return [`${base}.py`, `${base}/__main__.py`, `${base}/__init__.py`];
  };
  if (/^(?:python|pypy)[\d.]*$/.test(name)) {
    const module = rest.indexOf('-m');
    if (module >= 0) {
      const asked = rest[module + 1] ?? '';
      if (servers.test(asked) || pathRunners.test(asked)) return entriesOf({ argv: rest.slice(module + 1), folder });
      return [{ root, paths: moduleFiles(asked) }];
    }
    const script = rest.find((word) => !word.startsWith('-'));
    if (script === undefined) return [];
    const path = joinPath(folder, script);
    return [{ root: path.slice(0, path.lastIndexOf('/')) || '/', paths: [path, `${path}/__main__.py`] }];
  }
  const script = [program, ...rest].find((word) => word.endsWith('.py'));
  if (script !== undefined) {
    const path = joinPath(folder, script);
    return [{ root: path.slice(0, path.lastIndexOf('/')) || '/', paths: [path] }];
  }
  if (!servers.test(name)) return [];
  return rest.flatMap((word) => {
    const target = /^(?:--app=)?([A-Za-z_][\w.]*)(?::[\w.()]+)?$/.exec(word)?.[1];
    return target === undefined ? [] : [{ root, paths: moduleFiles(target) }];
  });
}

const mostFiles = 300;

/** Null where what the container starts is no Python of the context that was read. Worked out once for each snapshot. */
export const importsOfProgram: (snapshot: Snapshot) => ProgramImports | null = remembered((snapshot) => {
  const { context } = snapshot;
  if (context === null) return null;
  const modules = new Set<string>();
  const files = new Set<string>();
  const open: { readonly root: string; readonly path: string; readonly found: { path: string } }[] = [];
  const enter = (root: string, paths: readonly string[]): boolean =>
    paths.some((path) => {
      const found = textAt(snapshot, path);
      if (found !== undefined) open.push({ root, path, found });
      return found !== undefined;
    });
  for (const started of startedCommands(snapshot)) for (const { root, paths } of entriesOf(started)) enter(root, paths);
  if (open.length === 0) return null;
  const roots = new Set(open.map(({ root }) => root));
  let complete = everyFileWasRead(context);
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { root, path, found } = at;
    const file = context.files.get(found.path);
    if (files.has(found.path) || file === undefined || !('text' in file)) continue;
    files.add(found.path);
    const { absolute, relative, dynamic } = importsIn(file);
    if (dynamic || files.size > mostFiles) complete = false;
    for (const names of absolute) {
      const entered = names
        .flatMap(prefixesOf)
        .filter((name) => [...roots].some((each) => enter(root, filesOf(each, name))));
      if (entered.length === 0) modules.add((names[0] ?? '').split('.', 1)[0] ?? '');
    }
    for (const { dots, names } of relative) {
      const base = joinPath(path, '../'.repeat(dots));
      for (const name of names) enter(root, name === '' ? [`${base}/__init__.py`] : filesOf(base, name));
    }
  }
  return { modules, files, complete };
});

function everyFileWasRead({ listing, files }: NonNullable<Snapshot['context']>): boolean {
  if (listing === null || listing.truncated) return false;
  return listing.entries.every(({ path }) => !path.endsWith('.py') || files.has(path));
}

function filesOf(folder: string, module: string): readonly string[] {
  const base = joinPath(folder, module.replaceAll('.', '/'));
  return [`${base}.py`, `${base}/__init__.py`];
}

/** `a`, `a.b` and `a.b.c` of `a.b.c`: importing the last runs them all. */
function prefixesOf(module: string): readonly string[] {
  const parts = module.split('.');
  return parts.map((_, at) => parts.slice(0, at + 1).join('.'));
}

/** Module names of distributions whose own name is another. */
const moduleNames: Readonly<Record<string, readonly string[]>> = {
  'opencv-python': ['cv2'],
  'opencv-python-headless': ['cv2'],
  'opencv-contrib-python': ['cv2'],
  'opencv-contrib-python-headless': ['cv2'],
  pillow: ['PIL'],
  'scikit-learn': ['sklearn'],
  'scikit-image': ['skimage'],
  pyyaml: ['yaml'],
  'onnxruntime-gpu': ['onnxruntime'],
  'tensorflow-cpu': ['tensorflow'],
  'tensorflow-gpu': ['tensorflow'],
  'openai-whisper': ['whisper'],
  'pytorch-lightning': ['pytorch_lightning', 'lightning'],
  lightning: ['lightning', 'pytorch_lightning'],
  'faiss-cpu': ['faiss'],
  'faiss-gpu': ['faiss'],
  pymupdf: ['fitz', 'pymupdf'],
  'open-clip-torch': ['open_clip'],
  paddlepaddle: ['paddle'],
  'paddlepaddle-gpu': ['paddle'],
};

/** Names by which a distribution is imported. */
export function modulesOf(distribution: string): readonly string[] {
  return moduleNames[distribution] ?? [distribution.replaceAll('-', '_')];
}
