// What must hold for every text whatever: nothing is lost, nothing throws, and a change costs no truth.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InstructionSyntax, ShellSource } from '../../server/src/dockerfile/dockerfile.ts';
import { mountsOf } from '../../server/src/dockerfile/mounts.ts';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { parseInstruction } from '../../server/src/dockerfile/parse-instruction.ts';
import { readSuppressions } from '../../server/src/dockerfile/suppressions.ts';
import { enterStage, globalVariables, stepVariables } from '../../server/src/dockerfile/variables.ts';
import { indexLines } from '../../server/src/text/line-index.ts';
import { joiner } from '../../server/src/text/joiner.ts';
import type { Span } from '../../server/src/text/range.ts';
import { dockerfileEdit, dockerfileText } from '../support/arbitrary-dockerfile.ts';

function spansOf(syntax: InstructionSyntax): readonly Span[] {
  const spans: (Span | null | undefined)[] = [
    syntax.keywordSpan,
    syntax.argumentSpan,
    ...syntax.flags.flatMap((flag) => [flag.span, flag.valueSpan]),
    ...syntax.words.map((word) => word.span),
    ...syntax.pairs.flatMap((pair) => [pair.span, pair.nameSpan, pair.valueSpan]),
    ...syntax.heredocs.flatMap((heredoc) => [heredoc.operatorSpan, heredoc.bodySpan, heredoc.terminatorSpan]),
    syntax.json?.span,
    ...(syntax.json?.spans ?? []),
    ...syntax.continuations,
    ...syntax.innerComments,
    ...syntax.problems.map((problem) => problem.span),
    syntax.shell?.span,
    syntax.healthcheck?.argumentSpan,
    ...(syntax.trigger === null ? [] : spansOf(syntax.trigger)),
  ];
  return spans.filter((span) => span != null);
}

function shellsOf(syntax: InstructionSyntax): readonly ShellSource[] {
  return [syntax.shell, syntax.trigger?.shell].filter((shell) => shell != null);
}

describe('any text', () => {
  test('is tiled by its pieces without gap or overlap', () => {
    fc.assert(
      fc.property(dockerfileText, (text) => {
        const { pieces, instructions } = parseDockerfile(text);
        let at = 0;
        for (const piece of pieces) {
          expect(piece.range.start).toBe(at);
          expect(piece.range.end).toBeGreaterThan(at);
          at = piece.range.end;
          if (piece.instruction === null) continue;
          const instruction = instructions[piece.instruction];
          expect(instruction?.range.start).toBeGreaterThanOrEqual(piece.range.start);
          expect(instruction?.range.end).toBeLessThanOrEqual(piece.range.end);
        }
        expect(at).toBe(text.length);
      }),
      { numRuns: 400 },
    );
  });

  test('has all spans inside their instruction, and shell text as long as its span', () => {
    fc.assert(
      fc.property(dockerfileText, (text) => {
        for (const { range, syntax } of parseDockerfile(text).instructions) {
          expect(syntax.text).toBe(text.slice(range.start, range.end));
          expect(syntax.problems.map((problem) => problem.code)).not.toContain('unparsed');
          const astray = spansOf(syntax).filter(({ from, to }) => from < 0 || to < from || to > syntax.text.length);
          expect(astray).toEqual([]);
          expect(syntax.argumentText).toHaveLength(syntax.argumentSpan.to - syntax.argumentSpan.from);
          for (const shell of shellsOf(syntax)) {
            expect(shell.text).toHaveLength(shell.span.to - shell.span.from);
            const strays = Array.from({ length: shell.text.length }, (_, i) => i).filter((i) => {
              const char = shell.text[i];
              return char !== ' ' && char !== joiner && char !== syntax.text[shell.span.from + i];
            });
            expect(strays).toEqual([]);
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  test('reads an instruction alone as it reads it in the file', () => {
    fc.assert(
      fc.property(dockerfileText, (text) => {
        for (const { syntax } of parseDockerfile(text).instructions) {
          const again = parseDockerfile(syntax.text);
          if (syntax.escape !== '\\' || syntax.text === '') continue;
          expect(again.instructions).toHaveLength(1);
          expect(again.instructions[0]?.syntax).toBe(parseInstruction(syntax.text, '\\'));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('gives stages, suppressions, mounts and variables without throwing', () => {
    fc.assert(
      fc.property(dockerfileText, (text) => {
        const dockerfile = parseDockerfile(text);
        expect(dockerfile.stages.length).toBeGreaterThan(0);
        expect(dockerfile.lines).toEqual(indexLines(text));
        readSuppressions(dockerfile);
        const globals = globalVariables(dockerfile.instructions);
        for (const stage of dockerfile.stages) {
          let state = enterStage(globals, null);
          for (const { syntax } of stage.instructions) {
            mountsOf(syntax);
            const next = stepVariables(state, syntax);
            expect(stepVariables(next, syntax) === next || syntax.pairs.length > 0).toBe(true);
            state = next;
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a change', () => {
  test('gives what reading afresh gives', () => {
    fc.assert(
      fc.property(dockerfileEdit, ({ text, edited }) => {
        const previous = parseDockerfile(text);
        expect(parseDockerfile(edited, previous)).toEqual(parseDockerfile(edited));
      }),
      { numRuns: 1000 },
    );
  });

  test('keeps the syntax of every instruction whose text is the same', () => {
    fc.assert(
      fc.property(dockerfileEdit, ({ text, edited }) => {
        const previous = parseDockerfile(text);
        const next = parseDockerfile(edited, previous);
        for (const { syntax } of next.instructions) {
          const same = previous.instructions.find(
            (one) => one.syntax.text === syntax.text && one.syntax.escape === syntax.escape,
          );
          if (same !== undefined) expect(syntax).toBe(same.syntax);
        }
      }),
      { numRuns: 300 },
    );
  });
});
