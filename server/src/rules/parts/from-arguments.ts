// The variables of a FROM, which sees the ARGs above the first FROM and what the builder sets by itself. It judges nothing.
import { expandVariables } from '../../dockerfile/expand-variables.ts';
import type { InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import type { Span } from '../../text/range.ts';

/** What the builder sets without ARG for every FROM. */
export const platformArguments: ReadonlySet<string> = new Set(
  ['TARGET', 'BUILD'].flatMap((side) => ['PLATFORM', 'OS', 'ARCH', 'VARIANT'].map((part) => side + part)),
);

export interface FromText {
  readonly facts: InstructionFacts;
  readonly raw: string;
  readonly span: Span;
  readonly kind: 'image' | 'platform';
}

/** The texts of every FROM that hold a variable. */
export function* variableTexts(snapshot: Snapshot): Generator<FromText> {
  for (const { instructions } of snapshot.stages) {
    const facts = instructions[0];
    if (facts?.syntax.keyword !== 'FROM' || !facts.syntax.text.includes('$')) continue;
    const platform = facts.syntax.flags.find(({ name }) => name === 'platform');
    if (platform?.value?.includes('$') === true)
      yield { facts, raw: platform.value, span: platform.valueSpan, kind: 'platform' };
    const image = facts.syntax.from?.image ?? null;
    if (image?.raw.includes('$') === true) yield { facts, raw: image.raw, span: image.span, kind: 'image' };
  }
}

/** The ARGs above the first FROM with their defaults, expanded; empty where there is none. Given values do not count. */
export function globalDefaultValues(snapshot: Snapshot): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { stage, syntax } of snapshot.dockerfile.instructions) {
    if (stage !== null) break;
    if (syntax.keyword !== 'ARG') continue;
    for (const { name, value } of syntax.pairs)
      values.set(
        name,
        value === null
          ? (values.get(name) ?? '')
          : expandVariables(
              value,
              (key) => values.get(key) ?? (platformArguments.has(key) ? 'linux' : undefined),
              syntax.escape,
            ).value,
      );
  }
  return values;
}
