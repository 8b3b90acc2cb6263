// What an editor underlines: findings of the rules and faults of the syntax, as plain data. It knows no editor.
import type { Snapshot } from '../facts/snapshot.ts';
import type { Finding, Severity } from '../rules/rule.ts';
import { runRules, type Need, type RuleSettings, type RunOptions } from '../rules/run-rules.ts';
import { toRange, type Range } from '../text/range.ts';

export interface Diagnostic {
  readonly range: Range;
  readonly severity: Severity;
  /** Rule id, or `syntax/<code>`. */
  readonly code: string;
  readonly message: string;
  /** Null for a fault of the syntax. */
  readonly finding: Finding | null;
}

/** Faults of the syntax, in document order. Every Dockerfile front end stops at them, so they cannot be suppressed. */
export function syntaxDiagnostics(snapshot: Snapshot): readonly Diagnostic[] {
  return snapshot.dockerfile.instructions.flatMap(({ syntax, range }) =>
    syntax.problems.map(({ code, message, span }) => ({
      range: toRange(range.start, span),
      severity: 'error' as const,
      code: `syntax/${code}`,
      message,
      finding: null,
    })),
  );
}

/** Diagnostics that need exactly `need`; those of the text (`source`) hold the syntax's too. */
export function diagnose(
  snapshot: Snapshot,
  settings: RuleSettings,
  need: Need,
  options: RunOptions = {},
): readonly Diagnostic[] {
  const found = runRules(snapshot, settings, need, options).map((finding) => ({
    range: finding.range,
    severity: finding.severity,
    code: finding.rule,
    message: finding.message,
    finding,
  }));
  return need === 'source'
    ? [...syntaxDiagnostics(snapshot), ...found].sort((a, b) => a.range.start - b.range.start)
    : found;
}
