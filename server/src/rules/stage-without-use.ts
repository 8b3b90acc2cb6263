// A stage that nothing copies from, mounts or stands on, and that no target can name: it has no name, or a later stage has
// taken it. BuildKit skips it, the classic builder builds it for nothing, and readers take it for something that ships. A
// named stage may be a target of its own (`--target test`) and is left alone.
import type { Snapshot, StageFacts } from '../facts/snapshot.ts';
import { removeInstruction, uncoversDirective } from './parts/instructions.ts';
import { factsOf } from './parts/places.ts';
import { instructionOf } from './parts/triggers.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** The name still means this stage at the end of the file. */
function canBeNamed({ stages }: Snapshot, { stage }: StageFacts): boolean {
  const name = stage.name?.toLowerCase();
  if (name === undefined) return false;
  return stages.findLast((each) => each.stage.name?.toLowerCase() === name)?.stage === stage;
}

function* checkStages(snapshot: Snapshot): Generator<FileFinding> {
  if (snapshot.stages.length < 2) return;
  for (const stage of snapshot.stages) {
    const facts = stage.instructions[0];
    if (stage.reachesFinalStage || facts?.syntax.keyword !== 'FROM' || canBeNamed(snapshot, stage)) continue;
    // Why: with a target chosen, whatever stands below it is not meant to be built now.
    if (stage.stage.index > snapshot.target.stage.index) continue;
    const message =
      stage.stage.name === null
        ? 'nothing uses this stage, and it has no name to be built by'
        : 'nothing uses this stage, and a later one has its name';
    yield { facts, span: facts.syntax.keywordSpan, message };
  }
}

function removeStage(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const from = factsOf(snapshot, finding);
  const stage = snapshot.stages[(from === undefined ? null : instructionOf(snapshot, from)?.stage) ?? -1];
  if (stage === undefined) return [];
  const { facts } = snapshot;
  const others = facts.filter((each) => !stage.instructions.includes(each));
  // Why: numbers of later stages would mean others.
  if (others.some(({ syntax }) => /from=["']?\d/.test(syntax.text))) return [];
  if (stage.instructions.some((each) => each.syntax.innerComments.length > 0 || uncoversDirective(snapshot, each)))
    return [];
  const edits = stage.instructions.flatMap((each) => removeInstruction(snapshot, each) ?? []);
  return [{ id: 'remove-stage', title: 'Remove the stage', applicability: 'unsafe', edits, preferred: true }];
}

export const stageWithoutUse: Rule = {
  meta: {
    id: 'stage-without-use',
    summary: 'A stage that nothing uses and that cannot be built by name',
    group: 'stages',
    severity: 'info',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['tally:no-unreachable-stages'],
    references: ['https://docs.docker.com/build/building/multi-stage/'],
  },
  checkFile: checkStages,
  fix: removeStage,
};
