// `apk add` without --no-cache: what it leaves, and the edits that give it the flag and take out what the flag makes needless:
// `apk update`, `--update`, the removal of the index by hand. It decides no finding.
import type { CacheWrite } from '../../effects/effect.ts';
import { treeAt } from '../../effects/path-set.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import type { SpanEdit } from '../../rewrite/gaps.ts';
import { removeCommand } from '../../rewrite/remove-command.ts';
import { insertWord, removeWord } from '../../rewrite/run-edits.ts';
import { editsConflict } from '../../text/edit.ts';
import type { Fix } from '../rule.ts';
import { isEmptiedAfter, isMounted } from './left-caches.ts';
import { editsAt } from './places.ts';
import { remembered } from './remembered.ts';

interface ApkAdds {
  /** `apk add` whose index is in the layer when the RUN ends. */
  readonly left: readonly CommandFacts[];
  /** `apk add` whose index a later command of the RUN removes. */
  readonly removed: readonly CommandFacts[];
  /** `apk update`, `upgrade` and `fix` whose index is in the layer when the RUN ends. */
  readonly updates: readonly CommandFacts[];
}

const none: ApkAdds = { left: [], removed: [], updates: [] };

/** Where /etc/apk/cache is there, apk keeps its index in it. */
function isKeptOut(facts: InstructionFacts, { paths }: CacheWrite): boolean {
  return isMounted(facts, '/etc/apk/cache') || paths.every(({ path }) => isMounted(facts, path));
}

/** What the RUN does with apk's index, where its layer ships. */
export const apkAdds: (facts: InstructionFacts) => ApkAdds = remembered((facts) => {
  if (!facts.ships || facts.syntax.keyword !== 'RUN') return none;
  const left: CommandFacts[] = [];
  const removed: CommandFacts[] = [];
  const updates: CommandFacts[] = [];
  facts.commands.forEach((command, index) => {
    const cache = command.effect.caches.find(({ id }) => id === 'apk');
    if (cache === undefined || isKeptOut(facts, cache)) return;
    const isGone = cache.paths.every((path) => isEmptiedAfter(facts, index, path));
    if (command.effect.verb === 'add') (isGone ? removed : left).push(command);
    else if (!isGone) updates.push(command);
  });
  return left.length + removed.length + updates.length === 0 ? none : { left, removed, updates };
});

const updateFlags: ReadonlySet<string> = new Set(['-U', '--update', '--update-cache']);

/** The whole command is the removal of the index: nothing else is named. */
function removesIndexOnly({ effect }: CommandFacts): boolean {
  const index = treeAt('/var/cache/apk');
  return (
    effect.deletes.length > 0 && effect.deletes.every(({ path }) => path.kind !== 'unknown' && path.path === index.path)
  );
}

/** The edits that take the commands out; null where one of them has to stay. */
function removals({ syntax, script }: InstructionFacts, commands: readonly CommandFacts[]): readonly SpanEdit[] | null {
  const edits: SpanEdit[] = [];
  for (const { command } of commands) {
    const each = script === null ? null : removeCommand(syntax, script, command);
    if (each === null) return null;
    edits.push(...each);
  }
  return edits;
}

/**
 * Gives each `apk add` of the RUN that lacks it the flag. Null where one of them is not written out, or an `apk update`
 * has to stay, which keeps an index itself.
 */
export function noCacheFix(snapshot: Snapshot, facts: InstructionFacts): Fix | null {
  const { left, removed } = apkAdds(facts);
  const adds = [...left, ...removed];
  const edits: SpanEdit[] = [];
  for (const { command, effect } of adds) {
    const after = effect.caches.find(({ id }) => id === 'apk')?.preventedBy?.after;
    if (after === undefined || !command.exact) return null;
    edits.push(insertWord(after, '--no-cache'));
    for (const word of command.words)
      if (word.value !== null && updateFlags.has(word.value)) edits.push(...removeWord(facts.syntax, word.span));
  }
  const updates = removals(
    facts,
    facts.commands.filter(({ effect }) => effect.tool === 'apk' && effect.verb === 'update'),
  );
  if (updates === null) return null;
  const cleanups = removals(facts, left.length > 0 ? [] : facts.commands.filter(removesIndexOnly));
  const [longest] = [
    [...edits, ...updates, ...(cleanups ?? [])],
    [...edits, ...updates],
  ]
    .map((each) => editsAt(snapshot, facts, each))
    .filter((each) => !editsConflict(each));
  if (longest === undefined) return null;
  return {
    id: 'no-cache',
    title: 'Let apk keep no index (--no-cache)',
    applicability: 'safe',
    edits: longest,
    preferred: true,
  };
}
