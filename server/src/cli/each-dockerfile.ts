// The loop that check, fix and split share: from the paths a user named to loaded Dockerfiles, one after the other, each
// guarded, so that one bad file never takes the others with it.
import path from 'node:path';
import { isUnavailable } from '../host/host.ts';
import type { CommandIo } from './command.ts';
import { findDockerfiles } from './find-dockerfiles.ts';
import { loadDockerfile, type LoadedDockerfile, type LoadFailure } from './load-dockerfile.ts';

/** Every Dockerfile that the paths mean, in their order; a path that is neither file nor folder gives a failure. */
async function expandPaths(io: CommandIo, paths: readonly string[]): Promise<readonly (string | LoadFailure)[]> {
  const found: (string | LoadFailure)[] = [];
  for (const shown of paths) {
    if (shown === '-') {
      found.push(shown);
      continue;
    }
    if (shown === '') {
      found.push({ path: shown, error: 'an empty path names no file' });
      continue;
    }
    const stat = await io.host.stat(path.resolve(io.folder, shown));
    if (isUnavailable(stat)) found.push({ path: shown, error: stat.why });
    else if (stat.kind !== 'directory' && !(stat.kind === 'link' && (await leadsToFolder(io, shown))))
      found.push(shown);
    else {
      const inside = await findDockerfiles(io.host, shown, (inner) => path.resolve(io.folder, inner), io.signal);
      for (const problem of inside.problems) io.stderr(`plimsoll: ${problem.what}: ${problem.why}\n`);
      if (inside.truncated) io.stderr(`plimsoll: ${shown} has too many folders; the rest was not looked at\n`);
      found.push(...inside.paths);
    }
  }
  return found;
}

/** A link that the user named is followed; links met on the way down are not. */
async function leadsToFolder(io: CommandIo, shown: string): Promise<boolean> {
  return !isUnavailable(await io.host.readDirectory(path.resolve(io.folder, shown)));
}

/**
 * Calls `visit` for each Dockerfile and collects what it gives; a file that cannot be loaded, or at which our own code
 * failed, goes to `fail`.
 */
export async function eachDockerfile<T>(
  io: CommandIo,
  paths: readonly string[],
  visit: (loaded: LoadedDockerfile) => T | Promise<T>,
  fail: (failure: LoadFailure) => T,
): Promise<readonly T[]> {
  const results: T[] = [];
  for (const entry of await expandPaths(io, paths)) {
    if (io.signal.aborted) break;
    if (typeof entry !== 'string') {
      results.push(fail(entry));
      continue;
    }
    try {
      const loaded = await loadDockerfile(io, entry);
      if ('error' in loaded) {
        results.push(fail(loaded));
        continue;
      }
      for (const problem of loaded.problems) io.stderr(`plimsoll: ${problem}\n`);
      results.push(await visit(loaded));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      results.push(fail({ path: entry, error: `Plimsoll itself failed at this file: ${message}` }));
    }
  }
  return results;
}
