// What an editor shows in an ignore file: findings as seen from all Dockerfiles that it holds for, and what a pattern
// leaves out. It knows no editor and reads nothing.
import { parseIgnoreFile, type IgnorePattern } from '../build-context/ignore-file.ts';
import type { Snapshot } from '../facts/snapshot.ts';
import { runIgnoreFileRules, type RuleSettings, type RunOptions } from '../rules/run-rules.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { textChange } from '../text/text-change.ts';
import type { TextEdit } from '../text/edit.ts';
import type { Diagnostic } from './diagnostics.ts';

/** One Dockerfile's sight of the ignore file. */
export interface IgnoreFileView {
  readonly snapshot: Snapshot;
  readonly settings: RuleSettings;
}

/** A finding with the view it comes from. */
export interface IgnoreFileDiagnostic {
  readonly diagnostic: Diagnostic;
  readonly view: IgnoreFileView;
}

/** Diagnostics of this text of the ignore file; what several Dockerfiles have in common once. Views of another text say nothing. */
export function diagnoseIgnoreFile(
  text: string,
  views: readonly IgnoreFileView[],
  options: RunOptions = {},
): readonly IgnoreFileDiagnostic[] {
  const found = new Map<string, IgnoreFileDiagnostic>();
  for (const view of views) {
    if (view.snapshot.context?.ignoreFile?.text !== text) continue;
    for (const finding of runIgnoreFileRules(view.snapshot, view.settings, options)) {
      const { range, severity, rule, message } = finding;
      const key = `${String(range.start)} ${rule} ${message}`;
      if (!found.has(key)) found.set(key, { view, diagnostic: { range, severity, code: rule, message, finding } });
    }
  }
  return [...found.values()].sort((a, b) => a.diagnostic.range.start - b.diagnostic.range.start);
}

/** The pattern at an offset of the text, with its place among the patterns; null between them. */
export function patternAt(
  text: string,
  offset: number,
): { readonly patterns: readonly IgnorePattern[]; readonly place: number; readonly pattern: IgnorePattern } | null {
  const patterns = parseIgnoreFile(text);
  const place = patterns.findIndex(({ range }) => range.start <= offset && offset <= range.end);
  const pattern = patterns[place];
  return pattern === undefined ? null : { patterns, place, pattern };
}

/** `leaves out 1,204 files, 43 MB`, as Markdown. */
export function describeWeight(
  { exception, glob }: IgnorePattern,
  weight: { readonly fileBytes: number; readonly fileCount: number; readonly truncated: boolean },
): string {
  if (glob === null) return 'This pattern cannot be read: the build stops before its first step.';
  const most = weight.truncated ? 'at least ' : '';
  if (weight.fileCount === 0)
    return `${exception ? 'Brings nothing back' : 'Leaves nothing out'}${weight.truncated ? ', as far as was looked' : ''}.`;
  const files = `${most}${weight.fileCount.toLocaleString('en')} ${weight.fileCount === 1 ? 'file' : 'files'}`;
  return `${exception ? 'Brings back' : 'Leaves out'} ${files}, **${formatBytes(weight.fileBytes)}**.`;
}

/** The edit that makes one text of the other, as short as it can be. */
export function editBetween(before: string, after: string): TextEdit {
  const { start, oldEnd, newEnd } = textChange(before, after);
  return { range: { start, end: oldEnd }, newText: after.slice(start, newEnd) };
}

/** Puts a comment above the line that silences the rule there. */
export function silenceInIgnoreFile(text: string, offset: number, rule: string): TextEdit {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  return { range: { start, end: start }, newText: `# plimsoll ignore=${rule}${lineEnd}` };
}
