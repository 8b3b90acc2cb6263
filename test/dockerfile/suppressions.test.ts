// Comments that silence findings, and what they speak of.
import { expect, test } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { checkIsError, readSuppressions } from '../../server/src/dockerfile/suppressions.ts';

function read(text: string): readonly (readonly [string, readonly string[], number | 'file'])[] {
  return readSuppressions(parseDockerfile(text)).map(({ tool, ids, scope }) => [
    tool,
    ids,
    scope.kind === 'file' ? 'file' : scope.index,
  ]);
}

test.each([
  ['the next instruction', '# plimsoll ignore=a\nFROM x\n', [['plimsoll', ['a'], 0]]],
  ['past blanks and comments', 'FROM x\n# plimsoll ignore=a, b\n\n# why\nRUN y\n', [['plimsoll', ['a', 'b'], 1]]],
  ['inside a continued RUN', 'FROM x\nRUN a \\\n  # plimsoll ignore=a\n  b\n', [['plimsoll', ['a'], 1]]],
  ['the file', 'FROM x\n# plimsoll global ignore=a\n', [['plimsoll', ['a'], 'file']]],
  ['with a reason', '# plimsoll ignore=a,b because of c\nFROM x\n', [['plimsoll', ['a', 'b'], 0]]],
  ['hadolint', '#hadolint ignore=DL3008,SC2086\nFROM x\n', [['hadolint', ['DL3008', 'SC2086'], 0]]],
  ['hadolint for the file', '# hadolint global ignore=DL3008\nFROM x\n', [['hadolint', ['DL3008'], 'file']]],
  ['BuildKit', '# check=skip=A,B;error=true\nFROM x\n', [['buildkit', ['A', 'B'], 'file']]],
  ['BuildKit, the other way round', '# check=error=true;skip=all\nFROM x\n', [['buildkit', ['all'], 'file']]],
  ['BuildKit below the directives is a comment', 'FROM x\n# check=skip=A\n', []],
  ['nothing follows', 'FROM x\n# plimsoll ignore=a\n', []],
  ['no names', '# plimsoll ignore=\nFROM x\n', []],
  ['in the heredoc of a RUN', 'RUN <<EOF\n  # plimsoll ignore=a\r\nb\nEOF\n', [['plimsoll', ['a'], 0]]],
  ['not in the heredoc of a COPY', 'COPY <<EOF /x\n# plimsoll ignore=a\nEOF\n', []],
])('%s', (_, text, expected) => {
  expect(read(text)).toEqual(expected);
});

test('each name has its place', () => {
  const text = '# check=skip=A, Bc\n# plimsoll ignore=d,e\nFROM x\n';
  const places = readSuppressions(parseDockerfile(text)).flatMap((one) => one.idRanges);
  expect(places.map(({ start, end }) => text.slice(start, end))).toEqual(['A', 'Bc', 'd', 'e']);
});

test('check may ask for errors', () => {
  expect(checkIsError(parseDockerfile('# check=error=true\nFROM x\n'))).toBe(true);
  expect(checkIsError(parseDockerfile('# check=skip=all\nFROM x\n'))).toBe(false);
});
