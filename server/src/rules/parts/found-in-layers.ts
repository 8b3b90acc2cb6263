// What a measured build left in the layer of each instruction, asked by kind, and where in the instruction it is blamed.
// It judges no finding; which static rules ask the same is measured-twins.ts's matter.
import type { InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import type { LeftoverKind } from '../../image/leftovers.ts';
import { formatBytes } from '../../text/format-bytes.ts';
import type { Span } from '../../text/range.ts';
import { headSpan } from './places.ts';

export interface FoundKinds {
  readonly facts: InstructionFacts;
  /** Biggest first. */
  readonly found: readonly {
    readonly kind: LeftoverKind;
    readonly fileBytes: number;
    readonly deadBytes: number;
    readonly files: number;
    readonly folders: readonly string[];
  }[];
}

/** By instruction, those of these kinds that weigh `least` bytes or more. Nothing where no build was measured. */
export function* foundKinds(
  snapshot: Snapshot,
  kinds: ReadonlySet<LeftoverKind>,
  least: number,
): Generator<FoundKinds> {
  const leftovers = snapshot.measured?.found?.leftovers;
  if (leftovers === undefined) return;
  for (const [index, all] of leftovers) {
    const facts = snapshot.facts[index];
    const found = all.filter(({ kind, fileBytes }) => kinds.has(kind) && fileBytes >= least);
    if (facts !== undefined && found.length > 0) yield { facts, found };
  }
}

/** The command that fills one of these caches, else the instruction's own word. */
export function blameSpan(facts: InstructionFacts, cacheIds: readonly string[]): Span {
  const filler = facts.commands.find(({ effect }) => effect.caches.some(({ id }) => cacheIds.includes(id)));
  return filler === undefined ? facts.syntax.keywordSpan : headSpan(filler);
}

/** `4.2 MB of x`, `4.2 MB of x and 1.0 MB of y` … */
export function listed(parts: readonly { readonly bytes: number; readonly what: string }[]): string {
  const named = parts.map(({ bytes, what }) => `${formatBytes(bytes)} of ${what}`);
  return named.length < 2 ? (named[0] ?? '') : `${named.slice(0, -1).join(', ')} and ${named.at(-1) ?? ''}`;
}
