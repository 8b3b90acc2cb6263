// The real Host: puts files, processes, HTTP, the clock and the embedded catalogues of Node together. It decides
// nothing: every failure comes back as a value for the caller to tell.
import { readFileSync, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { unavailable } from './host.ts';
import type { Host } from './host.ts';
import { nodeFiles } from './node/files.ts';
import { nodeHttp } from './node/http.ts';
import { runProcess, streamProcess } from './node/processes.ts';
import { threadsOf } from './node/threads.ts';

export interface NodeHostOptions {
  /** Folder of the embedded catalogues; beside the bundle (`dist/data`), or `server/data` when run from sources. */
  readonly dataFolder?: string;
  /** Folder for records and remembered answers; the user's cache folder by the system's convention where not given. */
  readonly cacheFolder?: string;
  /** The bundle that does tasks on threads; without it there are none. */
  readonly threadFile?: string;
}

/** The bundle for threads, where it lies beside the one that runs. */
export function besideThis(file: string): string {
  return join(typeof __dirname === 'string' ? __dirname : process.cwd(), file);
}

/** The real host. Reads nothing until asked. */
export function createNodeHost(options: NodeHostOptions = {}): Host {
  const dataFolder = options.dataFolder ?? embeddedDataFolder();
  const cacheFolder = options.cacheFolder ?? userCacheFolder(process.platform, process.env, homedir());
  const runApart =
    options.threadFile === undefined ? undefined : threadsOf(options.threadFile, { cacheFolder, dataFolder });
  const catalogues = new Map<string, unknown>();
  return {
    ...nodeFiles,
    runApart,
    run: runProcess,
    stream: streamProcess,
    http: nodeHttp,
    now: () => Date.now(),
    environment: (name) => process.env[name],
    home: homedir(),
    cacheFolder,
    dataFolder,
    readCatalogue(name) {
      const file = name.endsWith('.json') ? name : `${name}.json`;
      const known = catalogues.get(file);
      if (known !== undefined) return known;
      const catalogue = readJson(dataFolder, file);
      catalogues.set(file, catalogue);
      return catalogue;
    },
  };
}

function readJson(folder: string, file: string): unknown {
  if (!/^[\w.-]+$/.test(file)) return unavailable(file, 'not the name of a catalogue');
  try {
    return JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown;
  } catch (error) {
    return unavailable(`catalogue ${file}`, error instanceof Error ? error.message : String(error));
  }
}

function embeddedDataFolder(): string {
  // Why: the bundles are CommonJS and lie beside `data`; from sources this file lies two folders below `server/data`.
  const here = typeof __dirname === 'string' ? __dirname : process.cwd();
  const beside = join(here, 'data');
  return existsSync(beside) ? beside : resolve(here, '..', '..', 'data');
}

/** The user's cache folder for this product: XDG on Linux, Library/Caches on macOS, LOCALAPPDATA on Windows. */
export function userCacheFolder(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  if (platform === 'win32')
    return join(environment['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'plimsoll', 'Cache');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'plimsoll');
  const xdg = environment['XDG_CACHE_HOME'];
  // Why: the XDG base directory specification says that relative values are invalid and to be ignored.
  return join(xdg?.startsWith('/') === true ? xdg : join(home, '.cache'), 'plimsoll');
}
