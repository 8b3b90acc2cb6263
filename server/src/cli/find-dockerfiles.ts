// Which files of a folder are Dockerfiles, by name. It reads folders through the host and no file.
import { isUnavailable, type Host, type Unavailable } from '../host/host.ts';

/** Folders never descended into: what tools made, not what people wrote. */
const skippedFolders = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  '.venv',
  'venv',
  '__pycache__',
  '.tox',
  'site-packages',
]);

/** Most folders walked; a deeper or wider tree is cut off there, which is said. */
const folderLimit = 20_000;

/** Endings that say what a file is, whatever stands before them: `dockerfile.json`, `Dockerfile.md`. */
const otherEndings = new Set(
  'c cc cpp css dockerignore containerignore go h html java js json jsx lock log md mjs mts pl png py rb rs rst sh svg swp toml ts tsx yaml yml zip'.split(
    ' ',
  ),
);

/** `Dockerfile`, `Containerfile`, `Dockerfile.x`, `x.Dockerfile`, `x.dockerfile` and the same of Containerfile. */
export function isDockerfileName(name: string): boolean {
  const lower = name.toLowerCase();
  const ending = lower.slice(lower.lastIndexOf('.') + 1);
  if (otherEndings.has(ending) || name.endsWith('~')) return false;
  return ['dockerfile', 'containerfile'].some(
    (base) => lower === base || lower.startsWith(`${base}.`) || lower.endsWith(`.${base}`),
  );
}

export interface FoundDockerfiles {
  /** Paths as the user would write them, sorted. */
  readonly paths: readonly string[];
  readonly problems: readonly Unavailable[];
  /** The walk ended at `folderLimit`. */
  readonly truncated: boolean;
}

function join(folder: string, name: string): string {
  return folder === '.' ? name : `${folder.replace(/[/\\]$/, '')}/${name}`;
}

/** Dockerfiles below a folder; links are not followed. `resolve` turns a shown path into an absolute one. */
export async function findDockerfiles(
  host: Host,
  folder: string,
  resolve: (path: string) => string,
  signal: AbortSignal,
): Promise<FoundDockerfiles> {
  const paths: string[] = [];
  const problems: Unavailable[] = [];
  const open = [folder];
  let walked = 0;
  for (let current = open.pop(); current !== undefined && !signal.aborted; current = open.pop()) {
    if (++walked > folderLimit) return { paths: paths.sort(), problems, truncated: true };
    const entries = await host.readDirectory(resolve(current));
    if (isUnavailable(entries)) {
      problems.push(entries);
      continue;
    }
    for (const { name, kind } of entries) {
      if (kind === 'directory' && !skippedFolders.has(name)) open.push(join(current, name));
      else if (kind === 'file' && isDockerfileName(name)) paths.push(join(current, name));
    }
  }
  return { paths: paths.sort(), problems, truncated: false };
}
