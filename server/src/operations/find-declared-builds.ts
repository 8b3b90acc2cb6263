// How the project itself builds a Dockerfile: looks for Bake, CI, Compose and devcontainer files from its folder upwards and
// gives what they say of this one file. Reading is bounded; a file that cannot be read is left out.
import { readBakeFile } from '../declared-builds/bake-file.ts';
import { readCiFile } from '../declared-builds/ci-file.ts';
import { readComposeFile } from '../declared-builds/compose-file.ts';
import type { DeclaredBuild, Surroundings } from '../declared-builds/declared-build.ts';
import { readDevcontainerFile } from '../declared-builds/devcontainer-file.ts';
import { isUnavailable } from '../host/host.ts';
import type { Host } from '../host/host.ts';
import { resolvePath } from '../text/resolve-path.ts';

/** A declared build and the file that declares it. */
export interface FoundBuild extends DeclaredBuild {
  /** Absolute. */
  readonly file: string;
  /** `compose.yaml, service web`: the file from the top of the project. */
  readonly label: string;
}

type Reader = (text: string, surroundings: Surroundings) => readonly DeclaredBuild[];

interface Kind {
  /** Folder below the one that is looked at; '' for that one itself. */
  readonly folder: string;
  readonly name: RegExp;
  readonly read: Reader;
  /** Relative paths in the file count from its own folder; from the one that is looked at where false. */
  readonly fromOwnFolder: boolean;
}

/** In the order in which they decide: what publishes an image before what runs it for its developers. */
const kinds: readonly Kind[] = [
  {
    folder: '',
    name: /^docker-bake(?:\.override)?\.hcl$/,
    read: (text, around) => readBakeFile(text, 'hcl', around),
    fromOwnFolder: true,
  },
  {
    folder: '',
    name: /^docker-bake(?:\.override)?\.json$/,
    read: (text, around) => readBakeFile(text, 'json', around),
    fromOwnFolder: true,
  },
  { folder: '.github/workflows', name: /\.ya?ml$/, read: readCiFile, fromOwnFolder: false },
  { folder: '', name: /^\.gitlab-ci\.ya?ml$/, read: readCiFile, fromOwnFolder: true },
  { folder: '.circleci', name: /^config\.ya?ml$/, read: readCiFile, fromOwnFolder: false },
  { folder: '', name: /^(?:docker-)?compose[\w.-]*\.ya?ml$/, read: readComposeFile, fromOwnFolder: true },
  { folder: '.devcontainer', name: /^devcontainer\.json$/, read: readDevcontainerFile, fromOwnFolder: true },
  { folder: '', name: /^\.devcontainer\.json$/, read: readDevcontainerFile, fromOwnFolder: true },
];

/** Folders upwards from the Dockerfile's own, where nothing marks the top of the project before. */
const folderLimit = 8;
const fileLimit = 64;
const byteLimit = 1_000_000;

/**
 * Builds of this Dockerfile (absolute path), the likeliest first; equal ones once. Folders up to `top` are looked at, or, where
 * that is null, up to the one that holds `.git`.
 */
export async function findDeclaredBuilds(
  host: Host,
  dockerfile: string,
  top: string | null,
): Promise<readonly FoundBuild[]> {
  const own = resolvePath('/', dockerfile);
  const folders = await foldersAbove(host, own, top);
  const root = folders.at(-1)?.folder ?? '/';
  const found: FoundBuild[] = [];
  let files = 0;
  for (const kind of kinds) {
    for (const { folder, names } of folders) {
      const place = kind.folder === '' ? folder : `${folder === '/' ? '' : folder}/${kind.folder}`;
      const inside = (kind.folder === '' ? names : await namesIn(host, place)).filter((each) => kind.name.test(each));
      if (inside.length === 0) continue;
      const surroundings = await surround(host, kind.fromOwnFolder ? place : folder);
      for (const name of inside) {
        if (++files > fileLimit) return withoutRepeats(found);
        const file = `${place === '/' ? '' : place}/${name}`;
        const text = await readText(host, file);
        const builds = text === null ? [] : kind.read(text, surroundings);
        const shown = file.slice(root === '/' ? 1 : root.length + 1);
        for (const build of builds)
          if (build.dockerfile === own) found.push({ ...build, file, label: `${shown}, ${build.name}` });
      }
    }
  }
  return withoutRepeats(found);
}

interface Folder {
  readonly folder: string;
  readonly names: readonly string[];
}

/** From the Dockerfile's folder upwards; those below a marked top only, else its own alone. */
async function foldersAbove(host: Host, dockerfile: string, top: string | null): Promise<readonly Folder[]> {
  const end = top === null ? null : resolvePath('/', top);
  const folders: Folder[] = [];
  let folder = resolvePath(dockerfile, '..');
  for (let count = 0; count < folderLimit; count++) {
    const names = await namesIn(host, folder);
    folders.push({ folder, names });
    if (folder === end || (end === null && names.includes('.git'))) return folders;
    const parent = resolvePath(folder, '..');
    if (parent === folder) break;
    folder = parent;
  }
  // Why: without a top, folders above may be anybody's.
  return folders.slice(0, 1);
}

async function namesIn(host: Host, folder: string): Promise<readonly string[]> {
  const entries = await host.readDirectory(folder);
  return isUnavailable(entries) ? [] : entries.map(({ name }) => name).sort();
}

async function readText(host: Host, file: string): Promise<string | null> {
  const bytes = await host.readFile(file, byteLimit);
  return isUnavailable(bytes) ? null : new TextDecoder().decode(bytes);
}

/** Variables are the environment's own, then those of the `.env` beside the file. */
async function surround(host: Host, folder: string): Promise<Surroundings> {
  const values = new Map<string, string>();
  for (const line of ((await readText(host, `${folder}/.env`)) ?? '').split('\n')) {
    const equals = line.indexOf('=');
    const name = line
      .slice(0, equals)
      .replace(/^export /, '')
      .trim();
    if (equals > 0 && /^[a-z_]\w*$/i.test(name)) values.set(name, unquoted(line.slice(equals + 1).trim()));
  }
  return { folder, lookUp: (name) => host.environment(name) ?? values.get(name) };
}

function unquoted(value: string): string {
  return /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value;
}

function withoutRepeats(builds: readonly FoundBuild[]): readonly FoundBuild[] {
  const seen = new Set<string>();
  return builds.filter(({ context, target, buildArgs, platforms }) => {
    const key = JSON.stringify([context, target, buildArgs, platforms]);
    return !seen.has(key) && seen.add(key);
  });
}
