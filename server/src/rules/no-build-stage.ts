// A Dockerfile without FROM builds nothing: an empty file, comments alone, or ARGs that no FROM uses.
import type { Rule } from './rule.ts';

export const noBuildStage: Rule = {
  meta: {
    id: 'no-build-stage',
    summary: 'The file has no FROM, so there is nothing to build',
    group: 'correctness',
    severity: 'hint',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: ['tally:require-stages'],
    references: ['https://docs.docker.com/reference/dockerfile/#from'],
  },
  *checkFile({ dockerfile: { instructions, text } }) {
    // Why: any other instruction is told to stand before FROM, or to be none.
    if (instructions.some(({ keyword }) => keyword !== 'ARG')) return;
    const last = instructions.at(-1)?.range ?? { start: 0, end: Math.min(1, text.length) };
    yield { facts: null, span: last, message: 'there is no FROM, so nothing is built' };
  },
};
