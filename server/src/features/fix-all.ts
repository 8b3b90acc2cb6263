// All fixes of a kind at once, to a fixed point: each pass applies what does not conflict, then looks again. The whole
// comes back as one short list of edits on the text it began with. It never writes anything.
import type { Snapshot } from '../facts/snapshot.ts';
import { runAllRules, type RuleSettings, type RunOptions } from '../rules/run-rules.ts';
import { composeEdits } from '../text/compose-edits.ts';
import { applyEdits, editsConflict, type TextEdit } from '../text/edit.ts';
import { fixesFor, fixWithin, type Reach } from './code-actions.ts';

export interface FixAll {
  /** On the text of the snapshot it began with; in order, without conflict. */
  readonly edits: readonly TextEdit[];
  readonly text: string;
  /** Other files to write, context-relative, the last word on each. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** What was applied, in order. */
  readonly applied: readonly { readonly rule: string; readonly fix: string }[];
}

const maximalPasses = 10;

/**
 * Applies every fix within reach until nothing is left to fix (at most ten passes). `rebuild` makes the snapshot of a
 * changed text, with the files written so far in its context.
 */
export function fixAll(
  snapshot: Snapshot,
  settings: RuleSettings,
  rebuild: (text: string, files: readonly { readonly path: string; readonly text: string }[]) => Snapshot,
  { reach = 'safe', ...options }: RunOptions & { readonly reach?: Reach } = {},
): FixAll {
  let current = snapshot;
  let edits: readonly TextEdit[] = [];
  const files = new Map<string, string>();
  const applied: { rule: string; fix: string }[] = [];
  for (let pass = 0; pass < maximalPasses; pass++) {
    const passEdits: TextEdit[] = [];
    const written = new Set<string>();
    for (const finding of runAllRules(current, settings, options)) {
      const fix = fixWithin(fixesFor(current, finding, options), reach);
      if (fix === null || touchesSamePlace(passEdits, fix.edits)) continue;
      // Why once a pass: a second text of the same file would not know of the first.
      if (fix.files?.some(({ path }) => written.has(path)) === true) continue;
      // Why: what was written once and did not cure its finding will not the next time.
      if (fix.files?.every(({ path, text }) => files.get(path) === text) === true) continue;
      passEdits.push(...fix.edits);
      for (const { path, text } of fix.files ?? []) {
        files.set(path, text);
        written.add(path);
      }
      applied.push({ rule: finding.rule, fix: fix.id });
    }
    if (passEdits.length === 0 && written.size === 0) break;
    edits = composeEdits(snapshot.dockerfile.text, edits, passEdits);
    current = rebuild(applyEdits(current.dockerfile.text, passEdits), listFiles(files));
  }
  return { edits, text: applyEdits(snapshot.dockerfile.text, edits), files: listFiles(files), applied };
}

function listFiles(files: ReadonlyMap<string, string>): readonly { readonly path: string; readonly text: string }[] {
  return [...files].map(([path, text]) => ({ path, text }));
}

/** Two fixes that insert at one place are kept apart too: which of them comes first would be chance. */
function touchesSamePlace(taken: readonly TextEdit[], edits: readonly TextEdit[]): boolean {
  if (editsConflict([...taken, ...edits])) return true;
  return edits.some(({ range }) =>
    taken.some((other) => other.range.start <= range.end && range.start <= other.range.end),
  );
}
