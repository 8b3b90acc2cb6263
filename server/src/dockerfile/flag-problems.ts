// What is wrong with the flags of an instruction, as BuildKit refuses them (instructions/bflag.go, parse.go): flags that it
// does not take, given twice, without a value, or with one that is none. Values that hold a variable are left to the build.
import type { Flag, Keyword, SyntaxProblem } from './dockerfile.ts';
import { flagText, type FlagValueKind, knownFlag } from './flags.ts';

/** Go's time.ParseDuration. */
const duration = /^[+-]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|[smh]))+)$/;

/** What the value of a flag has to be; null where it is that. */
function faultOfValue(flag: Flag, kind: FlagValueKind): string | null {
  if (flag.value === null) return kind === 'boolean' ? null : `--${flag.name} takes a value: --${flag.name}=…`;
  const text = flagText(flag);
  if (text.includes('$')) return null;
  switch (kind) {
    case 'boolean':
      return /^(?:true|false)$/i.test(text) ? null : `--${flag.name} takes true or false`;
    case 'duration':
      return duration.test(text) ? null : `--${flag.name} takes a duration such as 30s or 1m30s`;
    case 'count':
      return /^\d+$/.test(text) ? null : `--${flag.name} takes a number`;
    default:
      return null;
  }
}

/** One problem for each flag that the build stops at. */
export function flagProblems(keyword: Keyword, flags: readonly Flag[]): readonly SyntaxProblem[] {
  if (keyword === 'UNKNOWN' || keyword === 'ONBUILD') return [];
  const problems: SyntaxProblem[] = [];
  const seen = new Set<string>();
  for (const flag of flags) {
    const { name, span } = flag;
    const known = knownFlag(keyword, name);
    if (known === null) {
      problems.push({ code: 'unknown-flag', message: `${keyword} does not take --${name}`, span });
      continue;
    }
    if (seen.has(name) && !known.repeats)
      problems.push({ code: 'repeated-flag', message: `--${name} is given twice`, span });
    seen.add(name);
    const fault = faultOfValue(flag, known.kind);
    if (fault !== null) problems.push({ code: 'malformed-flag', message: fault, span });
  }
  return problems;
}
