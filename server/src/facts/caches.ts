// Whether what a command caches stays in its layer: kept out by a mount, or emptied later in the same RUN.
import { isInMount } from '../dockerfile/mounts.ts';
import type { CacheWrite, PathPattern } from '../effects/effect.ts';
import { empties } from '../effects/path-set.ts';
import type { CommandFacts, InstructionFacts } from './snapshot.ts';

/** True where the path lies in a mount of the RUN and so in no layer. */
export function isMounted(facts: InstructionFacts, path: string): boolean {
  return facts.mounts.some(
    (mount) => (mount.type === 'cache' || mount.type === 'tmpfs' || mount.type === 'bind') && isInMount(mount, path),
  );
}

/** True where all that the cache fills lies in mounts of the RUN. */
export function cacheIsMounted(facts: InstructionFacts, cache: CacheWrite): boolean {
  return cache.paths.length > 0 && cache.paths.every(({ path }) => isMounted(facts, path));
}

/**
 * The commands of the same RUN, after `writer`, that empty the cache; empty where it stays filled. One may do for each of
 * its paths. A command that a condition decides counts only where it decides the writer too.
 */
export function cleanersOf(facts: InstructionFacts, writer: CommandFacts, cache: CacheWrite): readonly CommandFacts[] {
  const cleaners: CommandFacts[] = [];
  for (const path of cache.paths) {
    const cleaner = facts.commands.find(
      (each) => each.command.index > writer.command.index && isSurely(each, writer) && deletes(each, path),
    );
    if (cleaner === undefined && !isMounted(facts, path.path)) return [];
    if (cleaner !== undefined && !cleaners.includes(cleaner)) cleaners.push(cleaner);
  }
  return cleaners;
}

/** True where a later command of the same RUN empties the cache. */
export function cacheIsCleaned(facts: InstructionFacts, writer: CommandFacts, cache: CacheWrite): boolean {
  return cleanersOf(facts, writer, cache).length > 0;
}

/** True where the command runs whenever `other` does. */
function isSurely({ command }: CommandFacts, { command: other }: CommandFacts): boolean {
  if (command.list === other.list && command.parent === other.parent) return true;
  const { conditional, loop, function: inFunction, background } = command.guard;
  return !conditional && !loop && inFunction === null && !background;
}

function deletes({ effect }: CommandFacts, stored: PathPattern): boolean {
  return effect.deletes.some(({ path }) => empties(path, stored));
}
