// `80/TCP` is read as `80/tcp`, but what compares the image's configuration as text sees two ports. BuildKit asks for lower
// case.
import { editsAt, factsOf } from './parts/places.ts';
import { exposedPorts } from './parts/ports.ts';
import { instructionOf } from './parts/triggers.ts';
import type { Rule } from './rule.ts';

export const exposeProtocolInCapitals: Rule = {
  meta: {
    id: 'expose-protocol-in-capitals',
    summary: 'EXPOSE writes a protocol in capitals',
    group: 'correctness',
    severity: 'hint',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['buildkit:ExposeProtoCasing'],
    references: ['https://docs.docker.com/reference/build-checks/expose-proto-casing/'],
  },
  *checkInstruction(facts) {
    for (const { span, shape } of exposedPorts(facts))
      if (/\/[a-z]*[A-Z]/.test(shape)) yield { span, message: 'protocols are written in lower case' };
  },
  fix(snapshot, finding) {
    const facts = factsOf(snapshot, finding);
    if (facts === undefined) return [];
    const origin = instructionOf(snapshot, facts)?.range.start ?? 0;
    const port = exposedPorts(facts).find(({ span }) => span.from === finding.range.start - origin);
    const slash = port?.raw.lastIndexOf('/') ?? -1;
    if (port === undefined || slash < 0 || port.raw.slice(slash).includes('$')) return [];
    const newText = port.raw.slice(0, slash) + port.raw.slice(slash).toLowerCase();
    if (newText === port.raw) return [];
    const edits = editsAt(snapshot, facts, [{ span: port.span, newText }]);
    return [{ id: 'lower-case', title: 'Write it in lower case', applicability: 'safe', edits, preferred: true }];
  },
};
