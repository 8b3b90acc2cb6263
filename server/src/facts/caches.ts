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

/** True where the place that the cache fills is a mount of the RUN. */
export function cacheIsMounted(facts: InstructionFacts, cache: CacheWrite): boolean {
  return cache.paths.some(({ path }) => isMounted(facts, path));
}

/**
 * The first command of the same RUN, after `writer`, that empties the cache; null where it stays filled. A command that a
 * condition decides counts only where it decides the writer too.
 */
export function cleanerOf(facts: InstructionFacts, writer: CommandFacts, cache: CacheWrite): CommandFacts | null {
  const cleaner = facts.commands.find(
    (each) =>
      each.command.index > writer.command.index &&
      isSurely(each, writer) &&
      cache.paths.some((path) => deletes(each, path)),
  );
  return cleaner ?? null;
}

/** True where a later command of the same RUN empties the cache. */
export function cacheIsCleaned(facts: InstructionFacts, writer: CommandFacts, cache: CacheWrite): boolean {
  return cleanerOf(facts, writer, cache) !== null;
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
