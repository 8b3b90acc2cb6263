// `FROM --platform=linux/amd64` nails the stage to one platform: a build for another one silently takes this base all the
// same, and runs it in emulation. Left alone: values that hold a variable, and stages whose name says the platform, which
// are there to be chosen by it.
import { findFlag, flagText } from '../dockerfile/flags.ts';
import { removeWord } from '../rewrite/run-edits.ts';
import { editsAt, factsOf } from './parts/places.ts';
import type { LocalFinding, Rule } from './rule.ts';
import type { InstructionFacts } from '../facts/snapshot.ts';

/** `build_amd64`, `linux-arm64-base`: the name says what the stage is for. */
function saysPlatform(name: string, platform: string): boolean {
  const lower = name.toLowerCase();
  return platform
    .toLowerCase()
    .split('/')
    .some((part) => part !== '' && lower.includes(part));
}

function* checkFrom({ syntax }: InstructionFacts): Generator<LocalFinding> {
  const flag = syntax.keyword === 'FROM' ? findFlag(syntax, 'platform') : null;
  const platform = flag === null ? '' : flagText(flag);
  if (flag === null || platform === '' || platform.includes('$')) return;
  if (saysPlatform(syntax.from?.name?.value ?? '', platform)) return;
  yield { span: flag.span, message: `this base is ${platform} whatever platform the build is for` };
}

export const constantPlatformInFrom: Rule = {
  meta: {
    id: 'constant-platform-in-from',
    summary: 'FROM names a fixed platform, whatever the build is for',
    group: 'base-image',
    severity: 'info',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3029', 'buildkit:FromPlatformFlagConstDisallowed', 'semgrep:avoid-platform-with-from'],
    references: [
      'https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/',
      'https://docs.docker.com/build/building/multi-platform/',
    ],
  },
  checkInstruction: checkFrom,
  fix(snapshot, finding) {
    const facts = factsOf(snapshot, finding);
    const flag = facts === undefined ? null : findFlag(facts.syntax, 'platform');
    if (facts === undefined || flag === null) return [];
    const edits = editsAt(snapshot, facts, removeWord(facts.syntax, flag.span));
    return [
      {
        id: 'remove-platform',
        title: 'Take the platform of the build',
        applicability: 'unsafe',
        edits,
        preferred: true,
      },
    ];
  },
};
