// EXPOSE says on which ports the container listens. Addresses and host ports are for `docker run -p`: here the engine throws
// them away, and BuildKit will refuse them.
import { editsAt, factsOf } from './parts/places.ts';
import { exposedPorts } from './parts/ports.ts';
import { instructionOf } from './parts/triggers.ts';
import type { Rule } from './rule.ts';

export const exposeWithAddress: Rule = {
  meta: {
    id: 'expose-with-address',
    summary: 'EXPOSE maps a port of the host, which only docker run can',
    group: 'correctness',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['buildkit:ExposeInvalidFormat'],
    references: ['https://docs.docker.com/reference/build-checks/expose-invalid-format/'],
  },
  *checkInstruction(facts) {
    for (const { span, shape } of exposedPorts(facts))
      if (shape.includes(':'))
        yield { span, message: 'EXPOSE takes the port of the container alone: the rest is thrown away' };
  },
  fix(snapshot, finding) {
    const facts = factsOf(snapshot, finding);
    if (facts === undefined) return [];
    const origin = instructionOf(snapshot, facts)?.range.start ?? 0;
    const port = exposedPorts(facts).find(({ span }) => span.from === finding.range.start - origin);
    if (port === undefined || /[$"'\\]/.test(port.raw)) return [];
    const text = port.raw.slice(port.raw.lastIndexOf(':') + 1);
    if (!/^\d+(?:-\d+)?(?:\/\w+)?$/.test(text)) return [];
    const edits = editsAt(snapshot, facts, [{ span: port.span, newText: text }]);
    return [{ id: 'container-port', title: `Keep ${text}`, applicability: 'safe', edits, preferred: true }];
  },
};
