// The fixes of findings, as plain edits: which there are, and which single one is meant where one has to be chosen.
// It knows no editor; how fixes become code actions is for lsp/.
import type { Snapshot } from '../facts/snapshot.ts';
import { rules as allRules } from '../rules/index.generated.ts';
import type { Finding, Fix, Rule } from '../rules/rule.ts';
import { findingsAt } from '../rules/run-rules.ts';
import { editsConflict } from '../text/edit.ts';

export interface FixOptions {
  readonly rules?: readonly Rule[];
  /** Told when a rule's fix threw, or gave edits that conflict with each other. */
  readonly bug?: (message: string, error: unknown) => void;
}

const byId = new WeakMap<readonly Rule[], ReadonlyMap<string, Rule>>();

function findRule(rules: readonly Rule[], id: string): Rule | undefined {
  let index = byId.get(rules);
  if (index === undefined) {
    index = new Map(rules.map((rule) => [rule.meta.id, rule]));
    byId.set(rules, index);
  }
  return index.get(id);
}

/** Every fix of one finding, the preferred one first. Empty where there is none, or the rule failed. */
export function fixesFor(
  snapshot: Snapshot,
  finding: Finding,
  { rules = allRules, bug }: FixOptions = {},
): readonly Fix[] {
  try {
    const own = findRule(rules, finding.rule)?.fix?.(snapshot, finding) ?? [];
    const fixes = finding.insteadOf === undefined ? own : [...own, ...fixesOfOthers(snapshot, finding)];
    const sound = fixes.filter((fix) => {
      if (!editsConflict(fix.edits)) return true;
      bug?.(`the fix ${finding.rule}/${fix.id} has edits that conflict`, undefined);
      return false;
    });
    return sound.sort((a, b) => Number(b.preferred === true) - Number(a.preferred === true));
  } catch (error) {
    bug?.(`the fix of ${finding.rule} failed`, error);
    return [];
  }
}

/** The fixes of the rules that a measured finding stands for, each once. */
function fixesOfOthers(snapshot: Snapshot, { insteadOf = [], instruction }: Finding): readonly Fix[] {
  if (instruction === null) return [];
  const fixes = insteadOf.flatMap((id) => {
    const rule = findRule(allRules, id);
    if (rule?.fix === undefined) return [];
    return findingsAt(snapshot, rule, instruction).flatMap((other) => rule.fix?.(snapshot, other) ?? []);
  });
  const seen = new Set<string>();
  return fixes.filter(({ id, edits }) => {
    const key = JSON.stringify([id, edits]);
    return !seen.has(key) && seen.add(key);
  });
}

/** How far a fix-all may go. */
export type Reach = 'safe' | 'unsafe';

/** The one fix to apply without asking: the preferred one within reach, else the first within reach; null where none is. */
export function fixWithin(fixes: readonly Fix[], reach: Reach): Fix | null {
  const within = fixes.filter(
    ({ applicability }) => applicability === 'safe' || (reach === 'unsafe' && applicability === 'unsafe'),
  );
  return within.find(({ preferred }) => preferred === true) ?? within[0] ?? null;
}
