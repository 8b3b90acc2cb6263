// A multi-stage plan as a person reads it: the diff of the whole file, with the reason for each line beside it. It plans
// nothing and renders no edit; payload types are the protocol's.
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import type { Dropped, Plan } from '../planner/plan.ts';
import type { PlanLine, PlanNote, PlanPlace } from '../protocol.ts';
import { sortEdits, type TextEdit } from '../text/edit.ts';
import { lineAt } from '../text/line-index.ts';

/** The lines of the diff. `edits` replace whole lines, `after` is the text with them applied. */
export function previewLines(
  before: Dockerfile,
  after: string,
  edits: readonly TextEdit[],
  plan: Plan,
): readonly PlanLine[] {
  const afterNotes = notesOfPlanned(parseDockerfile(after), plan);
  const beforeNotes = notesOfDropped(before, plan.dropped);
  const places = placesByOrigin(before, plan);
  const placeAt = (line: number): PlanPlace | null => {
    const origin = afterNotes.get(line)?.origin ?? null;
    return origin === null ? null : (places.get(origin) ?? null);
  };
  const lines: PlanLine[] = [];
  let beforeLine = 0;
  let afterLine = 0;
  const removed = (text: string): void => {
    const note = beforeNotes.get(beforeLine) ?? null;
    lines.push({ mark: 'removed', text, before: beforeLine++, after: null, note, place: null });
  };
  const added = (text: string): void => {
    const note = afterNotes.get(afterLine)?.note ?? null;
    const place = placeAt(afterLine);
    lines.push({ mark: 'added', text, before: null, after: afterLine++, note, place });
  };
  const same = (text: string): void => {
    const note = afterNotes.get(afterLine)?.note ?? null;
    const place = placeAt(afterLine);
    lines.push({ mark: 'same', text, before: beforeLine++, after: afterLine++, note, place });
  };
  let at = 0;
  for (const { range, newText } of sortEdits(edits)) {
    for (const text of linesOf(before.text.slice(at, range.start))) same(text);
    for (const text of linesOf(before.text.slice(range.start, range.end))) removed(text);
    for (const text of linesOf(newText)) added(text);
    at = range.end;
  }
  for (const text of linesOf(before.text.slice(at))) same(text);
  return lines;
}

/** Without their line ends; a last line end opens no line. */
function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** What the preview and its tab are called. */
export function planTitle({ kind, stages }: Plan): string {
  return kind === 'base-swap' ? 'Use a leaner base image' : `Convert to ${stages.length} stages`;
}

/** Where each instruction that has a choice stands, by its place in the original. */
function placesByOrigin(before: Dockerfile, { places }: Plan): ReadonlyMap<number, PlanPlace> {
  return new Map(
    places.map(({ origin, side, chosen }) => {
      const line = lineAt(before.lines, before.instructions[origin]?.range.start ?? 0);
      return [origin, { line, side: side === 'shipped' ? 'final' : side, chosen }];
    }),
  );
}

interface PlannedNote {
  readonly note: PlanNote;
  /** The instruction of the original that runs here; null where the plan made the line. */
  readonly origin: number | null;
}

/** By line of the text after: the note of the instruction that begins there. */
function notesOfPlanned(after: Dockerfile, plan: Plan): ReadonlyMap<number, PlannedNote> {
  const planned = plan.stages.flatMap(({ instructions }) => instructions);
  const notes = new Map<number, PlannedNote>();
  let next = 0;
  for (const { range, syntax, stage } of after.instructions) {
    if (stage === null) continue;
    // Why by text too: a fault in the order must not put one line's reason beside another line.
    const found = planned.findIndex(
      ({ text }, place) => place >= next && withoutReturns(text) === withoutReturns(syntax.text),
    );
    const instruction = planned[found];
    if (instruction === undefined) continue;
    next = found + 1;
    const { reason, confidence, move, bytes, observed = false } = instruction;
    const origin = move === 'new' ? null : instruction.origin;
    notes.set(lineAt(after.lines, range.start), { note: { reason, confidence, move, bytes, observed }, origin });
  }
  return notes;
}

function withoutReturns(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}

/** By line of the text before: the note of the instruction that ships no more. */
function notesOfDropped(before: Dockerfile, dropped: readonly Dropped[]): ReadonlyMap<number, PlanNote> {
  const notes = new Map<number, PlanNote>();
  for (const { origin, reason, saving } of dropped) {
    const instruction = before.instructions[origin];
    if (instruction === undefined) continue;
    const line = lineAt(before.lines, instruction.range.start);
    const known = notes.get(line);
    const bytes = saving === null ? (known?.bytes ?? null) : (known?.bytes ?? 0) - saving.bytes;
    const reasons = known === undefined || known.reason === reason ? reason : `${known.reason}; ${reason}`;
    notes.set(line, { reason: reasons, confidence: null, move: 'drop', bytes, observed: false });
  }
  return notes;
}
