// A port is a number up to 65535, or a range of two; behind a slash stands tcp, udp or sctp. Anything else stops the build.
import { exposedPorts } from './parts/ports.ts';
import type { Rule } from './rule.ts';

/** What is wrong with a port; null where nothing is. */
function faultOf(text: string): string | null {
  const [ports = '', protocol, ...more] = text.slice(text.lastIndexOf(':') + 1).split('/');
  if (more.length > 0 || (protocol !== undefined && !/^(?:tcp|udp|sctp)$/i.test(protocol)))
    return `${protocol ?? ''} is no protocol: tcp, udp or sctp`;
  const range = /^(\d+)(?:-(\d+))?$/.exec(ports);
  if (range === null) return `${text} is no port`;
  const from = Number(range[1]);
  const to = Number(range[2] ?? range[1]);
  if (from > 65_535 || to > 65_535) return `${String(Math.max(from, to))} is no port: the highest is 65535`;
  return from > to ? `the range ${ports} ends before it begins` : null;
}

export const invalidPort: Rule = {
  meta: {
    id: 'invalid-port',
    summary: 'EXPOSE names a port that cannot be',
    group: 'correctness',
    severity: 'error',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3011', 'trivy:DS-0008', 'semgrep:invalid-port'],
    references: ['https://docs.docker.com/reference/dockerfile/#expose'],
  },
  *checkInstruction(facts) {
    for (const { span, text } of exposedPorts(facts)) {
      const fault = text === null || text === '' ? null : faultOf(text);
      if (fault !== null) yield { span, message: fault };
    }
  },
};
