// What keeps a cache mount from doing its work, as far as the RUN that has it tells: the tool keeps no cache, the cache lies
// elsewhere, it is emptied again, the user may not write there, two builds write at once. It edits nothing.
import type { CacheMount } from '../../dockerfile/mounts.ts';
import { contains, empties, isWithin, treeAt } from '../../effects/path-set.ts';
import type { CommandFacts, InstructionFacts } from '../../facts/snapshot.ts';
import type { Span } from '../../text/range.ts';

export type Contradiction =
  | {
      readonly kind: 'no-cache';
      readonly mount: CacheMount;
      readonly command: CommandFacts;
      readonly word: Span | null;
    }
  | { readonly kind: 'elsewhere'; readonly mount: CacheMount; readonly command: CommandFacts; readonly folder: string }
  | { readonly kind: 'emptied'; readonly mount: CacheMount; readonly command: CommandFacts }
  | { readonly kind: 'owner'; readonly mount: CacheMount }
  | { readonly kind: 'shared'; readonly mount: CacheMount };

interface Switch {
  readonly tool: string;
  /** How the tool's cache ends, below whichever home. */
  readonly ending: RegExp;
  readonly flag: RegExp;
  readonly variable: string | null;
}

/** Tools that can be told to keep no cache. */
const switches: readonly Switch[] = [
  { tool: 'pip', ending: /\/\.cache(?:\/pip)?$/, flag: /^--no-cache-dir$/, variable: 'PIP_NO_CACHE_DIR' },
  { tool: 'uv', ending: /\/\.cache(?:\/uv)?$/, flag: /^(?:--no-cache|-n)$/, variable: 'UV_NO_CACHE' },
  { tool: 'poetry', ending: /\/\.cache(?:\/pypoetry.*)?$/, flag: /^--no-cache$/, variable: null },
  { tool: 'apk', ending: /^\/var\/cache\/apk$/, flag: /^--no-cache$/, variable: null },
  {
    tool: 'composer',
    ending: /\/(?:\.composer|\.cache|tmp)(?:\/cache|\/composer)?$/,
    flag: /^--no-cache$/,
    variable: null,
  },
];

/** Folders that tools keep below a home: where a mount ends in one, that tool's cache is meant. */
const endings: readonly { readonly id: string; readonly ending: RegExp }[] = [
  { id: 'npm', ending: /\/\.npm$/ },
  { id: 'pip', ending: /\/\.cache\/pip$/ },
  { id: 'uv', ending: /\/\.cache\/uv$/ },
  { id: 'poetry', ending: /\/\.cache\/pypoetry$/ },
  { id: 'maven', ending: /\/\.m2(?:\/repository)?$/ },
  { id: 'gradle', ending: /\/\.gradle$/ },
  { id: 'nuget', ending: /\/\.nuget\/packages$/ },
  { id: 'go-build', ending: /\/\.cache\/go-build$/ },
  { id: 'pnpm', ending: /\/\.local\/share\/pnpm\/store$/ },
  { id: 'bun', ending: /\/\.bun\/install\/cache$/ },
  { id: 'composer', ending: /\/\.composer\/cache$/ },
];

function isMount(mount: InstructionFacts['mounts'][number]): mount is CacheMount {
  return mount.type === 'cache' && mount.target !== '';
}

function plainTarget({ target }: CacheMount): string {
  return target.length > 1 && target.endsWith('/') ? target.slice(0, -1) : target;
}

/** The RUN is done by a user who is not root, as far as the file says. */
function isOtherUser({ before }: InstructionFacts): boolean {
  return !/^(?:root|0)?(?::.*)?$/.test(before.user) && !before.user.includes('$');
}

function findSwitchedOff(facts: InstructionFacts, mount: CacheMount): Contradiction | null {
  const target = plainTarget(mount);
  // Why: where another command of the RUN fills it, the mount has its use.
  if (
    facts.commands.some(({ effect }) =>
      effect.caches.some(({ paths }) => paths.some(({ path }) => isWithin(target, path))),
    )
  )
    return null;
  for (const command of facts.commands) {
    const { effect, context } = command;
    const known = switches.find(({ tool, ending }) => tool === effect.tool && ending.test(target));
    if (known === undefined || effect.role !== 'install') continue;
    const word = command.command.words.find(({ value }) => value !== null && known.flag.test(value));
    const variable = known.variable === null ? undefined : context.variable(known.variable);
    const isOff = word !== undefined || (variable !== undefined && variable !== '');
    if (isOff) return { kind: 'no-cache', mount, command, word: word?.span ?? null };
  }
  return null;
}

function findElsewhere(facts: InstructionFacts, mount: CacheMount): Contradiction | null {
  const target = plainTarget(mount);
  const known = endings.find(({ ending }) => ending.test(target));
  if (known === undefined || !isOtherUser(facts)) return null;
  for (const command of facts.commands) {
    const cache = command.effect.caches.find(({ id }) => id === known.id);
    if (cache === undefined || cache.paths.length === 0) continue;
    const isReached = cache.paths.some(({ path }) =>
      facts.mounts.some((each) => isMount(each) && isWithin(plainTarget(each), path)),
    );
    const folder = cache.mounts[0]?.target ?? cache.paths[0]?.path;
    if (!isReached && folder !== undefined) return { kind: 'elsewhere', mount, command, folder };
  }
  return null;
}

function findEmptied(facts: InstructionFacts, mount: CacheMount): Contradiction | null {
  const stored = treeAt(plainTarget(mount));
  const filled = facts.commands.flatMap(({ command, effect }) =>
    effect.caches
      .flatMap(({ paths }) => paths)
      .some((path) => isWithin(stored.path, path.path) || contains(path, stored))
      ? [command.index]
      : [],
  );
  const [first] = filled;
  if (first === undefined) return null;
  const command = facts.commands.find(
    ({ command: { index, guard }, effect }) =>
      index > first &&
      guard.function === null &&
      effect.deletes.some(
        ({ path }) =>
          empties(path, stored) ||
          facts.commands.some(({ effect: { caches } }) =>
            caches.some(({ paths }) => paths.some((each) => isWithin(stored.path, each.path) && empties(path, each))),
          ),
      ),
  );
  return command === undefined ? null : { kind: 'emptied', mount, command };
}

/** Root's unless the mount says otherwise; a mode that lets everybody write will do. */
function isForeign(facts: InstructionFacts, { uid, mode, options, from }: CacheMount): boolean {
  if (!isOtherUser(facts) || from !== null || (options.has('uid') && uid !== '0') || options.has('gid')) return false;
  const elevated = facts.commands.some(({ command }) => /^(?:sudo|doas|su)$/.test(command.name ?? ''));
  return !elevated && !/[2367]$/.test(mode);
}

function isAptMount(mount: CacheMount): boolean {
  return /^\/var\/(?:cache|lib)\/apt(?:\/(?:archives|lists))?$/.test(plainTarget(mount));
}

/** What stands against the mounts of a RUN: one of what the tool does, and what the mount itself lacks. */
export function contradictionsIn(facts: InstructionFacts): readonly Contradiction[] {
  const usesApt = facts.commands.some(({ effect }) => /^apt(?:-get)?$/.test(effect.tool));
  return facts.mounts.filter(isMount).flatMap((mount) => {
    const done = findSwitchedOff(facts, mount) ?? findElsewhere(facts, mount) ?? findEmptied(facts, mount);
    const found: Contradiction[] = done === null ? [] : [done];
    // Why not both: the mount that is moved gets the user's numbers too.
    if (done?.kind !== 'elsewhere' && isForeign(facts, mount)) found.push({ kind: 'owner', mount });
    if (mount.sharing === 'shared' && isAptMount(mount) && usesApt) found.push({ kind: 'shared', mount });
    return found;
  });
}

/** A mount that is to keep the archives that apt downloads. */
export function keepsArchivesOf(facts: InstructionFacts): CacheMount | undefined {
  return facts.mounts
    .filter(isMount)
    .find((mount) => /^\/var\/cache(?:\/apt(?:\/archives)?)?$/.test(plainTarget(mount)));
}
