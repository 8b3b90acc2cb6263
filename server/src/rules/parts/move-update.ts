// A RUN that does nothing but update a package index, and the later RUNs that install from it: the edits that move the
// update into each of them, with a clean-up behind where the layer ships. It decides no finding.
import type { CacheWrite } from '../../effects/effect.ts';
import type { CommandFacts, InstructionFacts, Snapshot, StageFacts } from '../../facts/snapshot.ts';
import { appendToRun } from '../../rewrite/run-edits.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { Fix } from '../rule.ts';
import { addedAs, asCalled } from './called-alike.ts';
import { removeInstruction } from './instructions.ts';
import { isEmptiedAfter } from './left-caches.ts';
import { editsAt } from './places.ts';
import { stageChain } from './stage-chain.ts';
import { actingFacts } from './triggers.ts';

/** Indexes by the id of their cache: the manager that reads it, and what empties it. */
const indexes: Readonly<Record<string, { readonly manager: string; readonly cleanup: string | null }>> = {
  'apt-lists': { manager: 'apt', cleanup: 'rm -rf /var/lib/apt/lists/*' },
  // Why none: --no-cache is apk's own, and another rule's matter.
  apk: { manager: 'apk', cleanup: null },
};

function indexOf({ effect }: CommandFacts): CacheWrite | undefined {
  return effect.verb === 'update' ? effect.caches.find(({ id }) => Object.hasOwn(indexes, id)) : undefined;
}

function stageOf(snapshot: Snapshot, facts: InstructionFacts): StageFacts | undefined {
  return snapshot.stages.find(({ instructions }) => instructions.some((each) => actingFacts(each) === facts));
}

/** The instructions of the stage and of those that stand on it, on the way to the target, after the given one. */
function after(snapshot: Snapshot, facts: InstructionFacts): readonly InstructionFacts[] {
  const top = facts.ships ? snapshot.target : stageOf(snapshot, facts);
  const chain =
    top === undefined ? [] : stageChain(snapshot, top).flatMap(({ instructions }) => instructions.map(actingFacts));
  return chain.slice(chain.indexOf(facts) + 1);
}

/** Later RUNs that install from the index that this one fetched: without it they would find no package. */
export function usersOfIndex(snapshot: Snapshot, facts: InstructionFacts): readonly InstructionFacts[] {
  const index = facts.commands.map(indexOf).find((each) => each !== undefined);
  const manager = index === undefined ? undefined : indexes[index.id]?.manager;
  const found: InstructionFacts[] = [];
  for (const later of after(snapshot, facts)) {
    if (later.commands.some((command) => indexOf(command)?.id === index?.id)) break;
    if (later.commands.some(({ effect }) => effect.installs.some((each) => each.manager === manager)))
      found.push(later);
  }
  return found;
}

/** `apk add --no-cache` fetches an index of its own. */
function reads({ commands }: InstructionFacts, { id }: CacheWrite): boolean {
  return (
    id !== 'apk' ||
    commands.some(({ effect }) => effect.installs.length > 0 && effect.caches.some((each) => each.id === id))
  );
}

/** The edits that put the update in front of a RUN and the clean-up behind it; null where they have no place there. */
function withUpdate(
  snapshot: Snapshot,
  facts: InstructionFacts,
  update: string,
  index: CacheWrite,
  cleanup: string | null,
): readonly TextEdit[] | null {
  const first = facts.commands[0]?.command;
  const { script } = facts;
  if (facts.syntax.shell?.kind !== 'line' || first?.exact !== true || first.parent !== null) return null;
  if (first.guard.subshell > 0 || first.guard.conditional || first.guard.loop || first.guard.function !== null)
    return null;
  if (script === null || script.errors.length > 0 || facts.syntax.text.slice(0, first.span.from).includes('!'))
    return null;
  const front = { span: { from: first.span.from, to: first.span.from }, newText: `${update} && ` };
  const isEmptied = index.paths.every((path) => isEmptiedAfter(facts, -1, path));
  if (isEmptied || cleanup === null || !facts.ships) return editsAt(snapshot, facts, [front]);
  const back = appendToRun(facts.syntax, script, cleanup);
  return back === null ? null : editsAt(snapshot, facts, [front, back]);
}

/** Moves a lone `RUN apt-get update` into the RUNs that install, each of which cleans up after itself; null where it cannot. */
export function moveUpdateFix(snapshot: Snapshot, facts: InstructionFacts): Fix | null {
  const [only, ...more] = facts.commands;
  const { script, syntax } = facts;
  if (only === undefined || more.length > 0 || script === null || script.errors.length > 0) return null;
  if (syntax.shell?.kind !== 'line' || syntax.flags.length > 0 || only.command.redirections.length > 0) return null;
  const index = indexOf(only);
  const users = usersOfIndex(snapshot, facts);
  const update = syntax.text.slice(only.command.span.from, only.command.span.to);
  const removed = removeInstruction(snapshot, facts);
  if (index === undefined || users.length === 0 || removed === null || /[\r\n]/.test(update)) return null;
  const cleanup = indexes[index.id]?.cleanup ?? null;
  const edits = users
    .filter((each) => reads(each, index))
    .map((each) => withUpdate(snapshot, each, update, index, cleanup === null ? null : asCalled(only, cleanup)));
  if (edits.some((each) => each === null)) return null;
  return {
    id: 'move-update',
    title:
      edits.length > 0
        ? `Run ${only.effect.tool} update in the RUN that installs`
        : `Take out ${only.effect.tool} update: nothing reads what it fetches`,
    applicability: addedAs(only),
    edits: [removed, ...edits.flatMap((each) => each ?? [])],
    preferred: true,
  };
}
