// A blank line after a continuation is skipped today; BuildKit warns that it will be an error. To the eye the instruction
// ends there. Comment lines within an instruction are fine, and so is whatever stands in a heredoc.
import type { InstructionSyntax } from '../dockerfile/dockerfile.ts';
import type { Span } from '../text/range.ts';
import { editsAt, factsOf } from './parts/places.ts';
import { instructionOf } from './parts/triggers.ts';
import type { Rule } from './rule.ts';

interface Gap {
  /** The escape character after which a blank line stands. */
  readonly escape: Span;
  /** Runs of blank lines, each through its last line end. */
  readonly blank: readonly Span[];
}

function gapAt(text: string, continuation: Span): Gap {
  const blank: Span[] = [];
  let from = -1;
  let at = continuation.to;
  for (let feed = text.indexOf('\n', at); feed >= 0; feed = text.indexOf('\n', at)) {
    const line = text.slice(at, feed).trim();
    if (line !== '' && from >= 0) blank.push({ from, to: at });
    if (line !== '' && !line.startsWith('#')) return { escape: escapeOf(continuation), blank };
    from = line === '' && from < 0 ? at : line === '' ? from : -1;
    at = feed + 1;
  }
  if (from >= 0) blank.push({ from, to: at });
  return { escape: escapeOf(continuation), blank };
}

function escapeOf({ from }: Span): Span {
  return { from, to: from + 1 };
}

function gapsOf({ text, continuations }: InstructionSyntax): readonly Gap[] {
  return continuations.map((continuation) => gapAt(text, continuation)).filter(({ blank }) => blank.length > 0);
}

export const blankLineInContinuation: Rule = {
  meta: {
    id: 'blank-line-in-continuation',
    summary: 'A blank line stands inside an instruction',
    group: 'correctness',
    severity: 'info',
    needs: 'source',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: ['buildkit:NoEmptyContinuation'],
    references: ['https://docs.docker.com/reference/build-checks/no-empty-continuation/'],
  },
  *checkInstruction({ syntax }) {
    if (syntax.continuations.length === 0) return;
    for (const { escape } of gapsOf(syntax))
      yield { span: escape, message: 'a blank line inside an instruction will be an error' };
  },
  fix(snapshot, finding) {
    const facts = factsOf(snapshot, finding);
    const instruction = facts === undefined ? undefined : instructionOf(snapshot, facts);
    if (facts === undefined || instruction === undefined) return [];
    const from = finding.range.start - instruction.range.start;
    const gap = gapsOf(facts.syntax).find(({ escape }) => escape.from === from);
    if (gap === undefined) return [];
    const edits = editsAt(
      snapshot,
      facts,
      gap.blank.map((span) => ({ span, newText: '' })),
    );
    return [{ id: 'remove-line', title: 'Remove the blank line', applicability: 'safe', edits, preferred: true }];
  },
};
