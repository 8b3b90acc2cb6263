// Sends diagnostics: those of the text at once, those that need the build context or an image behind them, for the same
// version. Changes that arrive together are answered once; a version that is not the newest is never published.
import type { Connection, Diagnostic as LspDiagnostic, DiagnosticSeverity } from 'vscode-languageserver/node';
import { diagnose, type Diagnostic } from '../features/diagnostics.ts';
import type { Severity } from '../rules/rule.ts';
import type { Analysis } from '../session/analysis.ts';
import { textChange } from '../text/text-change.ts';
import { carryRange } from './carry-over.ts';
import { sameLspRange, toLspRange } from './convert.ts';
import type { LineIndex } from '../text/line-index.ts';

/** LSP 3.17, DiagnosticSeverity. */
const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: 1,
  warning: 2,
  info: 3,
  hint: 4,
};

/** Where the page of a rule stands. */
export function pageOf(rule: string): string {
  return `https://github.com/plimsoll/plimsoll/blob/main/docs/rules/${rule}.md`;
}

export function toLspDiagnostic(
  lines: LineIndex,
  { range, severity, code, message, finding }: Diagnostic,
): LspDiagnostic {
  return {
    range: toLspRange(lines, range),
    severity: severities[severity],
    code,
    source: 'plimsoll',
    message,
    ...(finding === null ? {} : { codeDescription: { href: pageOf(code) } }),
  };
}

/** The diagnostic as the client holds it, so that it knows which one the action answers. */
export function asClientKnows(
  analysis: Analysis,
  diagnostic: Diagnostic,
  given: readonly LspDiagnostic[],
): LspDiagnostic {
  const { lines } = analysis.snapshot.dockerfile;
  const range = toLspRange(lines, diagnostic.range);
  return (
    given.find((one) => one.code === diagnostic.code && sameLspRange(one.range, range)) ??
    toLspDiagnostic(lines, diagnostic)
  );
}

/** Diagnostics of one version. */
export interface Published {
  readonly analysis: Analysis;
  readonly text: readonly Diagnostic[];
  /** Those that need the context or an image; carried over from the version before until their own are there. */
  readonly deeper: readonly Diagnostic[];
}

export type Bug = (message: string, error: unknown) => void;

/** The first answer for a version: findings of its text, with the deeper ones of the version before put in their new place. */
export function firstAnswer(analysis: Analysis, before: Published | undefined, bug: Bug): Published {
  const text = diagnose(analysis.snapshot, analysis.settings, 'source', { bug });
  if (before === undefined || before.deeper.length === 0) return { analysis, text, deeper: [] };
  const change = textChange(before.analysis.document.text, analysis.document.text);
  const deeper = before.deeper.flatMap((diagnostic) => {
    const range = carryRange(diagnostic.range, change);
    return range === null ? [] : [{ ...diagnostic, range }];
  });
  return { analysis, text, deeper };
}

/** The answer that follows; null where it would say the same. */
export function secondAnswer(first: Published, bug: Bug): Published | null {
  const { snapshot, settings } = first.analysis;
  const deeper = (['context', 'image'] as const).flatMap((need) => diagnose(snapshot, settings, need, { bug }));
  return sameDiagnostics(deeper, first.deeper) ? null : { ...first, deeper };
}

function sameDiagnostics(a: readonly Diagnostic[], b: readonly Diagnostic[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => {
      const other = b[i];
      return (
        other !== undefined &&
        one.code === other.code &&
        one.message === other.message &&
        one.severity === other.severity &&
        one.range.start === other.range.start &&
        one.range.end === other.range.end
      );
    })
  );
}

export function send(connection: Connection, { analysis, text, deeper }: Published): void {
  const { document, snapshot } = analysis;
  const { lines } = snapshot.dockerfile;
  const diagnostics = text.map((diagnostic) => toLspDiagnostic(lines, diagnostic));
  for (const diagnostic of deeper) diagnostics.push(toLspDiagnostic(lines, diagnostic));
  // Why: a client that has left hears nothing, and that is no fault.
  void connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics }).catch(() => undefined);
}
