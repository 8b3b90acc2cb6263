// Comments of an ignore file that silence findings in it: `# plimsoll ignore=<id>` on the lines right above a pattern, or
// `# plimsoll global ignore=<id>` anywhere. Words after the ids are the reason, told to people.
import { remembered } from './remembered.ts';
import type { IgnoreFile } from '../../build-context/context.ts';
import { indexLines, positionAt } from '../../text/line-index.ts';

interface Silence {
  readonly ids: readonly string[];
  /** Zero-based line of the comment; null for the whole file. */
  readonly line: number | null;
}

const pragma = /^#\s*plimsoll\s+(global\s+)?ignore\s*=\s*([\w*,-]+)/i;

interface Silences {
  readonly lines: readonly string[];
  readonly silences: readonly Silence[];
}

const silencesOf: (file: IgnoreFile) => Silences = remembered(({ text }) => {
  const lines = text.split('\n');
  const silences = lines.flatMap((line, at): Silence[] => {
    const match = line.startsWith('#') ? pragma.exec(line) : null;
    if (match === null) return [];
    const ids = (match[2] ?? '').split(',').map((id) => id.toLowerCase());
    return [{ ids, line: match[1] === undefined ? at : null }];
  });
  return { lines, silences };
});

/** True where a comment silences the rule at this offset of the ignore file. */
export function isSilencedInIgnoreFile(file: IgnoreFile, offset: number, rule: string): boolean {
  const { lines, silences } = silencesOf(file);
  if (silences.length === 0) return false;
  const { line } = positionAt(indexLines(file.text), offset);
  let first = line;
  while (lines[first - 1]?.startsWith('#') === true) first--;
  return silences.some(
    (silence) =>
      (silence.line === null || (silence.line >= first && silence.line < line)) &&
      silence.ids.some((id) => id === rule || id === 'all'),
  );
}
