// MAINTAINER has been deprecated since 2017: a label says the same, can be asked for and inherited, and has a standard name
// (OCI image annotations, `org.opencontainers.image.authors`).
import type { InstructionFacts } from '../facts/snapshot.ts';
import { editsAt, factsOf } from './parts/places.ts';
import type { Rule } from './rule.ts';

/** The text as a quoted value; null where a line end stands in it. */
function quoted({ syntax }: InstructionFacts): string | null {
  const { argumentSpan, argumentText, text, escape, innerComments } = syntax;
  if (innerComments.length > 0 || /[\r\n]/.test(text.slice(argumentSpan.from, argumentSpan.to))) return null;
  const enclosed = /^(["'])(.*)\1$/.exec(argumentText);
  const plain =
    enclosed !== null && !(enclosed[2] ?? '').includes(enclosed[1] ?? '') ? (enclosed[2] ?? '') : argumentText;
  const escaped = Array.from(plain, (char) => (char === '"' || char === '$' || char === escape ? escape + char : char));
  return `"${escaped.join('')}"`;
}

export const maintainerDeprecated: Rule = {
  meta: {
    id: 'maintainer-deprecated',
    summary: 'MAINTAINER is deprecated: a label says the same',
    group: 'correctness',
    severity: 'info',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [
      ...['hadolint:DL4000', 'buildkit:MaintainerDeprecated', 'trivy:DS-0022', 'checkov:CKV_DOCKER_6'],
      'semgrep:maintainer-is-deprecated',
    ],
    references: [
      'https://docs.docker.com/reference/dockerfile/#maintainer-deprecated',
      'https://github.com/opencontainers/image-spec/blob/main/annotations.md',
    ],
  },
  *checkInstruction({ syntax }) {
    if (syntax.keyword === 'MAINTAINER')
      yield { span: syntax.keywordSpan, message: 'MAINTAINER is deprecated: a label says the same' };
  },
  fix(snapshot, finding) {
    const facts = factsOf(snapshot, finding);
    const value = facts === undefined || facts.syntax.argumentText === '' ? null : quoted(facts);
    if (facts === undefined || value === null) return [];
    const span = { from: facts.syntax.keywordSpan.from, to: facts.syntax.argumentSpan.to };
    const newText = `LABEL org.opencontainers.image.authors=${value}`;
    const edits = editsAt(snapshot, facts, [{ span, newText }]);
    return [{ id: 'label', title: 'Write it as a label', applicability: 'safe', edits, preferred: true }];
  },
};
