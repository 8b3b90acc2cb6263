// The checks of other tools that Plimsoll promises to answer: each is an alias of a rule, or docs/differences.md says why
// not; and what that page speaks of exists.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/rules/index.generated.ts';

/** Weight, cache, start-up, repeatable builds, correctness and security, as hadolint and BuildKit name them. */
const promised = {
  hadolint: `DL3000 DL3001 DL3003 DL3004 DL3006 DL3007 DL3009 DL3010 DL3011 DL3012 DL3014 DL3015 DL3019 DL3020 DL3021
    DL3022 DL3023 DL3024 DL3025 DL3027 DL3029 DL3030 DL3032 DL3034 DL3035 DL3036 DL3038 DL3040 DL3042 DL3043 DL3044 DL3045
    DL3046 DL3047 DL3057 DL3059 DL3060 DL3061 DL3063 DL3064 DL3065 DL3067 DL4000 DL4001 DL4003 DL4004 DL4005 DL4006`,
  buildkit: `CopyIgnoredFile DuplicateStageName ExposeInvalidFormat ExposeProtoCasing FromPlatformFlagConstDisallowed
    InvalidBaseImagePlatform InvalidDefaultArgInFrom JSONArgsRecommended LegacyKeyValueFormat MaintainerDeprecated
    MultipleInstructionsDisallowed NoEmptyContinuation RedundantTargetPlatform ReservedStageName SecretsUsedInArgOrEnv
    UndefinedArgInFrom UndefinedVar WorkdirRelativePath`,
};

const claimed = new Set(rules.flatMap(({ meta }) => meta.aliases));
const page = readFileSync('docs/differences.md', 'utf8');
const [shapes = '', notClaimed = ''] = page.split('## Not claimed');

/** `hadolint:DL3009` … as they stand in the first column of a table. */
function named(text: string): readonly string[] {
  const cells = text.split('\n').flatMap((line) => (line.startsWith('|') ? [line.split('|')[1] ?? ''] : []));
  return cells.flatMap((cell) => cell.split(/[\s,]/).filter((word) => word.includes(':')));
}

describe('aliases', () => {
  it('answer every check that is promised, or the page says why not', () => {
    const missing = Object.entries(promised).flatMap(([tool, names]) =>
      names
        .split(/\s+/)
        .map((name) => `${tool}:${name}`)
        .filter((alias) => !claimed.has(alias) && !named(notClaimed).includes(alias)),
    );
    expect(missing).toEqual([]);
  });

  it('are claimed where the page tells of shapes, and not where it says they are not', () => {
    expect(named(shapes).filter((alias) => !claimed.has(alias))).toEqual([]);
    expect(named(notClaimed).filter((alias) => claimed.has(alias))).toEqual([]);
  });
});
