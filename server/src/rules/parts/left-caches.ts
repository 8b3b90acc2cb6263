// Which caches a RUN leaves in its layer: filled, not kept out by a mount, and not emptied again before the layer ends.
// It knows no tool by name; effects tell what is filled and what is deleted.
import { isInMount, type Mount } from '../../dockerfile/mounts.ts';
import { empties } from '../../effects/path-set.ts';
import type { CacheWrite, PathPattern } from '../../effects/effect.ts';
import type { CommandFacts, InstructionFacts } from '../../facts/snapshot.ts';

export interface LeftCache {
  readonly command: CommandFacts;
  readonly cache: CacheWrite;
}

/** What is written below such a mount is in no layer. */
function keepsOut({ type, readOnly }: Mount): boolean {
  return type === 'cache' || type === 'tmpfs' || (type === 'bind' && !readOnly);
}

/** True where the path lies in a mount whose bytes never reach the layer. */
export function isMounted(facts: InstructionFacts, path: string): boolean {
  return facts.mounts.some((mount) => keepsOut(mount) && isInMount(mount, path));
}

/** A deletion that is meant to empty the store, also by a glob of what the tool puts there (`lists/*_Packages`). */
function cleans(deleted: PathPattern, stored: PathPattern): boolean {
  if (empties(deleted, stored)) return true;
  return (deleted.kind === 'glob' || deleted.kind === 'unknown') && deleted.path === stored.path;
}

/** A removal that is put off or handed on: `trap 'rm -rf …' EXIT`, `find … | xargs rm`. */
function removesElsewhere(facts: InstructionFacts, { command }: CommandFacts, stored: PathPattern): boolean {
  const texts = command.words.map(({ value }) => value ?? '');
  if (command.name === 'trap') return /\brm\b/.test(texts[1] ?? '') && (texts[1] ?? '').includes(stored.path);
  if (command.name !== 'find' || command.pipeline === null) return false;
  const piped = facts.commands.some(
    (other) =>
      other.command.pipeline === command.pipeline &&
      other.command.words.some(({ value }) => /^(?:\/bin\/)?rm$/.test(value ?? '')),
  );
  return piped && texts.some((text) => text === stored.path || text.startsWith(`${stored.path}/`));
}

/** A script of the project's own that cleans by its name; what it deletes is not known, that it cleans is likely. */
function isCleanUpScript({ command, effect }: CommandFacts): boolean {
  return !effect.known && /clean/i.test(command.name ?? '');
}

/**
 * True where a command at or after `from` in the RUN empties the folder. Bodies of functions and traps count wherever
 * they stand: they run when they are called.
 */
export function isEmptiedAfter(facts: InstructionFacts, from: number, stored: PathPattern): boolean {
  return facts.commands.some((each, index) => {
    const isLater = index > from || each.command.guard.function !== null || each.command.name === 'trap';
    if (!isLater) return false;
    if (removesElsewhere(facts, each, stored)) return true;
    return each.effect.deletes.some(({ path }) => cleans(path, stored)) || isCleanUpScript(each);
  });
}

/** Why apart: every cache has a rule, and few instructions fill one. */
function fillsCache({ commands }: InstructionFacts, id: string): boolean {
  for (const { effect } of commands) for (const cache of effect.caches) if (cache.id === id) return true;
  return false;
}

/** Commands whose cache with this id stays in the layer, in order. */
export function leftCaches(
  facts: InstructionFacts,
  id: string,
  isKeptOut: (path: string) => boolean = (path) => isMounted(facts, path),
): readonly LeftCache[] {
  // Why: what CMD or ENTRYPOINT write at run time is in no layer.
  if (facts.syntax.keyword !== 'RUN' || !fillsCache(facts, id)) return [];
  return facts.commands.flatMap((command, index) =>
    command.effect.caches
      .filter((cache) => cache.id === id)
      .filter(({ paths, oneOf }) => {
        const isGone = (path: PathPattern): boolean => isKeptOut(path.path) || isEmptiedAfter(facts, index, path);
        return !(oneOf === true ? paths.some(isGone) : paths.every(isGone));
      })
      .map((cache) => ({ command, cache })),
  );
}
