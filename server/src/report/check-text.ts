// What `plimsoll check` prints for people: a line per finding, then the sum. It runs no rule.
import { formatBytes } from '../text/format-bytes.ts';
import type { JsonFile, JsonFinding } from './check-json.ts';

export interface TextStyle {
  /** Escape codes may be written. */
  readonly color: boolean;
}

const colors = { error: 31, warning: 33, info: 36, hint: 90 } as const;

function paint({ color }: TextStyle, code: number, text: string): string {
  return color ? `\u001B[${code}m${text}\u001B[0m` : text;
}

function findingLine(finding: JsonFinding, style: TextStyle): string {
  const { line, character } = finding.range.start;
  const place = `${line + 1}:${character + 1}`.padEnd(8);
  const safe = finding.fixes.some((fix) => fix.applicability === 'safe');
  const fixable = safe ? ' (fixable)' : finding.fixes.length > 0 ? ' (fixable with --unsafe)' : '';
  const severity = paint(style, colors[finding.severity], finding.severity.padEnd(7));
  return `  ${place}${severity}  ${finding.message}  ${paint(style, 90, `${finding.rule}${fixable}`)}`;
}

/** All files with findings or errors, and a last line with the sum. Ends in a line end. */
export function checkText(files: readonly JsonFile[], style: TextStyle): string {
  const lines: string[] = [];
  for (const file of files) {
    if ('error' in file) lines.push(file.path, `  could not be checked: ${file.error}`, '');
    else if (file.findings.length > 0)
      lines.push(paint(style, 1, file.path), ...file.findings.map((finding) => findingLine(finding, style)), '');
  }
  const findings = files.flatMap((file) => file.findings);
  const fixable = findings.filter((finding) => finding.fixes.some((fix) => fix.applicability === 'safe')).length;
  const bytes = findings.reduce((sum, { saving }) => sum + (saving?.unit === 'file' ? saving.bytes : 0), 0);
  const checked = files.filter((file) => !('error' in file)).length;
  const parts = [
    `${count(findings.length, 'finding')} in ${count(checked, 'file')}`,
    ...(fixable > 0 ? [`${fixable} fixable with \`plimsoll fix\``] : []),
    ...(bytes > 0 ? [`about ${formatBytes(bytes)} to save`] : []),
  ];
  lines.push(parts.join(', '));
  return `${lines.join('\n')}\n`;
}

function count(number: number, noun: string): string {
  return `${number === 0 ? 'no' : number} ${noun}${number === 1 ? '' : 's'}`;
}
