// What must hold for any text whatever, checked in process: findings lie in the text, fixes never conflict and never break
// what was whole, fixing twice changes nothing more, a rewrite keeps what the image is. It knows no rule by name.
import { withWrittenFiles } from '../../server/src/build-context/apply-ignore-file.ts';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import type { ContextFacts, Snapshot } from '../../server/src/facts/snapshot.ts';
import { fixesFor, type Reach } from '../../server/src/features/code-actions.ts';
import { syntaxDiagnostics } from '../../server/src/features/diagnostics.ts';
import { fixAll } from '../../server/src/features/fix-all.ts';
import { rules } from '../../server/src/rules/index.generated.ts';
import type { Finding } from '../../server/src/rules/rule.ts';
import { runAllRules } from '../../server/src/rules/run-rules.ts';
import type { Settings } from '../../server/src/settings/settings-schema.ts';
import { applyEdits, editsConflict, type TextEdit } from '../../server/src/text/edit.ts';
import type { Range } from '../../server/src/text/range.ts';

/** Something that does not hold. */
export interface Fault {
  /** Stable name of what is broken, the rule or fix in it: the same fault of two texts has the same code. */
  readonly code: string;
  readonly detail: string;
}

/** Every rule runs, those too that are off unless asked for. */
export const everyRule: Pick<Settings, 'rules'> = {
  rules: Object.fromEntries(
    rules.filter(({ meta }) => meta.severity === 'off').map(({ meta }) => [meta.id, 'info' as const]),
  ),
};

type Files = readonly { readonly path: string; readonly text: string }[];

/** `previous` is the snapshot of a text that differs little, which spares time and changes nothing. */
export type SnapshotMaker = (text: string, files?: Files, previous?: Snapshot) => Snapshot;

/** Makes snapshots in one build context, with the files that fixes wrote in it. */
export function snapshotsIn(context: ContextFacts | null): SnapshotMaker {
  return (text, files = [], previous) =>
    buildSnapshot(parseDockerfile(text, previous?.dockerfile), { context: withWrittenFiles(context, files) }, previous);
}

export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Runs a check; what it throws is a fault too. */
export function faultsOf(code: string, check: () => readonly Fault[]): readonly Fault[] {
  try {
    return check();
  } catch (error) {
    return [{ code: `${code} throws`, detail: describeError(error) }];
  }
}

function liesIn(text: string, { start, end }: Range): boolean {
  return Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end && end <= text.length;
}

function* faultsOfFinding(text: string, { rule, range, message, saving }: Finding): Generator<Fault> {
  if (!liesIn(text, range)) yield { code: `${rule}: range`, detail: JSON.stringify(range) };
  if (message === '' || /undefined|NaN|null|Infinity|\[object/.test(message))
    yield { code: `${rule}: message`, detail: message };
  if (saving !== null && !(Number.isFinite(saving.bytes) && saving.bytes >= 0))
    yield { code: `${rule}: saving`, detail: String(saving.bytes) };
}

function* faultsOfEdits(code: string, text: string, edits: readonly TextEdit[]): Generator<Fault> {
  if (edits.some(({ range }) => !liesIn(text, range))) yield { code: `${code}: range`, detail: JSON.stringify(edits) };
  if (editsConflict(edits)) yield { code: `${code}: edits conflict`, detail: JSON.stringify(edits) };
}

/** Messages of syntax faults, without their places. */
function complaints(snapshot: Snapshot): readonly string[] {
  return syntaxDiagnostics(snapshot).map(({ code }) => code);
}

/** Parses, runs every rule and asks for every fix; tries the fixes of the first `tried` findings alone. */
export function checkFaults(text: string, snapshotOf: SnapshotMaker, tried = Infinity): readonly Fault[] {
  return faultsOf('check', () => {
    const faults: Fault[] = [];
    const bug = (message: string, error: unknown): void => {
      faults.push({ code: message, detail: describeError(error) });
    };
    const snapshot = snapshotOf(text);
    for (const { code, range } of syntaxDiagnostics(snapshot))
      if (!liesIn(text, range)) faults.push({ code: `${code}: range`, detail: JSON.stringify(range) });
    const before = complaints(snapshot).length;
    for (const [at, finding] of runAllRules(snapshot, everyRule, { bug }).entries()) {
      faults.push(...faultsOfFinding(text, finding));
      if (at >= tried) continue;
      for (const fix of fixesFor(snapshot, finding, { bug })) {
        const code = `${finding.rule}/${fix.id}`;
        faults.push(...faultsOfEdits(code, text, fix.edits));
        const fixed = applyEdits(text, fix.edits);
        if (fixed === text && (fix.files ?? []).length === 0)
          faults.push({ code: `${code}: changes nothing`, detail: finding.message });
        const after = complaints(snapshotOf(fixed, fix.files, snapshot));
        if (after.length > before)
          faults.push({ code: `${code}: breaks the syntax`, detail: `${after.join(', ')}\n${fixed}` });
      }
    }
    return faults;
  });
}

/** Fixes all within reach: the edits say what the text says, what was whole stays whole, a second time changes nothing. */
export function fixAllFaults(text: string, snapshotOf: SnapshotMaker, reach: Reach): readonly Fault[] {
  const code = `fix all (${reach})`;
  return faultsOf(code, () => {
    const snapshot = snapshotOf(text);
    const fixed = fixAll(snapshot, everyRule, snapshotOf, { reach });
    const faults: Fault[] = [...faultsOfEdits(code, text, fixed.edits)];
    if (applyEdits(text, fixed.edits) !== fixed.text)
      faults.push({ code: `${code}: edits and text differ`, detail: fixed.text });
    const after = snapshotOf(fixed.text, fixed.files);
    if (complaints(after).length > complaints(snapshot).length)
      faults.push({ code: `${code}: breaks the syntax`, detail: `${complaints(after).join(', ')}\n${fixed.text}` });
    const again = fixAll(after, everyRule, (changed, files) => snapshotOf(changed, [...fixed.files, ...files]), {
      reach,
    });
    if (again.text !== fixed.text || again.files.length > 0) {
      const names = [...new Set(again.applied.map(({ rule, fix }) => `${rule}/${fix}`))].join(', ');
      faults.push({ code: `${code}: not at rest: ${names}`, detail: `${fixed.text}\n---- again ----\n${again.text}` });
    }
    return faults;
  });
}
