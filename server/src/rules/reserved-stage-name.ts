// `scratch` and `context` mean something of their own where a stage may be named: a stage of that name cannot be told from
// them.
import type { Rule } from './rule.ts';

export const reservedStageName: Rule = {
  meta: {
    id: 'reserved-stage-name',
    summary: 'A stage is called scratch or context',
    group: 'stages',
    severity: 'warning',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3063', 'buildkit:ReservedStageName'],
    references: ['https://docs.docker.com/reference/build-checks/reserved-stage-name/'],
  },
  *checkInstruction({ syntax }) {
    const name = syntax.from?.name ?? null;
    if (name !== null && /^(?:scratch|context)$/i.test(name.value))
      yield { span: name.span, message: `${name.value} means something else: no stage can be reached by it` };
  },
};
