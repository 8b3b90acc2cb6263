// Questions across instructions: what a layer holds, which layers lie below another, who wrote a path and who deletes it
// later. Answers follow the chain of parent stages, as layers do.
import type { PathPattern, Write } from '../effects/effect.ts';
import { contains, intersects } from '../effects/path-set.ts';
import { isMounted } from './caches.ts';
import type { InstructionFacts, Snapshot, StageFacts } from './snapshot.ts';

/** A write that stays in the instruction's layer. */
export interface LayerWrite extends Write {
  /** False where the command is not known, so that it may as well write nothing there. */
  readonly known: boolean;
}

const writesByFacts = new WeakMap<InstructionFacts, readonly LayerWrite[]>();

/** What the instruction writes into its layer, as far as the text tells; what lies in mounts is left out. */
export function layerWrites(facts: InstructionFacts): readonly LayerWrite[] {
  let writes = writesByFacts.get(facts);
  if (writes === undefined) {
    writes = findWrites(facts);
    writesByFacts.set(facts, writes);
  }
  return writes;
}

function findWrites(facts: InstructionFacts): readonly LayerWrite[] {
  if (facts.copy !== null) return facts.copy.writes.map((path) => ({ path, persistence: 'artifact', known: true }));
  if (facts.syntax.keyword !== 'RUN') return [];
  return facts.commands
    .flatMap(({ effect }) => effect.writes.map((write) => ({ ...write, known: effect.known })))
    .filter(({ path }) => !isMounted(facts, path.path));
}

/** The stage that the instruction stands in; undefined for global ARGs and facts of another snapshot. */
export function stageOf(snapshot: Snapshot, facts: InstructionFacts): StageFacts | undefined {
  const stage = snapshot.instructionOf(facts)?.stage ?? null;
  return stage === null ? undefined : snapshot.stages[stage];
}

/** The instructions whose layers lie below, nearest first: those before it in its stage, then its parent stages'. */
export function* instructionsBelow(snapshot: Snapshot, facts: InstructionFacts): Generator<InstructionFacts> {
  let stage = stageOf(snapshot, facts);
  let at = (snapshot.instructionOf(facts)?.index ?? 0) - (stage?.stage.instructions[0]?.index ?? 0) - 1;
  while (stage !== undefined) {
    for (; at >= 0; at--) {
      const each = stage.instructions[at];
      if (each !== undefined) yield each;
    }
    const { base } = stage.stage;
    stage = base.kind === 'stage' ? snapshot.stages[base.stage] : undefined;
    at = (stage?.instructions.length ?? 0) - 1;
  }
}

export interface Writer {
  readonly facts: InstructionFacts;
  /** What of its writes meets the paths asked for. */
  readonly writes: readonly LayerWrite[];
  /** It surely writes some of them: a known path inside what was asked for, or a known path around it. */
  readonly sure: boolean;
}

/** The instructions below whose layers may hold some of the paths, nearest first. */
export function* writersOf(snapshot: Snapshot, facts: InstructionFacts, wanted: PathPattern): Generator<Writer> {
  for (const below of instructionsBelow(snapshot, facts)) {
    const writes = layerWrites(below).filter(({ path }) => intersects(path, wanted));
    if (writes.length === 0) continue;
    yield { facts: below, writes, sure: writes.some((write) => surelyMeets(write, wanted)) };
  }
}

/** What a known command writes at unknown places lies inside what was asked for where those places do. */
function surelyMeets({ path, persistence, known }: LayerWrite, wanted: PathPattern): boolean {
  if (!known || wanted.kind === 'unknown') return false;
  if (path.kind === 'unknown') return persistence !== 'registry' && contains(wanted, path);
  return contains(wanted, path) || contains(path, wanted);
}

/** The instructions after it in its own stage that delete some of the paths, in order. */
export function deletersOf(
  snapshot: Snapshot,
  facts: InstructionFacts,
  wanted: PathPattern,
): readonly InstructionFacts[] {
  const stage = stageOf(snapshot, facts);
  const at = stage?.instructions.indexOf(facts) ?? -1;
  if (stage === undefined || at < 0) return [];
  return stage.instructions
    .slice(at + 1)
    .filter(({ commands }) =>
      commands.some(({ effect }) =>
        effect.deletes.some(({ path }) => contains(path, wanted) || contains(wanted, path)),
      ),
    );
}
