// What must hold for the multi-stage rewrite of any text: refused with a reason at a place, or a text that parses, reads
// back as the plan, keeps the configuration, loses no line without a reason, copies nothing that its builder has removed,
// and leaves nothing to do for a second run. It judges no plan's worth.
import type { InstructionFacts, Snapshot, StageFacts } from '../../server/src/facts/snapshot.ts';
import { contains, intersects } from '../../server/src/effects/path-set.ts';
import type { PathPattern } from '../../server/src/effects/effect.ts';
import { syntaxDiagnostics } from '../../server/src/features/diagnostics.ts';
import { rewriteSnapshot } from '../../server/src/features/rewrite.ts';
import { leadingLines } from '../../server/src/planner/leading-lines.ts';
import type { Plan } from '../../server/src/planner/plan.ts';
import { applyEdits, editsConflict } from '../../server/src/text/edit.ts';
import { accountFaults } from './split-accounts.ts';
import { faultsOf, type Fault, type SnapshotMaker } from './soundness.ts';

function commandOf(facts: InstructionFacts | null): unknown {
  if (facts === null) return null;
  const { json, argumentText, keyword, flags } = facts.syntax;
  return { keyword, flags: flags.map(({ name, value }) => [name, value]), what: json?.values ?? words(argumentText) };
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** What a container made of the image starts with, as comparable data. */
export function configurationOf({ config, target }: Snapshot): Readonly<Record<string, unknown>> {
  return {
    entrypoint: commandOf(config.entrypoint),
    cmd: commandOf(config.cmd),
    healthcheck: commandOf(config.healthcheck),
    user: config.user,
    workingFolder: config.workingFolder,
    environment: [...config.environment].sort(([a], [b]) => (a < b ? -1 : 1)),
    exposed: [...config.exposed].sort(),
    volumes: [...config.volumes].sort(),
    labels: [...config.labels].sort(([a], [b]) => (a < b ? -1 : 1)),
    stopSignal: config.stopSignal,
    shell: config.shell,
    triggers: target.instructions.filter(({ syntax }) => syntax.keyword === 'ONBUILD').map(({ syntax }) => syntax.text),
  };
}

/** A command that nobody knows may write anywhere; that alone does not bring a file back. */
function mayWrite(written: PathPattern, known: boolean, path: PathPattern): boolean {
  return (known || written.kind !== 'unknown') && intersects(written, path);
}

/** The path itself is deleted, or a folder above it. */
function removes(deleted: PathPattern, path: PathPattern): boolean {
  return contains(deleted, path) || (deleted.kind === 'file' && deleted.path === path.path);
}

/** True where the last thing that the stage surely does to the path is to remove it. */
function isRemovedIn({ instructions }: StageFacts, path: PathPattern): boolean {
  let removed = false;
  for (const { commands, copy, syntax } of instructions) {
    if (copy?.writes.some((write) => intersects(write, path)) === true) removed = false;
    if (syntax.keyword !== 'RUN') continue;
    for (const { effect, command } of commands) {
      if (effect.writes.some((write) => mayWrite(write.path, effect.known, path))) removed = false;
      if (!command.guard.conditional && effect.deletes.some((deleted) => removes(deleted.path, path))) removed = true;
    }
  }
  return removed;
}

function removedCopies(snapshot: Snapshot): readonly string[] {
  return snapshot.facts.flatMap(({ copy }) => {
    const stage = copy?.fromStage == null ? undefined : snapshot.stages[copy.fromStage];
    if (copy === null || stage === undefined) return [];
    return copy.sources.flatMap(({ expanded }) =>
      expanded?.startsWith('/') === true && isRemovedIn(stage, { kind: 'tree', path: expanded }) ? [expanded] : [],
    );
  });
}

const linesOf = (text: string): readonly string[] => text.split(/\r\n|\r|\n/);

function withoutBlanksAbove(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line !== '');
  return first < 0 ? [] : lines.slice(first);
}

function withoutBlanksBelow(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
}

/** The plan as a list of lines by stage: what a reading of its text must give again. */
function written({ preamble, stages, ending }: Plan): unknown {
  const stageLines = stages.map(({ name, instructions }, index) => ({
    name,
    // Why: a stage below another begins with one blank line, whatever stood above its first line.
    lines: instructions.map(({ comments, text }, at) => [
      ...(index > 0 && at === 0 ? withoutBlanksAbove(comments) : comments),
      ...linesOf(text),
    ]),
  }));
  const above = preamble.map(({ comments, text }) => [...comments, ...linesOf(text)]);
  return { preamble: above, stageLines, ending: withoutBlanksBelow(ending) };
}

/** The text as the plan that it is the printing of. */
function readBack({ dockerfile }: Snapshot): unknown {
  const leading = leadingLines(dockerfile);
  const lines = (index: number, text: string): readonly string[] => [
    ...(leading.of.get(index) ?? []),
    ...linesOf(text),
  ];
  return {
    preamble: dockerfile.instructions
      .filter(({ stage }) => stage === null)
      .map(({ index, syntax }) => lines(index, syntax.text)),
    stageLines: dockerfile.stages.map(({ name, instructions }, stage) => ({
      name,
      lines: instructions.map(({ index, syntax }, at) => {
        const own = lines(index, syntax.text);
        return stage > 0 && at === 0 ? withoutBlanksAbove(own) : own;
      }),
    })),
    ending: withoutBlanksBelow(leading.ending),
  };
}

/** Lines of the stage that stand in no stage of the plan and are not dropped, or are dropped without a reason. */
function lostLines({ target }: Snapshot, { stages, dropped }: Plan): readonly string[] {
  const kept = new Set(stages.flatMap(({ instructions }) => instructions.flatMap(({ origin }) => origin ?? [])));
  const reasons = new Map(dropped.map(({ origin, reason }) => [origin, reason]));
  return target.stage.instructions.flatMap(({ index, syntax }) =>
    kept.has(index) || (reasons.get(index) ?? '') !== '' ? [] : [syntax.text],
  );
}

/** Splits the text. */
export function splitFaults(text: string, snapshotOf: SnapshotMaker): readonly Fault[] {
  return faultsOf('split', () => {
    const faults: Fault[] = [];
    const snapshot = snapshotOf(text);
    const rewrite = rewriteSnapshot(snapshot);
    if ('refusals' in rewrite) {
      if (rewrite.refusals.length === 0) faults.push({ code: 'split: refused without a reason', detail: '' });
      for (const { code, message, range } of rewrite.refusals)
        if (message === '' || range.start < 0 || range.end > text.length || range.start > range.end)
          faults.push({ code: `split: refusal ${code}`, detail: `${message} ${JSON.stringify(range)}` });
      return faults;
    }
    if (editsConflict(rewrite.edits))
      faults.push({ code: 'split: edits conflict', detail: JSON.stringify(rewrite.edits) });
    if (applyEdits(text, rewrite.edits) !== rewrite.text)
      faults.push({ code: 'split: edits and text differ', detail: rewrite.text });
    const after = snapshotOf(rewrite.text);
    const problems = syntaxDiagnostics(after);
    if (problems.length > 0)
      faults.push({
        code: `split: ${problems[0]?.code ?? ''}`,
        detail: `${problems[0]?.message ?? ''}\n${rewrite.text}`,
      });
    const [was, now] = [configurationOf(snapshot), configurationOf(after)];
    for (const key of Object.keys(was))
      if (JSON.stringify(was[key]) !== JSON.stringify(now[key]))
        faults.push({
          code: `split: changes ${key}`,
          detail: `${JSON.stringify(was[key])} became ${JSON.stringify(now[key])}\n${rewrite.text}`,
        });
    for (const path of removedCopies(after))
      faults.push({ code: 'split: copies what the builder removed', detail: `${path}\n${rewrite.text}` });
    const [meant, is] = [written(rewrite.plan), readBack(after)].map((each) => JSON.stringify(each));
    if (meant !== is) faults.push({ code: 'split: reads back as another plan', detail: `${meant ?? ''}\n${is ?? ''}` });
    for (const text of lostLines(snapshot, rewrite.plan)) faults.push({ code: 'split: loses a line', detail: text });
    for (const { code, detail } of accountFaults(snapshot, after, rewrite.plan))
      faults.push({ code, detail: `${detail}\n${rewrite.text}` });
    const again = rewriteSnapshot(after);
    if ('plan' in again)
      faults.push({ code: 'split: a second run changes it', detail: `${rewrite.text}\nbecame\n${again.text}` });
    return faults;
  });
}
