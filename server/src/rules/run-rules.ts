// Runs the rules over a snapshot: what depends on one instruction alone is remembered with its facts, suppressions and
// severities are applied, and a rule that throws never takes the others with it. It knows no rule by name.
import { actingFacts, instructionOf } from './parts/triggers.ts';
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { toRange, type Range, type Span } from '../text/range.ts';
import { rules as allRules } from './index.generated.ts';
import { isSuppressed } from './parts/suppressed.ts';
import type { FileFinding, Finding, LocalFinding, Rule, RuleMeta, Severity } from './rule.ts';

/** What a rule needs to be answered; text findings are had first, the others follow. */
export type Need = RuleMeta['needs'];

export interface RunOptions {
  /** Instead of all rules; the same array must be given again for what was remembered to be of use. */
  readonly rules?: readonly Rule[];
  /** Told once per run and rule that threw. */
  readonly bug?: (message: string, error: unknown) => void;
}

type Memo = WeakMap<InstructionFacts, readonly LocalFinding[]>;

const byNeed = new WeakMap<readonly Rule[], ReadonlyMap<Need, readonly Rule[]>>();
const memos = new WeakMap<Rule, Memo>();

function rulesFor(rules: readonly Rule[], need: Need): readonly Rule[] {
  let groups = byNeed.get(rules);
  if (groups === undefined) {
    groups = new Map(
      (['source', 'context', 'image'] as const).map((key) => [key, rules.filter(({ meta }) => meta.needs === key)]),
    );
    byNeed.set(rules, groups);
  }
  return groups.get(need) ?? [];
}

/** The severity in force; `off` where the rule is not to run. */
export function severityOf(meta: RuleMeta, settings: Pick<Settings, 'rules'>): Severity | 'off' {
  return settings.rules[meta.id] ?? meta.severity;
}

function checkInstructions(rule: Rule, snapshot: Snapshot): FileFinding[] {
  const { checkInstruction } = rule;
  if (checkInstruction === undefined) return [];
  let memo = memos.get(rule);
  if (memo === undefined) {
    memo = new WeakMap();
    memos.set(rule, memo);
  }
  const found: FileFinding[] = [];
  for (const facts of snapshot.facts) {
    let local = memo.get(facts);
    if (local === undefined) {
      local = [...checkInstruction(actingFacts(facts))];
      memo.set(facts, local);
    }
    for (const finding of local) found.push({ ...finding, facts });
  }
  return found;
}

function isRange(place: Span | Range): place is Range {
  return 'start' in place;
}

function placeFinding(
  { meta }: Rule,
  severity: Severity,
  { facts, span, message, saving, proof }: FileFinding,
  snapshot: Snapshot,
): Finding | null {
  const instruction = facts === null ? undefined : instructionOf(snapshot, facts);
  // Why: facts of another snapshot have no place here; a finding without a place is none.
  if (facts !== null && instruction === undefined) return null;
  return {
    rule: meta.id,
    aliases: meta.aliases,
    severity,
    message,
    range: isRange(span) ? span : toRange(instruction?.range.start ?? 0, span),
    saving: saving ?? null,
    proof: proof ?? {},
    instruction: instruction?.index ?? null,
    curedBySplit: meta.curedBySplit === true,
  };
}

function compareFindings(a: Finding, b: Finding): number {
  return (
    a.range.start - b.range.start ||
    a.range.end - b.range.end ||
    (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : a.message < b.message ? -1 : a.message > b.message ? 1 : 0)
  );
}

/**
 * Findings of the rules that need exactly `need`, in document order. Rules that need an image find nothing while none
 * was measured; those that need the context say what the text alone tells while the snapshot has none.
 */
export function runRules(
  snapshot: Snapshot,
  settings: Pick<Settings, 'rules'>,
  need: Need,
  { rules = allRules, bug }: RunOptions = {},
): readonly Finding[] {
  if (need === 'image' && snapshot.measured === null) return [];
  const findings: Finding[] = [];
  for (const rule of rulesFor(rules, need)) {
    const severity = severityOf(rule.meta, settings);
    if (severity === 'off') continue;
    try {
      const found = [...checkInstructions(rule, snapshot), ...(rule.checkFile?.(snapshot) ?? [])];
      for (const each of found) {
        const finding = placeFinding(rule, severity, each, snapshot);
        if (finding !== null && !isSuppressed(snapshot.dockerfile, finding.instruction, rule.meta))
          findings.push(finding);
      }
    } catch (error) {
      bug?.(`the rule ${rule.meta.id} failed`, error);
    }
  }
  return findings.sort(compareFindings);
}

/** Findings of every kind that the snapshot can answer, in document order. */
export function runAllRules(
  snapshot: Snapshot,
  settings: Pick<Settings, 'rules'>,
  options: RunOptions = {},
): readonly Finding[] {
  return (['source', 'context', 'image'] as const)
    .flatMap((need) => runRules(snapshot, settings, need, options))
    .sort(compareFindings);
}

/** The context files that the rules want read: names relative to the context, or `*.ext` of its top folder. */
export function wantedFiles(rules: readonly Rule[] = allRules): readonly string[] {
  return [...new Set(rules.flatMap(({ meta }) => meta.wants ?? []))].sort();
}
