// The frame of rules about a cache that a tool leaves in a layer that ships: what is found, and the fixes that such caches
// have in common (the tool's own flag, a clean-up in the same RUN, cache mounts). It knows no tool; effects tell where
// caches lie and how each is emptied.
import type { CacheWrite } from '../../effects/effect.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import type { FileFinding, Finding, Fix, Rule } from '../rule.ts';
import { cleanUpOf } from './cache-findings.ts';
import { cacheMountFix, cleanUpFix, preventFix } from './cache-fixes.ts';
import { isEmptiedAfter, isMounted, leftCaches, type LeftCache } from './left-caches.ts';
import { commandOf, factsOf, headSpan } from './places.ts';
import { remembered } from './remembered.ts';
import { shippingChain, shippingChainAfter } from './stage-chain.ts';

export interface CacheFamily {
  /** Ids of the caches (`CacheWrite.id`), the heaviest first. */
  readonly ids: readonly string[];
  /** Tools whose caches are meant, where other tools fill them too. */
  readonly tools?: readonly string[];
  /** What the message begins with: `uv keeps its downloads`. */
  readonly keeps: string;
  /** `Empty … in the same layer` */
  readonly cleanTitle: string;
  /** `Mount a cache at …` */
  readonly mountTitle: string;
  /** Id and title of the fix with the tool's own flag, for tools that have one. */
  readonly flag?: { readonly id: string; readonly title: string };
}

interface Left {
  readonly facts: InstructionFacts;
  readonly command: CommandFacts;
  readonly cache: CacheWrite;
  /** What is left of the places it lies in. */
  readonly folders: readonly string[];
}

/** Folders with characters that mean something to a shell are left to people. */
function isPlain({ paths }: CacheWrite): boolean {
  return paths.every(({ path }) => /^[\w./@+-]+$/.test(path));
}

function foldersLeft(facts: InstructionFacts, { command, cache }: LeftCache): readonly string[] {
  const from = facts.commands.indexOf(command);
  return cache.paths
    .filter((path) => !isMounted(facts, path.path) && !isEmptiedAfter(facts, from, path))
    .map(({ path }) => path);
}

const leftIn: (facts: InstructionFacts) => readonly Left[] = remembered((facts) => {
  if (facts.syntax.keyword !== 'RUN') return [];
  const ids = new Set(facts.commands.flatMap(({ effect }) => effect.caches.map(({ id }) => id)));
  return [...ids].flatMap((id) =>
    leftCaches(facts, id).map((left) => ({ facts, ...left, folders: foldersLeft(facts, left) })),
  );
});

/** Caches that stay in layers that ship, by id: one pass for all rules. */
const leftById: (snapshot: Snapshot) => ReadonlyMap<string, readonly Left[]> = remembered((snapshot) => {
  const byId = new Map<string, Left[]>();
  for (const facts of shippingChain(snapshot)) {
    for (const left of leftIn(facts)) {
      const known = byId.get(left.cache.id);
      if (known === undefined) byId.set(left.cache.id, [left]);
      else known.push(left);
    }
  }
  return byId;
});

function leftOf(snapshot: Snapshot, { ids, tools }: CacheFamily): readonly Left[] {
  const byId = leftById(snapshot);
  return ids
    .flatMap((id) => byId.get(id) ?? [])
    .filter(({ command }) => tools === undefined || tools.includes(command.effect.tool));
}

/** What starts in the container fills or reads the same cache: `mvn spring-boot:run`, `go run`. */
function isUsedAtRunTime({ config }: Snapshot, found: readonly Left[]): boolean {
  const tools = new Set(found.map(({ command }) => command.effect.tool));
  const ids = new Set(found.map(({ cache }) => cache.id));
  return [config.entrypoint, config.cmd].some((facts) =>
    facts?.commands.some(
      ({ effect }) => (!effect.known && tools.has(effect.tool)) || effect.caches.some(({ id }) => ids.has(id)),
    ),
  );
}

/** Folders of the official images whose variables say where the tool keeps things; other images have the user's home. */
const officialHomes = /^\/(?:go|usr\/local\/cargo)(?:\/|$)/;

/** Where the cache lies: of several places the one that goes with the base. */
function placeOf(snapshot: Snapshot, { paths, oneOf }: CacheWrite): string {
  if (oneOf !== true) return paths[0]?.path ?? '/';
  const official = /(?:^|\/)(?:golang|rust|cargo-chef)$/.test(snapshot.target.baseReference?.repository ?? 'golang');
  const fitting = paths.find(({ path }) => officialHomes.test(path) === official) ?? paths[0];
  return fitting?.path ?? '/';
}

/** The first finding of each RUN; every command's where each has to be told on its own. */
function* check(family: CacheFamily, snapshot: Snapshot): Generator<FileFinding> {
  const found = leftOf(snapshot, family);
  if (found.length === 0 || isUsedAtRunTime(snapshot, found)) return;
  const told = new Set<object>();
  for (const { facts, command } of found) {
    const unit = family.flag === undefined ? facts : command;
    if (told.has(unit)) continue;
    told.add(unit);
    const places = new Set(
      found
        .filter((each) => (family.flag === undefined ? each.facts : each.command) === unit)
        .flatMap(({ cache, folders }) => (cache.oneOf === true ? placeOf(snapshot, cache) : folders)),
    );
    yield {
      facts,
      span: headSpan(command),
      message: `${family.keeps} in this layer (${[...places].join(', ')})`,
      proof: { folders: [...places] },
    };
  }
}

/** The cache with its mounts at the place that goes with the base. */
function placed(snapshot: Snapshot, cache: CacheWrite): CacheWrite {
  const place = placeOf(snapshot, cache);
  const first = cache.paths[0]?.path ?? place;
  if (place === first) return cache;
  const move = (path: string): string => {
    let shared = 0;
    while (shared < Math.min(first.length, place.length) && first.at(-1 - shared) === place.at(-1 - shared)) shared++;
    const from = first.slice(0, first.length - shared);
    return path.startsWith(from) ? place.slice(0, place.length - shared) + path.slice(from.length) : path;
  };
  return {
    ...cache,
    cleanup:
      cache.cleanup
        ?.split(' ')
        .map((word) => (word.startsWith('/') ? move(word) : word))
        .join(' ') ?? null,
    mounts: cache.mounts.map((mount) => ({ ...mount, target: move(mount.target) })),
  };
}

function distinct<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}

/** Mounts on every RUN of the family: what one leaves in a mount, the next one without it would load again. */
function mountFix(snapshot: Snapshot, found: readonly Left[], family: CacheFamily): Fix | null {
  const runs = distinct(found.map(({ facts }) => facts));
  const fixes = runs.map((facts) =>
    cacheMountFix(
      snapshot,
      facts,
      found.filter((each) => each.facts === facts).map(({ cache }) => placed(snapshot, cache)),
      { id: 'cache-mount', title: family.mountTitle },
    ),
  );
  const [first] = fixes;
  if (first === undefined || first === null || fixes.includes(null)) return null;
  return { ...first, edits: fixes.flatMap((each) => each?.edits ?? []) };
}

/** A later RUN of the stages reads what this one loaded, in the image rather than in a mount. */
function isReadLater(snapshot: Snapshot, facts: InstructionFacts, found: readonly Left[]): boolean {
  const ids = new Set(found.filter((each) => each.facts === facts).map(({ cache }) => cache.id));
  return shippingChainAfter(snapshot, facts).some((later) =>
    later.commands.some(({ effect }) =>
      effect.caches.some(({ id, paths }) => ids.has(id) && !paths.some(({ path }) => isMounted(later, path))),
    ),
  );
}

/** Empties the cache at the end of the RUN. */
function emptyFix(
  snapshot: Snapshot,
  facts: InstructionFacts,
  found: readonly Left[],
  family: CacheFamily,
): Fix | null {
  if (isReadLater(snapshot, facts, found)) return null;
  const cleanups = distinct(
    found
      .filter((each) => each.facts === facts)
      .map(({ cache, command }) => cleanUpOf(facts, command, placed(snapshot, cache))),
  );
  return cleanups.length === 0
    ? null
    : cleanUpFix(snapshot, facts, cleanups.join(' && '), { id: 'clean-up', title: family.cleanTitle });
}

function fixes(family: CacheFamily, snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  if (facts === undefined || command === undefined) return [];
  const found = leftOf(snapshot, family);
  if (!found.every(({ cache }) => isPlain(cache))) return [];
  const own = found.find((each) => each.command === command)?.cache;
  // Why: with a mount at a part of it the cache is wanted; the flag or a clean-up would leave that mount without effect.
  const isMountedInPart = own?.paths.some(({ path }) => isMounted(facts, path)) === true;
  const flagged =
    family.flag === undefined || own === undefined
      ? null
      : preventFix(snapshot, facts, command, own.preventedBy, family.flag);
  const without = isMountedInPart ? null : (flagged ?? emptyFix(snapshot, facts, found, family));
  return [without, mountFix(snapshot, found, family)].filter((fix) => fix !== null);
}

/** Check and fixes of a rule about one family of caches. */
export function leftCacheRule(family: CacheFamily): Required<Pick<Rule, 'checkFile' | 'fix'>> {
  return {
    checkFile: (snapshot) => check(family, snapshot),
    fix: (snapshot, finding) => fixes(family, snapshot, finding),
  };
}
