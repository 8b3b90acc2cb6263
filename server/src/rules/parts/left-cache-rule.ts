// The frame of rules about a cache that a tool leaves in a layer that ships: what is found, and the fixes that such caches
// have in common (the tool's own flag, a clean-up in the same RUN, cache mounts). It knows no tool; effects tell where
// caches lie and how each is emptied.
import type { CacheWrite } from '../../effects/effect.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import type { FileFinding, Finding, Fix, Rule } from '../rule.ts';
import { contains } from '../../effects/path-set.ts';
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
  /** Each RUN downloads what it needs by itself: emptying the cache in one takes nothing from the next. */
  readonly apart?: true;
  /** Id and title of the fix with the tool's own flag, for tools that have one. */
  readonly flag?: { readonly id: string; readonly title: string };
}

interface Left {
  readonly facts: InstructionFacts;
  readonly command: CommandFacts;
  readonly cache: CacheWrite;
  /** What is left of the places it lies in. */
  readonly folders: readonly string[];
  /** Place of the instruction in the shipping chain. */
  readonly at: number;
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

const leftIn: (facts: InstructionFacts) => readonly Omit<Left, 'at'>[] = remembered((facts) => {
  if (facts.syntax.keyword !== 'RUN') return [];
  const ids = new Set(facts.commands.flatMap(({ effect }) => effect.caches.map(({ id }) => id)));
  return [...ids].flatMap((id) =>
    leftCaches(facts, id).map((left) => ({ facts, ...left, folders: foldersLeft(facts, left) })),
  );
});

/** Caches that stay in layers that ship, by id: one pass for all rules. */
const leftById: (snapshot: Snapshot) => ReadonlyMap<string, readonly Left[]> = remembered((snapshot) => {
  const byId = new Map<string, Left[]>();
  shippingChain(snapshot).forEach((facts, at) => {
    for (const each of leftIn(facts)) {
      const left = { ...each, at };
      const known = byId.get(left.cache.id);
      if (known === undefined) byId.set(left.cache.id, [left]);
      else known.push(left);
    }
  });
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

/** One finding for all RUNs that fill the same cache; each command's where the tool's own flag is to be added to each. */
function* check(family: CacheFamily, snapshot: Snapshot): Generator<FileFinding> {
  const found = leftOf(snapshot, family);
  if (found.length === 0 || isUsedAtRunTime(snapshot, found)) return;
  const units = family.flag === undefined ? [found] : found.map((one) => [one]);
  for (const unit of units) {
    const first = unit.reduce((a, b) => (b.at < a.at ? b : a));
    const here = unit.filter(({ facts }) => facts === first.facts);
    const places = new Set(
      here.flatMap(({ cache, folders }) => (cache.oneOf === true ? placeOf(snapshot, cache) : folders)),
    );
    const others = distinct(unit.map(({ facts }) => facts)).length - 1;
    const more = others === 0 ? '' : others === 1 ? ' and in another' : ` and in ${String(others)} others`;
    yield {
      facts: first.facts,
      span: headSpan(first.command),
      message: `${family.keeps} in this layer${more} (${[...places].join(', ')})`,
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

/** Something in the RUN speaks against a mount: the cache is switched off for another command, or a part of it is deleted. */
function speaksAgainstMount(facts: InstructionFacts, own: readonly Left[]): boolean {
  const tools = new Set(own.map(({ command }) => command.effect.tool));
  const targets = own.flatMap(({ cache }) => cache.paths);
  return facts.commands.some(
    ({ effect }) =>
      (tools.has(effect.tool) && effect.installs.length > 0 && effect.caches.length === 0) ||
      effect.deletes.some(({ path }) => targets.some((target) => contains(path, target))),
  );
}

/** Mounts on every RUN of the family: what one leaves in a mount, the next one without it would load again. */
function mountFix(snapshot: Snapshot, found: readonly Left[], family: CacheFamily): Fix | null {
  const runs = distinct(found.map(({ facts }) => facts));
  const fixes = runs.map((facts) => {
    const own = found.filter((each) => each.facts === facts);
    if (speaksAgainstMount(facts, own)) return null;
    const caches = own.map(({ cache }) => placed(snapshot, cache));
    return cacheMountFix(snapshot, facts, caches, { id: 'cache-mount', title: family.mountTitle });
  });
  const [first] = fixes;
  if (first === undefined || first === null || fixes.includes(null)) return null;
  return { ...first, edits: fixes.flatMap((each) => each?.edits ?? []) };
}

/** A step that only downloads feeds a later one, in the image or in what it makes of it. */
function isFed(snapshot: Snapshot, found: readonly Left[]): boolean {
  return distinct(found.map(({ facts }) => facts)).some((facts) => {
    const own = found.filter((each) => each.facts === facts);
    if (own.some(({ command }) => command.effect.role === 'compile')) return false;
    const ids = new Set(own.map(({ cache }) => cache.id));
    return shippingChainAfter(snapshot, facts).some((later) =>
      later.commands.some(({ effect }) =>
        effect.caches.some(({ id, paths }) => ids.has(id) && !paths.some(({ path }) => isMounted(later, path))),
      ),
    );
  });
}

/** Empties the cache at the end of each RUN that fills it. */
function emptyFix(snapshot: Snapshot, found: readonly Left[], family: CacheFamily): Fix | null {
  if (family.apart !== true && isFed(snapshot, found)) return null;
  const naming = { id: 'clean-up', title: family.cleanTitle };
  const all = distinct(found.map(({ facts }) => facts)).map((facts) => {
    const cleanups = distinct(
      found
        .filter((each) => each.facts === facts)
        .map(({ cache, command }) => cleanUpOf(facts, command, placed(snapshot, cache))),
    );
    return cleanUpFix(snapshot, facts, cleanups.join(' && '), naming);
  });
  const [first] = all;
  if (first === undefined || first === null || all.includes(null)) return null;
  return { ...first, edits: all.flatMap((each) => each?.edits ?? []) };
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
  const without = isMountedInPart ? null : (flagged ?? emptyFix(snapshot, found, family));
  return [without, mountFix(snapshot, found, family)].filter((fix) => fix !== null);
}

/** Check and fixes of a rule about one family of caches. */
export function leftCacheRule(family: CacheFamily): Required<Pick<Rule, 'checkFile' | 'fix'>> {
  return {
    checkFile: (snapshot) => check(family, snapshot),
    fix: (snapshot, finding) => fixes(family, snapshot, finding),
  };
}
