// The ports of EXPOSE, each with its place: `[[address:]host:]port[-port][/protocol]`. It judges none of them.
import { expandIn } from '../../dockerfile/variables.ts';
import type { InstructionFacts } from '../../facts/snapshot.ts';
import { variablesBefore } from '../../facts/stage-state.ts';
import type { Span } from '../../text/range.ts';

export interface ExposedPort {
  readonly span: Span;
  /** As written, quotes included. */
  readonly raw: string;
  /** Variables filled in; null where one is unknown. */
  readonly text: string | null;
  /** The same, with what is unknown left as a variable of the same length, its own text blanked to `$`. */
  readonly shape: string;
}

/** The words of an EXPOSE. */
export function exposedPorts(facts: InstructionFacts): readonly ExposedPort[] {
  const { syntax } = facts;
  if (syntax.keyword !== 'EXPOSE') return [];
  return syntax.words.map(({ raw, value, span }) => {
    if (!raw.includes('$')) return { span, raw, text: value, shape: value };
    const expanded = expandIn(variablesBefore(facts), raw, syntax.escape);
    if (expanded.missing.length === 0) return { span, raw, text: expanded.value, shape: expanded.value };
    const shape = raw.replace(/\$\{[^{}]*\}|\$\w+/g, (variable) => '$'.repeat(variable.length));
    return { span, raw, text: null, shape };
  });
}
