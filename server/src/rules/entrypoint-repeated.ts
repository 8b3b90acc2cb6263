// An image has one ENTRYPOINT: each one replaces the one before it in the stage without a word. Whoever wrote two expects both to
// count. A ENTRYPOINT that a stage inherits and replaces is no finding: that is what it is for.
import { overridden, takeOut } from './parts/overridden.ts';
import type { Rule } from './rule.ts';

export const entrypointRepeated: Rule = {
  meta: {
    id: 'entrypoint-repeated',
    summary: 'A ENTRYPOINT is replaced by a later one of the same stage and has no effect',
    group: 'correctness',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL4004', 'buildkit:MultipleInstructionsDisallowed', 'trivy:DS-0007'],
    references: [
      'https://docs.docker.com/reference/dockerfile/#entrypoint',
      'https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/',
    ],
  },
  *checkFile(snapshot) {
    for (const facts of overridden(snapshot, 'ENTRYPOINT'))
      yield {
        facts,
        span: facts.syntax.keywordSpan,
        message: 'this ENTRYPOINT has no effect: a later one of the stage replaces it',
      };
  },
  fix: takeOut,
};
