// A second opinion: on well-formed files that dockerfile-ast reads rightly, it and we see the same instructions,
// ranges, flags and properties.
import { DockerfileParser, type Instruction as AstInstruction } from 'dockerfile-ast';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Instruction } from '../../server/src/dockerfile/dockerfile.ts';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { unquote } from '../../server/src/dockerfile/quoting.ts';
import { positionAt } from '../../server/src/text/line-index.ts';
import type { Span } from '../../server/src/text/range.ts';

const gap = fc.constantFrom(' ', '  ', ' \\\n    ', ' \\\r\n\t', ' \\\n# a comment\n  ', ' \\\n\n  ');
const word = fc.stringMatching(/^[a-z][a-z0-9./-]{0,6}$/);
const pair = fc
  .tuple(
    fc.stringMatching(/^[A-Z]{1,3}$/),
    fc.oneof(
      word,
      word.map((w) => `"${w} ${w}"`),
      fc.constant("'x y'"),
    ),
  )
  .map(([name, value]) => `${name}=${value}`);

function spread(keyword: string, part: fc.Arbitrary<string>, minLength: number): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(keyword, keyword.toLowerCase()), fc.array(fc.tuple(gap, part), { minLength, maxLength: 4 }))
    .map(([head, parts]) => head + parts.map(([before, one]) => before + one).join(''));
}

const flagged = (keyword: string, flags: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.subarray([...flags]), fc.array(word, { minLength: 2, maxLength: 4 }))
    .map(([some, words]) => [keyword, ...some, ...words].join(' '));

const instruction = fc.oneof(
  spread('ENV', pair, 1),
  spread('LABEL', pair, 1),
  spread('ARG', pair, 1),
  spread('EXPOSE', word, 1),
  spread('RUN', word, 1),
  flagged('COPY', ['--from=a', '--chown=1:2', '--link']),
  flagged('ADD', ['--chmod=755', '--keep-git-dir=true']),
  flagged('RUN', ['--network=none', '--mount=type=cache,target=/x', '--mount=type=ssh']),
  fc.constantFrom('CMD ["a", "b"]', 'USER x', 'WORKDIR /a', 'HEALTHCHECK --interval=5s CMD x', 'ONBUILD RUN x'),
);

const file = fc
  .array(fc.tuple(instruction, fc.constantFrom('\n', '\r\n', '\n\n', '\n# c\n')), { minLength: 1, maxLength: 6 })
  .map((parts) => `FROM debian:12 AS a\n${parts.map(([one, end]) => one + end).join('')}`);

interface Flagged {
  readonly getFlags: () => { getName: () => string; getValue: () => string | null; getRange: () => unknown }[];
}
interface Paired {
  readonly getProperties: () => {
    getName: () => string;
    getValue: () => string | null;
    getRange: () => unknown;
  }[];
}

function isFlagged(one: AstInstruction): one is AstInstruction & Flagged {
  return 'getFlags' in one;
}

function isPaired(one: AstInstruction): one is AstInstruction & Paired {
  return 'getProperties' in one;
}

test('dockerfile-ast sees the same', () => {
  fc.assert(
    fc.property(file, (text) => {
      const dockerfile = parseDockerfile(text);
      const place = ({ range }: Instruction, { from, to }: Span): unknown => ({
        start: positionAt(dockerfile.lines, range.start + from),
        end: positionAt(dockerfile.lines, range.start + to),
      });
      const theirs = DockerfileParser.parse(text).getInstructions();
      expect(dockerfile.instructions.map((one) => one.keyword)).toEqual(theirs.map((one) => one.getKeyword()));
      dockerfile.instructions.forEach((ours, i) => {
        const their = theirs[i];
        const { syntax } = ours;
        if (their === undefined) return;
        expect(place(ours, { from: 0, to: syntax.text.length })).toEqual(their.getRange());
        expect(place(ours, syntax.keywordSpan)).toEqual(their.getInstructionRange());
        if (isFlagged(their)) {
          expect(syntax.flags.map((one) => [one.name, one.value, place(ours, one.span)])).toEqual(
            their.getFlags().map((one) => [one.getName(), one.getValue(), one.getRange()]),
          );
        }
        if (isPaired(their)) {
          expect(syntax.pairs.map((one) => [one.name, unquote(one.value ?? '', '\\'), place(ours, one.span)])).toEqual(
            their.getProperties().map((one) => [one.getName(), one.getValue(), one.getRange()]),
          );
        } else if (syntax.json === null && ours.keyword !== 'HEALTHCHECK' && ours.keyword !== 'ONBUILD') {
          const found = their.getArguments().map((one) => [one.getValue(), one.getRange()]);
          expect(syntax.words.map((one) => [one.value, place(ours, one.span)])).toEqual(found);
        }
      });
    }),
    { numRuns: 150 },
  );
});
