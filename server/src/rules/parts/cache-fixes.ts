// The fixes that caches have in common: empty it in the same RUN, keep the tool from filling it, or mount a cache there.
// It decides no finding and knows no tool; effects say how each cache is emptied, prevented and mounted.
import { mountsOf } from '../../dockerfile/mounts.ts';
import { empties, isWithin, treeAt } from '../../effects/path-set.ts';
import type { CacheWrite } from '../../effects/effect.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import { addFlag, appendToRun, insertWord } from '../../rewrite/run-edits.ts';
import type { Applicability, Fix } from '../rule.ts';
import { isMounted } from './left-caches.ts';
import { editsAt } from './places.ts';

interface Naming {
  readonly id: string;
  readonly title: string;
}

/** Appends the clean-up to the RUN; null where nothing can be appended. */
export function cleanUpFix(
  snapshot: Snapshot,
  facts: InstructionFacts,
  cleanup: string,
  naming: Naming,
  applicability: Applicability = 'safe',
): Fix | null {
  const edit = facts.script === null ? null : appendToRun(facts.syntax, facts.script, cleanup);
  return edit === null ? null : { ...naming, applicability, edits: editsAt(snapshot, facts, [edit]), preferred: true };
}

/** Adds the flag that keeps the command from filling its cache. */
export function preventFix(
  snapshot: Snapshot,
  facts: InstructionFacts,
  { command }: CommandFacts,
  preventedBy: CacheWrite['preventedBy'],
  naming: Naming,
): Fix | null {
  if (preventedBy === null || !command.exact) return null;
  const edits = editsAt(snapshot, facts, [insertWord(preventedBy.after, preventedBy.flag)]);
  return { ...naming, applicability: 'safe', edits, preferred: true };
}

/** The file shows that whoever builds it has BuildKit (or Buildah's equal): mounts, heredocs, COPY --link, a syntax line. */
function asksForBuildKit({ dockerfile }: Snapshot): boolean {
  return (
    dockerfile.directives.some(({ name }) => name === 'syntax') ||
    dockerfile.instructions.some(
      ({ syntax }) =>
        syntax.heredocs.length > 0 || syntax.flags.some(({ name }) => name === 'mount' || name === 'link'),
    )
  );
}

/** `uid:gid` of USER where it is given in numbers; null for a name other than root, whose numbers the image knows. */
function numericUser(user: string): { readonly uid: string; readonly gid: string } | null {
  const [name = '', group] = user.split(':');
  if (name === 'root' || name === '0') return { uid: '0', gid: '0' };
  return /^\d+$/.test(name) ? { uid: name, gid: group !== undefined && /^\d+$/.test(group) ? group : name } : null;
}

/** A command of the RUN empties the folder, or something in it that is more than a file. */
function isCleaned({ commands }: InstructionFacts, folder: string): boolean {
  return commands.some(({ effect }) =>
    effect.deletes.some(
      ({ path }) => path.kind !== 'unknown' && (empties(path, treeAt(folder)) || isWithin(folder, path.path)),
    ),
  );
}

/**
 * Mounts caches where the tool keeps its own. Null where each is mounted already, or where the user's numbers are not
 * known: a mount that belongs to root is of no use to another user.
 */
export function cacheMountFix(
  snapshot: Snapshot,
  facts: InstructionFacts,
  caches: readonly CacheWrite[],
  naming: Naming,
): Fix | null {
  const user = numericUser(facts.before.user);
  if (user === null || facts.syntax.json !== null) return null;
  const taken = new Set(mountsOf(facts.syntax).map(({ target }) => target));
  const owner = user.uid === '0' ? '' : `,uid=${user.uid},gid=${user.gid}`;
  const flags: string[] = [];
  for (const { target, locked } of caches.flatMap(({ mounts }) => mounts)) {
    if (taken.has(target) || isMounted(facts, target)) continue;
    // Why: a clean-up that stands there empties the mount too, and is not this fix's to take out.
    if (isCleaned(facts, target)) return null;
    taken.add(target);
    flags.push(`--mount=type=cache,target=${target}${locked ? ',sharing=locked' : ''}${owner}`);
  }
  const [first] = flags;
  if (first === undefined) return null;
  const edit = addFlag(facts.syntax, flags.join(' '));
  return {
    ...naming,
    // Why: the same image, but the classic builder refuses the flag; a file that already needs BuildKit loses nothing.
    applicability: asksForBuildKit(snapshot) ? 'safe' : 'unsafe',
    edits: editsAt(snapshot, facts, [edit]),
  };
}
