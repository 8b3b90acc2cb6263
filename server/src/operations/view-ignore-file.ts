// An ignore file as seen from the Dockerfiles it holds for, read from disk where no editor has them open. Reads through the
// host, bounded; builds nothing.
import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../facts/build-snapshot.ts';
import type { Snapshot } from '../facts/snapshot.ts';
import { isUnavailable, type Host } from '../host/host.ts';
import { gatherContext } from './gather-context.ts';

/** Most Dockerfiles of one folder that are looked at. */
const most = 8;
const byteLimit = 1_000_000;
const fileName = /^(?:Dockerfile|Containerfile)(?:\.[\w-]+)?$|\.(?:dockerfile|containerfile)$/i;
const ending = /\.(?:dockerignore|containerignore)$/;

/** Absolute paths of Dockerfiles on disk that build with this ignore file; its own folder is then their context. */
export async function dockerfilesFor(host: Host, ignoreFile: string): Promise<readonly string[]> {
  const cut = ignoreFile.lastIndexOf('/');
  const folder = ignoreFile.slice(0, cut);
  const name = ignoreFile.slice(cut + 1);
  if (name !== '.dockerignore' && name !== '.containerignore') return [`${folder}/${name.replace(ending, '')}`];
  const found = await host.readDirectory(folder);
  if (isUnavailable(found)) return [];
  const names = new Set(found.map((entry) => entry.name));
  return found
    .filter((entry) => entry.kind === 'file' && fileName.test(entry.name) && !names.has(`${entry.name}.dockerignore`))
    .map((entry) => `${folder}/${entry.name}`)
    .sort()
    .slice(0, most);
}

/** The snapshot of a Dockerfile on disk in the context of its own folder; null where it cannot be read. */
export async function snapshotOnDisk(host: Host, dockerfile: string): Promise<Snapshot | null> {
  const bytes = await host.readFile(dockerfile, byteLimit);
  if (isUnavailable(bytes) || bytes.includes(0)) return null;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const folder = dockerfile.slice(0, dockerfile.lastIndexOf('/'));
  const context = await gatherContext(host, { folder, dockerfile }, text);
  return buildSnapshot(parseDockerfile(text), { path: dockerfile, context });
}
