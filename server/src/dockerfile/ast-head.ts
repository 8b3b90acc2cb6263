// Keyword and flags of a plain instruction, by dockerfile-ast: one line, no heredoc, no quotes among its flags. Everything
// else it may misread (comments in continuations, heredocs, ONBUILD), and is read by instruction-head.ts and read-flags.ts.
import { DockerfileParser, type Flag as AstFlag, type Instruction as AstInstruction } from 'dockerfile-ast';
import { findBlank, skipBlanks } from '../text/characters.ts';
import type { Flag } from './dockerfile.ts';
import { keywordOf } from './instruction-head.ts';
import type { LogicalLine } from './logical-line.ts';

export interface AstHead {
  readonly keywordFrom: number;
  readonly keywordTo: number;
  readonly flags: readonly Flag[];
  /** Where the arguments begin. */
  readonly rest: number;
}

/** Flags end before this many characters of any instruction that people write. */
const longest = 2_000;

function hasFlags(one: AstInstruction): one is AstInstruction & { getFlags(): AstFlag[] } {
  return 'getFlags' in one;
}

function flagOf(flag: AstFlag): Flag {
  const { start, end } = flag.getRange();
  const value = flag.getValueRange();
  return {
    name: flag.getName(),
    value: flag.getValue(),
    span: { from: start.character, to: end.character },
    valueSpan: { from: value?.start.character ?? end.character, to: value?.end.character ?? end.character },
  };
}

/** The head of a one-line instruction; null where dockerfile-ast is not to be asked, or has nothing to say. */
export function readAstHead(line: LogicalLine): AstHead | null {
  const { folded, segments } = line;
  if (segments.length !== 1 || segments[0]?.from !== 0 || folded.length > longest || folded.includes('<<')) return null;
  const keywordTo = findBlank(folded, 0, folded.length);
  const first = skipBlanks(folded, keywordTo, folded.length);
  const flagged = folded.startsWith('--', first);
  const keyword = keywordOf(folded.slice(0, keywordTo));
  if (keyword === 'UNKNOWN' || keyword === 'ONBUILD' || (flagged && /["'\\\r]/.test(folded))) return null;
  const [one, ...more] = DockerfileParser.parse(folded).getInstructions();
  if (one === undefined || more.length > 0) return null;
  const { start, end } = one.getInstructionRange();
  const flags = flagged && hasFlags(one) ? one.getFlags().map(flagOf) : [];
  let rest = skipBlanks(folded, end.character, folded.length);
  for (const { span } of flags) {
    // Why: it takes flags of the command behind HEALTHCHECK's CMD for HEALTHCHECK's own.
    if (span.from !== rest) return null;
    rest = skipBlanks(folded, span.to, folded.length);
  }
  // Why: it stops at what it takes for no flag, such as a bare `--`; ours knows what BuildKit does there.
  if (start.character !== 0 || folded.startsWith('--', rest)) return null;
  return { keywordFrom: start.character, keywordTo: end.character, flags, rest };
}
