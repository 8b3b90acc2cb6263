// The edit that silences one finding where it stands: a `# plimsoll ignore=<rule>` comment above its instruction, or the
// rule's name added to the comment that is there. It does not look at what the rule is about.
import { readSuppressions, type Suppression } from '../dockerfile/suppressions.ts';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { Snapshot } from '../facts/snapshot.ts';
import type { Finding } from '../rules/rule.ts';
import type { TextEdit } from '../text/edit.ts';

/** Edits that silence the finding; null where its instruction is not of this snapshot. */
export function ignoreFinding({ dockerfile }: Snapshot, finding: Finding): readonly TextEdit[] | null {
  const existing = readSuppressions(dockerfile).find((one) => one.tool === 'plimsoll' && speaksOf(one, finding));
  const last = existing?.idRanges.at(-1);
  if (last !== undefined) return [{ range: { start: last.end, end: last.end }, newText: `,${finding.rule}` }];
  return finding.instruction === null ? [ignoreInFile(dockerfile, finding.rule)] : ignoreHere(dockerfile, finding);
}

function speaksOf({ scope }: Suppression, { instruction }: Finding): boolean {
  return scope.kind === 'file' ? instruction === null : scope.index === instruction;
}

function ignoreHere({ text, instructions, lineEnd }: Dockerfile, finding: Finding): readonly TextEdit[] | null {
  const start = instructions[finding.instruction ?? -1]?.range.start;
  if (start === undefined) return null;
  let lineStart = start;
  while (lineStart > 0 && /[ \t]/.test(text.charAt(lineStart - 1))) lineStart--;
  // Why at the instruction and not at the line's start: a byte-order mark stays the first character of the file.
  const indent = text.slice(lineStart, start);
  return [{ range: { start, end: start }, newText: `# plimsoll ignore=${finding.rule}${lineEnd}${indent}` }];
}

function ignoreInFile({ text, pieces, lineEnd }: Dockerfile, rule: string): TextEdit {
  // Why below the directives: BuildKit reads none after the first other line.
  const place = pieces.findLast(({ kind }) => kind === 'directive')?.range.end ?? (text.startsWith('\uFEFF') ? 1 : 0);
  const before = place > 1 && !/[\r\n]/.test(text.charAt(place - 1)) ? lineEnd : '';
  return { range: { start: place, end: place }, newText: `${before}# plimsoll global ignore=${rule}${lineEnd}` };
}
