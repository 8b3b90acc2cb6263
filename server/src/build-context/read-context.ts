// Reads what there is to know of a build context through the host: the ignore file, the wanted files, and how much
// `COPY . .` would take. Bounded in files, bytes and time; links are never followed; nothing is run.
import type { Host } from '../host/host.ts';
import { doesNotExist, isUnavailable, unavailable } from '../host/host.ts';
import type { ContextFacts, ContextFile } from './context.ts';
import { cleanPath, parseIgnoreFile } from './ignore-file.ts';
import { listContext } from './list-context.ts';
import type { ListBounds } from './list-context.ts';

/** Most bytes of one wanted file, of all of them, and most of them by number. */
const wantedBounds = { fileBytes: 1024 * 1024, allBytes: 16 * 1024 * 1024, files: 200 };
const ignoreFileBytes = 1024 * 1024;

export interface ContextBounds extends Partial<ListBounds> {
  /** False: the listing is left out (null), where only files are wanted. */
  readonly list?: boolean;
}

/**
 * The facts of the context at `folder`. `wants` are context-relative names, or `*.ext` for all such files at the top.
 * What cannot be read is Unavailable in its place; cancelling gives what was read so far, marked as truncated.
 */
export async function readContext(
  host: Host,
  folder: string,
  dockerfilePath: string,
  wants: readonly string[],
  signal?: AbortSignal,
  bounds: ContextBounds = {},
): Promise<ContextFacts> {
  const ignoreFile = await readIgnoreFile(host, folder, dockerfilePath);
  const files = await readWanted(host, folder, wants, signal);
  const patterns = parseIgnoreFile(ignoreFile?.text ?? '');
  const walked = bounds.list === false ? null : await listContext(host, folder, patterns, signal, bounds);
  const uses = walked?.uses ?? null;
  return {
    ignoreFile: ignoreFile === null || uses === null ? ignoreFile : { ...ignoreFile, uses },
    files,
    listing: walked?.listing ?? null,
  };
}

/** `<Dockerfile>.dockerignore` beside the Dockerfile wins over `.dockerignore` at the top of the context. */
async function readIgnoreFile(host: Host, folder: string, dockerfilePath: string): Promise<ContextFacts['ignoreFile']> {
  for (const path of [`${dockerfilePath}.dockerignore`, join(folder, '.dockerignore')]) {
    const bytes = await host.readFile(path, ignoreFileBytes);
    if (!isUnavailable(bytes))
      return { path: inside(folder, path), text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) };
  }
  return null;
}

/** The path from the context where it lies inside. */
function inside(folder: string, path: string): string {
  const root = `${folder.replace(/[/\\]$/, '')}/`;
  const slashes = path.replaceAll('\\', '/');
  return slashes.startsWith(root.replaceAll('\\', '/')) ? slashes.slice(root.length) : slashes;
}

async function readWanted(
  host: Host,
  folder: string,
  wants: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, ContextFile>> {
  const names = await wantedNames(host, folder, wants);
  const files = new Map<string, ContextFile>();
  let bytes = 0;
  for (const name of names) {
    if (signal?.aborted === true) break;
    if (files.size >= wantedBounds.files || bytes >= wantedBounds.allBytes) {
      files.set(name, unavailable(name, 'is beyond the bound of files read from the context'));
      continue;
    }
    const file = await readInside(host, folder, name);
    if ('text' in file) bytes += file.text.length;
    if ('text' in file || file.why !== doesNotExist) files.set(name, file);
  }
  return files;
}

async function wantedNames(host: Host, folder: string, wants: readonly string[]): Promise<readonly string[]> {
  const names = new Set<string>();
  const endings = wants.filter((want) => want.startsWith('*.')).map((want) => want.slice(1));
  if (endings.length > 0) {
    const entries = await host.readDirectory(folder);
    if (!isUnavailable(entries)) {
      for (const { name, kind } of entries) {
        if (kind === 'file' && endings.some((ending) => name.endsWith(ending))) names.add(name);
      }
    }
  }
  for (const want of wants) {
    const cleaned = cleanPath(want);
    if (!want.startsWith('*.') && !cleaned.startsWith('/') && !/^\.\.?(?:\/|$)/.test(cleaned)) names.add(cleaned);
  }
  return [...names];
}

/** A file of the context as text. Links are refused at every step of the path, since they may lead out. */
async function readInside(host: Host, folder: string, name: string): Promise<ContextFile> {
  const segments = name.split('/');
  for (let length = 1; length <= segments.length; length++) {
    const path = join(folder, ...segments.slice(0, length));
    const stat = await host.stat(path);
    if (isUnavailable(stat)) return stat;
    if (stat.kind === 'link') return unavailable(name, 'is or lies behind a link, which is not followed');
    if (length === segments.length && stat.kind !== 'file') return unavailable(name, 'is not a file');
  }
  const bytes = await host.readFile(join(folder, ...segments), wantedBounds.fileBytes);
  if (isUnavailable(bytes)) return bytes;
  if (bytes.includes(0)) return unavailable(name, 'is not text');
  return { text: new TextDecoder().decode(bytes) };
}

function join(folder: string, ...names: readonly string[]): string {
  return [folder.replace(/[/\\]$/, ''), ...names].join('/');
}
