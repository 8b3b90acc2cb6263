// A Dockerfile begins with FROM; only ARG, comments and directives may stand above. Anything else there stops the build.
import type { Rule } from './rule.ts';

export const instructionBeforeFrom: Rule = {
  meta: {
    id: 'instruction-before-from',
    summary: 'An instruction other than ARG stands before the first FROM',
    group: 'correctness',
    severity: 'error',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3061'],
    references: ['https://docs.docker.com/reference/dockerfile/#from'],
  },
  *checkFile({ facts }) {
    for (const each of facts) {
      const { keyword, keywordSpan, keywordText } = each.syntax;
      if (keyword === 'FROM') return;
      if (keyword === 'ARG' || keyword === 'UNKNOWN') continue;
      yield {
        facts: each,
        span: keywordSpan,
        message: `${keywordText} stands before the first FROM, where only ARG may`,
      };
      return;
    }
  },
};
