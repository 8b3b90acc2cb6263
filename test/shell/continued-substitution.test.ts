// A command substitution inside double quotes is outside them again: a continuation within it is a blank, as for a shell.
import { expect, test } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { parseShell } from '../../server/src/shell/parse-shell.ts';

test.each([
  ['in quotes', 'RUN x="$( \\\n scanelf --all \\\n | sort )" && make', ['scanelf', 'sort', 'make']],
  ['without', 'RUN x=$( \\\n scanelf --all )', ['scanelf']],
  ['in back quotes', 'RUN x="`\\\n scanelf --all`"', ['scanelf']],
  ['with a quoted word of its own', 'RUN x="$(echo "a\\\nb" (c) )"; make', ['echo', 'make']],
])('%s', (_name, text, names) => {
  const shell = parseDockerfile(`${text}\n`).instructions[0]?.syntax.shell;
  const found = parseShell(shell ?? { text: '', span: { from: 0, to: 0 } }).commands.flatMap(({ name }) =>
    name === null ? [] : [name],
  );
  expect(found).toEqual(expect.arrayContaining(names));
});
