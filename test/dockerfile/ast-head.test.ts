// Where dockerfile-ast reads the head of an instruction, our own reading would give the same.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAstHead } from '../../server/src/dockerfile/ast-head.ts';
import { readHead } from '../../server/src/dockerfile/instruction-head.ts';
import { foldLine } from '../../server/src/dockerfile/logical-line.ts';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { readFlags } from '../../server/src/dockerfile/read-flags.ts';
import { dockerfileText } from '../support/arbitrary-dockerfile.ts';

test('the two readings agree on any instruction', () => {
  let asked = 0;
  fc.assert(
    fc.property(dockerfileText, (text) => {
      for (const { syntax } of parseDockerfile(text).instructions) {
        const line = foldLine(syntax.text, 0, syntax.escape);
        const theirs = readAstHead(line);
        if (theirs === null) continue;
        asked++;
        const { keywordFrom, keywordTo } = readHead(line.folded, 0);
        expect(theirs, syntax.text).toEqual({
          keywordFrom,
          keywordTo,
          ...readFlags(line, keywordTo, line.folded.length),
        });
      }
    }),
    { numRuns: 500 },
  );
  expect(asked).toBeGreaterThan(100);
});
