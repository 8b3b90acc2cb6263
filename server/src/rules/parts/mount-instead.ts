// A file or folder that is copied into the image for one RUN alone can be mounted for that RUN: then no layer holds it. It
// judges nothing; whether only that RUN reads it is told by its name.
import { joinPath } from '../../effects/path-set.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import { removeCommand } from '../../rewrite/remove-command.ts';
import { addFlag } from '../../rewrite/run-edits.ts';
import type { SpanEdit } from '../../rewrite/gaps.ts';
import type { Fix } from '../rule.ts';
import { baseName } from './called.ts';
import { isMetadata, removeInstruction } from './instructions.ts';
import { editsAt } from './places.ts';
import { stageOf } from './base-family.ts';
import { actingFacts } from './triggers.ts';

/** The one thing that a COPY brings, and where it lies in the image. */
export interface CopiedThing {
  readonly copy: InstructionFacts;
  /** As COPY names it, variables put in. */
  readonly source: string;
  /** Absolute path in the image. */
  readonly place: string;
  readonly name: string;
}

/** What a plain COPY or ADD of one source brings; null for globs, several sources, flags other than `--from`, and URLs. */
export function copiedThing(copy: InstructionFacts): CopiedThing | null {
  const { copy: facts, syntax } = copy;
  const [source, ...more] = facts?.sources ?? [];
  if (facts === null || source?.expanded == null || more.length > 0 || facts.target === null) return null;
  if (facts.kind !== 'context' && facts.kind !== 'stage' && facts.kind !== 'image') return null;
  if (syntax.flags.some(({ name }) => name !== 'from') || syntax.heredocs.length > 0) return null;
  if (/[*?[\s,]/.test(source.text) || /[*?[\s,]/.test(source.expanded)) return null;
  const path = source.expanded.endsWith('/') ? source.expanded.slice(0, -1) : source.expanded;
  const name = baseName(path);
  if (name === '' || name === '.' || name === '..') return null;
  const place = facts.intoFolder ? joinPath(facts.target, name) : facts.target;
  return { copy, source: path.replace(/^\.\//, ''), place, name };
}

/** The instruction above in the same stage, configuration left aside. */
export function actingAbove(snapshot: Snapshot, facts: InstructionFacts): InstructionFacts | undefined {
  const all = (stageOf(snapshot, facts)?.instructions ?? []).map(actingFacts);
  return all.slice(0, Math.max(0, all.indexOf(facts))).findLast(({ syntax }) => !isMetadata(syntax));
}

/** Another instruction speaks of it by its name, or of its place; the stage that it comes from has files of its own. */
function isNamedElsewhere(snapshot: Snapshot, { copy, name, place }: CopiedThing, run: InstructionFacts): boolean {
  const { stages } = snapshot;
  const origin = copy.copy?.fromStage ?? -1;
  return stages.some(({ instructions }, index) =>
    instructions.map(actingFacts).some((each) => {
      if (each === copy || each === run || index === origin) return false;
      return each.syntax.text.includes(name) || each.syntax.text.includes(place);
    }),
  );
}

/**
 * Mounts the thing for the RUN right below its COPY, in the COPY's place. `removals` are commands of the RUN that take it
 * away again. Null where something else may read it, or an edit cannot be made.
 */
export function mountInstead(
  snapshot: Snapshot,
  thing: CopiedThing,
  run: InstructionFacts,
  removals: readonly CommandFacts[],
): Fix | null {
  const { script, syntax } = run;
  if (script === null || actingAbove(snapshot, run) !== thing.copy || run.commands.length <= removals.length)
    return null;
  if (run.mounts.some(({ target }) => target === thing.place) || isNamedElsewhere(snapshot, thing, run)) return null;
  const removed = removeInstruction(snapshot, thing.copy);
  const shorter: SpanEdit[] = [];
  for (const { command } of removals) {
    const edits = removeCommand(syntax, script, command);
    if (edits === null) return null;
    shorter.push(...edits);
  }
  if (removed === null) return null;
  const from = thing.copy.copy?.from;
  const origin = from == null ? '' : `from=${from},`;
  const flag = addFlag(syntax, `--mount=type=bind,${origin}source=${thing.source},target=${thing.place}`);
  return {
    id: 'bind-mount',
    title: 'Mount it for this RUN instead of copying it',
    // Why: the mount is read-only, and the classic builder knows no mounts.
    applicability: 'unsafe',
    edits: [removed, ...editsAt(snapshot, run, [flag, ...shorter])],
    preferred: true,
  };
}
