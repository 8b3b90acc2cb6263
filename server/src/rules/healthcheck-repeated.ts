// An image has one HEALTHCHECK: each one replaces the one before it in the stage without a word. Whoever wrote two expects both to
// count. A HEALTHCHECK that a stage inherits and replaces is no finding: that is what it is for.
import { overridden, takeOut } from './parts/overridden.ts';
import type { Rule } from './rule.ts';

export const healthcheckRepeated: Rule = {
  meta: {
    id: 'healthcheck-repeated',
    summary: 'A HEALTHCHECK is replaced by a later one of the same stage and has no effect',
    group: 'correctness',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3012', 'buildkit:MultipleInstructionsDisallowed', 'trivy:DS-0023'],
    references: [
      'https://docs.docker.com/reference/dockerfile/#healthcheck',
      'https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/',
    ],
  },
  *checkFile(snapshot) {
    for (const facts of overridden(snapshot, 'HEALTHCHECK'))
      yield {
        facts,
        span: facts.syntax.keywordSpan,
        message: 'this HEALTHCHECK has no effect: a later one of the stage replaces it',
      };
  },
  fix: takeOut,
};
