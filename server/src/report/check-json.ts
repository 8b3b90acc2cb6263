// The JSON of `plimsoll check` (docs/cli.md): versioned, keys in a fixed order, places as zero-based line and UTF-16
// character. It only shapes what was found; it runs no rule.
import type { Finding, Fix } from '../rules/rule.ts';
import type { TextEdit } from '../text/edit.ts';
import { positionAt, type LineIndex, type Position } from '../text/line-index.ts';
import type { Range } from '../text/range.ts';

export interface JsonRange {
  readonly start: Position;
  readonly end: Position;
}

export interface JsonEdit {
  readonly range: JsonRange;
  readonly newText: string;
}

export interface JsonFix {
  readonly id: string;
  readonly title: string;
  readonly applicability: Fix['applicability'];
  readonly edits: readonly JsonEdit[];
  /** Other files the fix writes, context-relative; left out where there are none. */
  readonly files?: readonly { readonly path: string; readonly text: string }[];
}

export interface JsonFinding {
  readonly rule: string;
  readonly aliases: readonly string[];
  readonly severity: Finding['severity'];
  readonly message: string;
  readonly range: JsonRange;
  readonly saving: Finding['saving'];
  readonly fixes: readonly JsonFix[];
}

/** A file that was checked, or why it could not be. */
export type JsonFile =
  | { readonly path: string; readonly findings: readonly JsonFinding[] }
  | { readonly path: string; readonly error: string; readonly findings: readonly [] };

export interface CheckJson {
  readonly version: 1;
  readonly files: readonly JsonFile[];
}

export function jsonRange(lines: LineIndex, range: Range): JsonRange {
  return { start: positionAt(lines, range.start), end: positionAt(lines, range.end) };
}

export function jsonEdit(lines: LineIndex, { range, newText }: TextEdit): JsonEdit {
  return { range: jsonRange(lines, range), newText };
}

export function jsonFinding(lines: LineIndex, finding: Finding, fixes: readonly Fix[]): JsonFinding {
  const { saving } = finding;
  return {
    rule: finding.rule,
    aliases: finding.aliases,
    severity: finding.severity,
    message: finding.message,
    range: jsonRange(lines, finding.range),
    saving: saving === null ? null : { bytes: saving.bytes, unit: saving.unit, kind: saving.kind },
    fixes: fixes.map(({ id, title, applicability, edits, files }) => ({
      id,
      title,
      applicability,
      edits: edits.map((edit) => jsonEdit(lines, edit)),
      ...(files === undefined ? {} : { files }),
    })),
  };
}

/** A file's entry: its findings with their fixes. */
export function jsonFile(
  path: string,
  lines: LineIndex,
  found: readonly { readonly finding: Finding; readonly fixes: readonly Fix[] }[],
): JsonFile {
  return { path, findings: found.map(({ finding, fixes }) => jsonFinding(lines, finding, fixes)) };
}

export function checkJson(files: readonly JsonFile[]): CheckJson {
  return { version: 1, files };
}
