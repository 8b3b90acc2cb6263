// Inputs on which dockerfile-ast 0.7.1 goes wrong, with what is right. They never reach a user of ours.
import { describe, expect, test } from 'vitest';
import type { Instruction } from '../../server/src/dockerfile/dockerfile.ts';
import { flagsOf, knownFlag } from '../../server/src/dockerfile/flags.ts';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { parseShell } from '../../server/src/shell/parse-shell.ts';

function first(text: string): Instruction {
  const [instruction] = parseDockerfile(text).instructions;
  if (instruction === undefined) throw new Error('no instruction');
  return instruction;
}

function commandsOf(instruction: Instruction): readonly string[] {
  const { shell, text } = instruction.syntax;
  return shell === null ? [] : parseShell(shell).commands.map((one) => text.slice(one.span.from, one.span.to));
}

function problemsOf(text: string): readonly string[] {
  return parseDockerfile(text).instructions.flatMap((one) => one.syntax.problems.map((problem) => problem.code));
}

describe('what dockerfile-ast gets wrong', () => {
  test('a comment with a backslash inside a continued instruction is no argument', () => {
    const run = first('RUN \\\n  # note: C:\\temp\\x \\\n  apt-get update\n');
    expect(commandsOf(run)).toEqual(['apt-get update']);
    expect(run.syntax.words.map((word) => word.value)).toEqual(['apt-get', 'update']);
  });

  test('flags and such a comment alone are a RUN without a command, and cost no other instruction', () => {
    const text = 'FROM a\nRUN --mount=type=cache,target=/x \\\n  # pip \\ install x\nCMD ["y"]\n';
    const { instructions } = parseDockerfile(text);
    // BuildKit goes on to the next line that is no comment: CMD is what this RUN runs.
    expect(instructions.map((one) => one.keyword)).toEqual(['FROM', 'RUN']);
    expect(first('RUN --mount=type=cache,target=/x \\\n  # pip \\ x\n').syntax.problems[0]?.code).toBe(
      'missing-argument',
    );
  });

  test('a heredoc with a blank after << has a body', () => {
    const text = 'RUN << EOF\necho hi\nEOF\nCMD x\n';
    const { instructions } = parseDockerfile(text);
    expect(instructions.map((one) => one.keyword)).toEqual(['RUN', 'CMD']);
    expect(commandsOf(first(text))).toEqual(['echo hi']);
    expect(problemsOf(text)).toEqual([]);
  });

  test('a blank line in the heredoc of ADD is part of it', () => {
    const text = 'ADD <<EOF /x\na\n\nb\nEOF\n';
    const [heredoc] = first(text).syntax.heredocs;
    expect(text.slice(heredoc?.bodySpan.from, heredoc?.bodySpan.to)).toBe('a\n\nb\n');
    expect(problemsOf(text)).toEqual([]);
  });

  test('a reference with port, tag and digest is one word', () => {
    const { stages } = parseDockerfile('FROM host:5000/a:1@sha256:0a AS b\n');
    expect(stages[0]?.base).toEqual({ kind: 'image', text: 'host:5000/a:1@sha256:0a' });
    expect(stages[0]?.name).toBe('b');
  });

  test('the words of a RUN with a heredoc are those of its line', () => {
    expect(first('RUN <<EOF\na b c\nEOF\n').syntax.words.map((word) => word.value)).toEqual(['<<EOF']);
  });

  test('quotes, ; and $(…) of a RUN are the shell’s', () => {
    const run = first('RUN echo "a b"; x=$(uname -m)\n');
    expect(commandsOf(run)).toEqual(['echo "a b"', 'x=$(uname -m)', 'uname -m']);
  });

  test('a file that begins with a comment and does not end with one is whole', () => {
    const text = '# a\nFROM b\nRUN c\n';
    expect(parseDockerfile(text).pieces.at(-1)?.range.end).toBe(text.length);
  });

  test('ADD --unpack is known', () => {
    expect(knownFlag('ADD', 'unpack')?.kind).toBe('boolean');
    expect(flagsOf('CMD')).toEqual([]);
  });

  test('$BUILDVARIANT as base waits for its value', () => {
    expect(parseDockerfile('FROM a:$BUILDVARIANT\n').stages[0]?.base).toEqual({
      kind: 'unknown',
      text: 'a:',
      missing: ['BUILDVARIANT'],
    });
  });

  test('lower case is as good as upper case', () => {
    expect(problemsOf('from a\nrun b\ncopy c d\n')).toEqual([]);
  });

  test('two # check= lines: the second is told apart', () => {
    const { directives } = parseDockerfile('# check=skip=A\n# check=skip=B\nFROM a\n');
    expect(directives.map((one) => one.duplicate)).toEqual([false, true]);
  });

  test('RUN --mout is a flag that is not known', () => {
    const run = first('RUN --mout=type=cache x\n');
    expect(run.syntax.flags.map((flag) => knownFlag('RUN', flag.name))).toEqual([null]);
  });
});
