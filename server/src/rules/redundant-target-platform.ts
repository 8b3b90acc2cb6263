// FROM takes the target platform by itself: `--platform=$TARGETPLATFORM` says nothing and hides the flags that do.
import { findFlag, flagText } from '../dockerfile/flags.ts';
import { removeWord } from '../rewrite/run-edits.ts';
import { editsAt, factsOf } from './parts/places.ts';
import type { Rule } from './rule.ts';

export const redundantTargetPlatform: Rule = {
  meta: {
    id: 'redundant-target-platform',
    summary: 'FROM names the target platform, which it takes anyway',
    group: 'base-image',
    severity: 'info',
    needs: 'source',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3065', 'buildkit:RedundantTargetPlatform'],
    references: ['https://docs.docker.com/reference/build-checks/redundant-target-platform/'],
  },
  *checkInstruction({ syntax }) {
    const flag = syntax.keyword === 'FROM' ? findFlag(syntax, 'platform') : null;
    if (flag !== null && /^\$(?:TARGETPLATFORM|\{TARGETPLATFORM\})$/.test(flagText(flag)))
      yield { span: flag.span, message: 'FROM takes the target platform anyway' };
  },
  fix(snapshot, finding) {
    const facts = factsOf(snapshot, finding);
    const flag = facts === undefined ? null : findFlag(facts.syntax, 'platform');
    if (facts === undefined || flag === null) return [];
    const edits = editsAt(snapshot, facts, removeWord(facts.syntax, flag.span));
    return [{ id: 'remove-platform', title: 'Remove the flag', applicability: 'safe', edits, preferred: true }];
  },
};
