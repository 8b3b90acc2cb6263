// What a Dockerfile takes from its build context: the sources of COPY and ADD, and of bind mounts, each with its place.
// A source that a variable decides is left out. It does not look at what lies in the context.
import { remembered } from './remembered.ts';
import { cleanPath } from '../../build-context/ignore-file.ts';
import type { InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import type { Span } from '../../text/range.ts';

export interface ContextSource {
  readonly facts: InstructionFacts;
  /** Of the word, or of the mount's flag. */
  readonly span: Span;
  readonly kind: 'copy' | 'mount';
  /** Variables replaced. */
  readonly written: string;
  /** Cleaned, relative to the context, which `..` does not leave; `.` for all of it. */
  readonly path: string;
  readonly isGlob: boolean;
}

/** A source as BuildKit takes it. */
export function contextPathOf(source: string): string {
  const cleaned = cleanPath(`/${source}`).slice(1);
  return cleaned === '' ? '.' : cleaned;
}

function sourceAt(facts: InstructionFacts, kind: ContextSource['kind'], written: string, span: Span): ContextSource {
  return { facts, span, kind, written, path: contextPathOf(written), isGlob: /[*?[\\]/.test(written) };
}

/** Sources of one instruction, in order. */
export const sourcesOf: (facts: InstructionFacts) => readonly ContextSource[] = remembered((facts) => {
  const { copy, syntax, mounts } = facts;
  const found: ContextSource[] = [];
  if (copy?.kind === 'context') {
    const words = syntax.words
      .slice(0, -1)
      .filter(
        ({ span }) =>
          !syntax.heredocs.some(({ operatorSpan }) => operatorSpan.from >= span.from && operatorSpan.to <= span.to),
      );
    copy.sources.forEach(({ expanded }, at) => {
      const span = words[at]?.span;
      if (expanded !== null && span !== undefined) found.push(sourceAt(facts, 'copy', expanded, span));
    });
  }
  for (const mount of mounts)
    if (mount.type === 'bind' && mount.from === null && !mount.source.includes('$'))
      found.push(sourceAt(facts, 'mount', mount.source, mount.flag.span));
  return found;
});

/** Sources of all instructions, in order. */
export const contextSources: (snapshot: Snapshot) => readonly ContextSource[] = remembered(({ facts }) =>
  facts.flatMap(sourcesOf),
);
