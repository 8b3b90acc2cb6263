// What rules about one tool's cache have in common: one finding for a RUN that leaves it in a layer that ships, and the
// two fixes, empty it there or mount a cache. It knows no tool; effects say where each cache lies and how it is emptied.
import type { CacheWrite } from '../../effects/effect.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import type { Applicability, Finding, Fix, LocalFinding } from '../rule.ts';
import { cacheMountFix, cleanUpFix } from './cache-fixes.ts';
import { isMounted, leftCaches, type LeftCache } from './left-caches.ts';
import { commandOf, factsOf, headSpan } from './places.ts';

/** CMD and its kin run when the image does, and write no layer. */
export function runsInBuild({ syntax }: InstructionFacts): boolean {
  return syntax.keyword === 'RUN';
}

/** The folder as the finding names it. */
export function folderOf({ paths }: CacheWrite): string {
  return paths[0]?.path ?? '';
}

/**
 * True where a mount keeps the cache out. One that is such a cache of some user, by the end of its path, counts too: who
 * the user is may be the base image's secret.
 */
export function isKeptOutBy(facts: InstructionFacts, ending: RegExp): (path: string) => boolean {
  const isThere = facts.mounts.some(
    ({ type, target }) => (type === 'cache' || type === 'tmpfs') && ending.test(target.replace(/\/$/, '')),
  );
  return (path) => isThere || isMounted(facts, path);
}

/** `rm -rf "$(yarn cache dir)"`: the tool itself is asked where the cache lies. */
function asksAndRemoves({ command }: CommandFacts, { effect }: CommandFacts): boolean {
  return (
    /(?:^|\/)rm$/.test(command.name ?? '') &&
    command.words.some(({ parts }) =>
      parts.some((part) => part.kind === 'substitution' && part.script.commands[0]?.name === effect.tool),
    )
  );
}

/** Findings for the caches with the id that a RUN leaves in a layer that ships: the first command of each place. */
export function* findLeftCaches(
  facts: InstructionFacts,
  id: string,
  ending: RegExp,
  message: (left: LeftCache, folder: string) => string | null,
): Generator<LocalFinding> {
  if (!facts.ships || !runsInBuild(facts)) return;
  const told = new Set<string>();
  for (const left of leftCaches(facts, id, isKeptOutBy(facts, ending))) {
    const folder = folderOf(left.cache);
    if (told.has(folder) || facts.commands.some((each) => asksAndRemoves(each, left.command))) continue;
    told.add(folder);
    const text = message(left, folder);
    if (text !== null) yield { span: headSpan(left.command), message: text, proof: { folder } };
  }
}

/** The command that empties the cache where it stands: the tool's own, unless that would look in another home. */
export function cleanUpOf(facts: InstructionFacts, { context }: CommandFacts, cache: CacheWrite): string {
  const isOwnHome = context.home === facts.before.home;
  if (cache.cleanup !== null && isOwnHome) return cache.cleanup;
  return `rm -rf ${cache.paths.map(({ path }) => path).join(' ')}`;
}

export interface CacheNaming {
  readonly cleanUp: string;
  readonly mount: string;
  /** How sure the clean-up is: `safe` where nothing but the tool itself reads the cache. */
  readonly applicability?: Applicability;
}

/** The fixes for a finding of `findLeftCaches`: `clean-up` and `cache-mount`, as far as each can be written. */
export function fixLeftCache(snapshot: Snapshot, finding: Finding, id: string, naming: CacheNaming): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  if (facts === undefined || command === undefined) return [];
  const cache = command.effect.caches.find((each) => each.id === id);
  if (cache === undefined) return [];
  const { folder } = finding.proof;
  // Why: a folder with characters that mean something to the shell would have to be quoted; such are seldom and left.
  const isPlain = cache.paths.every(({ path }) => /^[\w./@+-]+$/.test(path));
  return [
    isPlain
      ? cleanUpFix(
          snapshot,
          facts,
          cleanUpOf(facts, command, cache),
          { id: 'clean-up', title: naming.cleanUp },
          naming.applicability,
        )
      : null,
    isPlain && folder === folderOf(cache)
      ? cacheMountFix(snapshot, facts, [cache], { id: 'cache-mount', title: naming.mount })
      : null,
  ].filter((fix) => fix !== null);
}
