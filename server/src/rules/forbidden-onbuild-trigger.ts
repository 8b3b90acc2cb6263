// ONBUILD takes any instruction but FROM, MAINTAINER and ONBUILD itself: with these the build stops.
import { ofKeyword } from './parts/of-keyword.ts';
import type { Rule } from './rule.ts';

export const forbiddenOnbuildTrigger: Rule = {
  meta: {
    id: 'forbidden-onbuild-trigger',
    summary: 'ONBUILD is given an instruction that it does not take',
    group: 'correctness',
    severity: 'error',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3043'],
    references: ['https://docs.docker.com/reference/dockerfile/#onbuild-limitations'],
  },
  *checkFile(snapshot) {
    for (const stage of snapshot.stages)
      for (const facts of ofKeyword(stage, 'ONBUILD')) {
        const { trigger } = facts.syntax;
        if (trigger !== null && /^(?:ONBUILD|FROM|MAINTAINER)$/.test(trigger.keyword))
          yield { facts, span: trigger.keywordSpan, message: `ONBUILD does not take ${trigger.keyword}` };
      }
  },
};
