// Removals in a RUN that do not remove what they are meant to: compared with what the other commands of the RUN leave. Which
// path was meant is told by its words (`apt` and `lists`), or by another user's home before the same folder.
import { contains, empties, treeAt } from '../../effects/path-set.ts';
import type { CacheWrite, Effect, PathPattern } from '../../effects/effect.ts';
import type { CommandFacts, InstructionFacts } from '../../facts/snapshot.ts';
import type { ShellWord } from '../../shell/shell.ts';
import type { Span } from '../../text/range.ts';
import { runCommands } from './called.ts';
import { isEmptiedAfter, isMounted } from './left-caches.ts';
import { headSpan } from './places.ts';
import { remembered } from './remembered.ts';

export interface VainCleanUp {
  readonly kind: 'wrong-path' | 'quoted' | 'too-early';
  readonly command: CommandFacts;
  /** The word that names the path; null where the command itself knows it (`apt-get clean`). */
  readonly word: ShellWord | null;
  readonly span: Span;
  /** Where the bytes lie. */
  readonly place: string;
  /** What to remove instead; null where that is not sure. */
  readonly right: string | null;
}

/** Caches by words of their path, where people mix them up. */
const byWords: readonly { readonly id: string; readonly words: readonly RegExp[] }[] = [
  { id: 'apt-lists', words: [/^apt(?:-get)?$/, /^lists?$/] },
  { id: 'apk', words: [/^apk$/, /^cache$/] },
  { id: 'yum', words: [/^yum$/, /^caches?$/] },
  { id: 'dnf', words: [/^dnf$/, /^caches?$/] },
  { id: 'zypper', words: [/^zypp(?:er)?$/, /^caches?$/] },
  { id: 'pacman', words: [/^pacman$/, /^(?:pkg|cache)$/] },
];

interface Left {
  readonly index: number;
  readonly cache: CacheWrite;
}

function cachesLeft(facts: InstructionFacts, commands: readonly CommandFacts[]): readonly Left[] {
  return commands.flatMap(({ effect }, index) =>
    effect.caches
      .filter(({ id, paths, oneOf }) => {
        // Why: a hook of the base removes them, unless somebody switched it off.
        if (id === 'apt-archives') return false;
        const isGone = (path: PathPattern): boolean =>
          isMounted(facts, path.path) || isEmptiedAfter(facts, index, path);
        return !(oneOf === true ? paths.some(isGone) : paths.every(isGone));
      })
      .map((cache) => ({ index, cache })),
  );
}

/** Glob characters that no shell has expanded. */
function holdsUnexpanded({ path }: Effect['deletes'][number]): boolean {
  return path.kind !== 'glob' && /\/\*$/.test(path.path);
}

function withoutStar(path: string): string {
  return path.replace(/\/\*$/, '');
}

/** The folder of the cache in another user's home, or a folder above it there. */
function isOtherHome(deleted: string, stored: string, home: string): boolean {
  if (!stored.startsWith(`${home}/`) || home === '/') return false;
  const inside = stored.slice(home.length);
  const folder = withoutStar(deleted);
  const other = /^(?:\/root|\/home\/[^/]+)(?=\/)/.exec(folder)?.[0];
  if (other === undefined || other === home) return false;
  const rest = folder.slice(other.length);
  return inside === rest || inside.startsWith(`${rest}/`);
}

/** The cache that the removal of another path was meant for; undefined where none shows. */
function meant(command: CommandFacts, path: PathPattern, left: readonly Left[]): CacheWrite | undefined {
  const segments = path.path.split('/');
  return left
    .map(({ cache }) => cache)
    .find((cache) => {
      const stored = cache.paths.map((each) => each.path);
      // Why: the tool's own path below another root, or a part of it.
      if (stored.some((each) => path.path.endsWith(each) || path.path.startsWith(each))) return false;
      const words = byWords.find(({ id }) => id === cache.id)?.words;
      if (words?.every((word) => segments.some((segment) => word.test(segment))) === true) return true;
      return stored.some((each) => isOtherHome(path.path, each, command.context.home));
    });
}

/** Removals of the RUN that are for nothing, in order. */
export const vainCleanUps: (facts: InstructionFacts) => readonly VainCleanUp[] = remembered((facts) => {
  const commands = runCommands(facts);
  if (!facts.ships || !commands.some(({ effect }) => effect.deletes.length > 0)) return [];
  const left = cachesLeft(facts, commands);
  return commands.flatMap((command, index) => {
    const { effect } = command;
    const found = effect.deletes.map((deleted) => vainDeletion(facts, command, index, deleted, left));
    const knowsItself = effect.deletes.every(({ word }) => word === null);
    // Why one for a command that knows its paths itself: they are one thing to whoever wrote it.
    const told = found.filter((each) => each !== undefined);
    return knowsItself ? told.slice(0, 1) : told;
  });
});

function vainDeletion(
  facts: InstructionFacts,
  command: CommandFacts,
  index: number,
  deleted: Effect['deletes'][number],
  left: readonly Left[],
): VainCleanUp | undefined {
  const { path, word } = deleted;
  const span = word?.span ?? headSpan(command);
  if (path.kind === 'unknown' || command.command.guard.function !== null) return undefined;
  const missed = left.find(({ index: at, cache }) => at > index && cache.paths.some((stored) => empties(path, stored)));
  if (missed !== undefined && !fillsBefore(facts, index, missed.cache))
    return { kind: 'too-early', command, word, span, place: missed.cache.paths[0]?.path ?? '/', right: null };
  if (word !== null && holdsUnexpanded(deleted)) {
    const folder = treeAt(withoutStar(path.path));
    const stays = left.find(
      ({ index: at, cache }) => at < index && cache.paths.some((stored) => contains(folder, stored)),
    );
    if (stays === undefined) return undefined;
    const right = /^["'][^"'\s]+["']$/.test(word.raw) ? word.raw.slice(1, -1) : null;
    return { kind: 'quoted', command, word, span, place: folder.path, right };
  }
  const cache =
    word === null
      ? undefined
      : meant(
          command,
          path,
          left.filter(({ index: at }) => at < index),
        );
  if (cache === undefined || word === null) return undefined;
  const [first] = cache.paths;
  const right = first === undefined || first.kind === 'unknown' ? null : first.path;
  const star = path.kind === 'glob' && right !== null ? `${right}/*` : right;
  return {
    kind: 'wrong-path',
    command,
    word,
    span,
    place: right ?? '/',
    right: cache.paths.length === 1 ? star : null,
  };
}

/** Something in front of the removal fills the place as well: then it cleans that. */
function fillsBefore({ commands }: InstructionFacts, index: number, cache: CacheWrite): boolean {
  return commands.slice(0, index).some(({ effect }) => effect.caches.some(({ id }) => id === cache.id));
}
