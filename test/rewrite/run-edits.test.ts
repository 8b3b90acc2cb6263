// Edits in RUN keep the look of the file: each case names the instruction before and after.
import { describe, expect, test } from 'vitest';
import type { InstructionSyntax } from '../../server/src/dockerfile/dockerfile.ts';
import { parseInstruction } from '../../server/src/dockerfile/parse-instruction.ts';
import { removeCommand } from '../../server/src/rewrite/remove-command.ts';
import { addFlag, appendToRun, insertWord, removeWord, toTextEdits } from '../../server/src/rewrite/run-edits.ts';
import type { SpanEdit } from '../../server/src/rewrite/gaps.ts';
import { parseShell } from '../../server/src/shell/parse-shell.ts';
import { applyEdits } from '../../server/src/text/edit.ts';
import { lines } from './lines.ts';

function apply(syntax: InstructionSyntax, edits: readonly SpanEdit[]): string {
  return applyEdits(syntax.text, toTextEdits(0, edits));
}

function append(text: string, escape: '\\' | '`' = '\\'): string | null {
  const syntax = parseInstruction(text, escape);
  if (syntax.shell === null) return null;
  const edit = appendToRun(syntax, parseShell(syntax.shell), 'rm -rf /x');
  return edit === null ? null : apply(syntax, [edit]);
}

function remove(text: string, name: string, escape: '\\' | '`' = '\\'): string | null {
  const syntax = parseInstruction(text, escape);
  if (syntax.shell === null) throw new Error('no shell text');
  const script = parseShell(syntax.shell);
  const command = script.commands.find((one) => one.name === name);
  if (command === undefined) throw new Error(`no command ${name}`);
  const edits = removeCommand(syntax, script, command);
  return edits === null ? null : apply(syntax, edits);
}

describe('appendToRun', () => {
  test.each([
    ['one line', 'RUN a && b', 'RUN a && b && rm -rf /x'],
    ['trailing blanks are not part of the instruction', 'RUN a', 'RUN a && rm -rf /x'],
    ['a comment of the shell stays at the end', 'RUN a # why', 'RUN a && rm -rf /x # why'],
    ['a closing semicolon stays at the end', 'RUN a; b;', 'RUN a; b && rm -rf /x;'],
    ['after an if', 'RUN if a; then b; fi', 'RUN if a; then b; fi && rm -rf /x'],
    ['flags stay', 'RUN --network=none a', 'RUN --network=none a && rm -rf /x'],
    ['operator at line ends', lines('RUN a && \\', '    b'), lines('RUN a && \\', '    b && \\', '    rm -rf /x')],
    ['operator at line starts', lines('RUN a \\', '  && b'), lines('RUN a \\', '  && b \\', '  && rm -rf /x')],
    [
      'comments between',
      lines('RUN a \\', '  # c', '  && b \\', '  # d', '  && c'),
      lines('RUN a \\', '  # c', '  && b \\', '  # d', '  && c \\', '  && rm -rf /x'),
    ],
    [
      'semicolons under set -e',
      lines('RUN set -eux; \\', '\ta; \\', '\tb'),
      lines('RUN set -eux; \\', '\ta; \\', '\tb; \\', '\trm -rf /x'),
    ],
    [
      'semicolons without set -e do not stop at failures, so && does',
      lines('RUN a; \\', '    b'),
      lines('RUN a; \\', '    b && \\', '    rm -rf /x'),
    ],
    [
      'one command over many lines',
      lines('RUN apt-get install -y \\', '    curl \\', '    git'),
      lines('RUN apt-get install -y \\', '    curl \\', '    git \\', '    && rm -rf /x'),
    ],
    ['heredoc body', lines('RUN <<EOF', 'a', '  b', 'EOF'), lines('RUN <<EOF', 'a', '  b', '  rm -rf /x', 'EOF')],
    ['tabs of <<-', lines('RUN <<-EOF', '\ta', '\tEOF'), lines('RUN <<-EOF', '\ta', '\trm -rf /x', '\tEOF')],
    [
      'a heredoc given to a command',
      lines('RUN cat <<EOF > /f', 'x', 'EOF'),
      lines('RUN cat <<EOF > /f && rm -rf /x', 'x', 'EOF'),
    ],
  ])('%s', (_, before, after) => {
    expect(append(before)).toBe(after);
    expect(append(before.replaceAll('\n', '\r\n'))).toBe(after.replaceAll('\n', '\r\n'));
    expect(append(before.replaceAll('\\\n', '`\n'), '`')).toBe(after.replaceAll('\\\n', '`\n'));
  });

  test.each([
    ['exec form', 'RUN ["a"]'],
    ['background', 'RUN a &'],
    ['unfinished', 'RUN a &&'],
    ['after exec', 'RUN a && exec b'],
    ['a body for Python', lines('RUN <<EOF', '#!/usr/bin/env python3', 'print(1)', 'EOF')],
    ['a body without end', lines('RUN <<EOF', 'a')],
  ])('refuses: %s', (_, before) => {
    expect(append(before)).toBeNull();
  });
});

describe('removeCommand', () => {
  test.each([
    ['in the middle', 'RUN a && x && b', 'RUN a && b'],
    ['first', 'RUN x && b', 'RUN b'],
    ['last', 'RUN a && x', 'RUN a'],
    ['last, closing semicolon', 'RUN a; x;', 'RUN a;'],
    ['between ; and &&', 'RUN a; x && b', 'RUN a; b'],
    ['between && and ;', 'RUN a && x; b', 'RUN a; b'],
    ['operators at line ends', lines('RUN a && \\', '    x -y && \\', '    b'), lines('RUN a && \\', '    b')],
    ['operators at line ends, last', lines('RUN a && \\', '    b && \\', '    x'), lines('RUN a && \\', '    b')],
    ['operators at line starts', lines('RUN a \\', ' && x \\', ' && b'), lines('RUN a \\', ' && b')],
    ['operators at line starts, last', lines('RUN a \\', ' && x'), 'RUN a'],
    ['first of many lines', lines('RUN x && \\', '    b'), 'RUN b'],
    ['first on a line of its own', lines('RUN \\', '  x && \\', '  b'), lines('RUN \\', '  b')],
    ['comments before it stay', lines('RUN a \\', '# c', ' && x \\', ' && b'), lines('RUN a \\', '# c', ' && b')],
    ['comments before the last', lines('RUN a \\', '  # c', ' && x'), lines('RUN a', '  # c')],
    ['comments between operator and last', lines('RUN a && \\', '  # c', '  x'), lines('RUN a', '  # c')],
    ['its arguments over lines', lines('RUN a && x \\', '   b \\', '   c && d'), 'RUN a && d'],
    ['body line', lines('RUN <<EOF', 'a', '# why', 'x 1', 'b', 'EOF'), lines('RUN <<EOF', 'a', '# why', 'b', 'EOF')],
    ['last body line', lines('RUN <<EOF', 'a', 'x', 'EOF'), lines('RUN <<EOF', 'a', 'EOF')],
    ['inside sh -c', "RUN sh -c 'a && x && b'", "RUN sh -c 'a && b'"],
    ['inside then', 'RUN if a; then x; b; fi', 'RUN if a; then b; fi'],
  ])('%s', (_, before, after) => {
    expect(remove(before, 'x')).toBe(after);
    expect(remove(before.replaceAll('\n', '\r\n'), 'x')).toBe(after.replaceAll('\n', '\r\n'));
    expect(remove(before.replaceAll('\\\n', '`\n'), 'x', '`')).toBe(after.replaceAll('\\\n', '`\n'));
  });

  test.each([
    ['the only one', 'RUN x'],
    ['a member of a pipeline', 'RUN a | x'],
    ['what || decides', 'RUN x || b'],
    ['the only one of a branch', 'RUN if a; then x; fi'],
    ['negated', 'RUN a && ! x'],
    ['owner of a heredoc', lines('RUN a && x <<EOF', 'b', 'EOF')],
    ['escaped text of sh -c', 'RUN sh -c "a && x \\"b\\" && c"'],
    ['background', 'RUN x & b'],
  ])('refuses: %s', (_, before) => {
    expect(remove(before, 'x')).toBeNull();
  });
});

describe('words and flags', () => {
  test.each([
    ['one line', 'RUN i foo bar', 'RUN i bar'],
    ['line of its own', lines('RUN i \\', '  foo \\', '  bar'), lines('RUN i \\', '  bar')],
    ['last', lines('RUN i bar \\', '  foo'), 'RUN i bar'],
    ['comment above it stays', lines('RUN i \\', '  # c', '  foo \\', '  bar'), lines('RUN i \\', '  # c', '  bar')],
    ['comment above the last', lines('RUN i bar \\', '  # c', '  foo'), lines('RUN i bar', '  # c')],
  ])('removeWord: %s', (_, before, after) => {
    const syntax = parseInstruction(before, '\\');
    const word = syntax.words.find((one) => one.value === 'foo');
    expect(apply(syntax, removeWord(syntax, word?.span ?? { from: 0, to: 0 }))).toBe(after);
  });

  test('insertWord stands right after the word', () => {
    const syntax = parseInstruction('RUN apt-get install -y curl', '\\');
    const word = syntax.words[1];
    expect(apply(syntax, [insertWord(word?.span ?? { from: 0, to: 0 }, '--no-install-recommends')])).toBe(
      'RUN apt-get install --no-install-recommends -y curl',
    );
  });

  test.each([
    ['none yet', 'RUN a', 'RUN --mount=type=ssh a'],
    ['after others', 'RUN --network=none a', 'RUN --network=none --mount=type=ssh a'],
    [
      'one a line',
      lines('RUN --network=none \\', '    --mount=x \\', '    a'),
      lines('RUN --network=none \\', '    --mount=x \\', '    --mount=type=ssh \\', '    a'),
    ],
    ['inside ONBUILD', 'ONBUILD RUN a', 'ONBUILD RUN --mount=type=ssh a'],
  ])('addFlag: %s', (_, before, after) => {
    const syntax = parseInstruction(before, '\\');
    expect(apply(syntax, [addFlag(syntax.trigger ?? syntax, '--mount=type=ssh')])).toBe(after);
  });
});
