// Each form of shell text, and the flat list of commands it becomes.
import { describe, expect, test } from 'vitest';
import { parseInstruction } from '../../server/src/dockerfile/parse-instruction.ts';
import { parseShell } from '../../server/src/shell/parse-shell.ts';
import type { ShellCommand, ShellScript } from '../../server/src/shell/shell.ts';

function parse(text: string): ShellScript {
  return parseShell({ text, span: { from: 0, to: text.length } });
}

function named(text: string, name: string): ShellCommand {
  const command = parse(text).commands.find((one) => one.name === name);
  if (command === undefined) throw new Error(`no ${name} in ${text}`);
  return command;
}

/** Commands as `joiner name`, nested ones after `>`. */
function outline(text: string): string {
  return parse(text)
    .commands.map((one) =>
      `${one.parent === null ? '' : '>'}${one.joinedBy === 'start' ? '' : one.joinedBy} ${one.name ?? '?'}`.trim(),
    )
    .join(', ');
}

describe('commands', () => {
  test.each([
    ['a && b; c || d', 'a, && b, ; c, || d'],
    ['a\nb # c\n\nd', 'a, ; b, ; d'],
    ['a | b |& c & d', 'a, | b, | c, & d'],
    ['if a; then b; elif c; then d; else e; fi; f', 'a, b, c, d, e, ; f'],
    ['for i in 1 2; do a; b; done', 'a, ; b'],
    ['while a; do b; done', 'a, b'],
    ['case $x in a) b;; *) c; d;; esac', 'b, c, ; d'],
    ['{ a; b; } && (c)', 'a, ; b, c'],
    ['f() { a; }; f', 'a, ; f'],
    ['[[ -f x ]] && a', '[[, && a'],
    ['! a && time b', 'a, && b'],
    ['A=1', '?'],
    ['', ''],
    ['# only a comment', ''],
    ["sh -c 'a && b'; c", 'sh, > a, >&& b, ; c'],
    ['bash -eo pipefail -c "a | b"', 'bash, > a, >| b'],
    ['/bin/sh -exc "a"', '/bin/sh, > a'],
    ['sudo -E env A=1 sh -c a', 'sudo, > a'],
    ['exec bash -c a', 'exec, > a'],
    ['sh ./x.sh', 'sh'],
    ['sh -c "a $(b)"', 'sh, > b'],
    ["eval 'a; b'", 'eval, > a, >; b'],
    ['eval $X', 'eval'],
    ['echo $(a | b) `c`', 'echo, > a, >| b, > c'],
    ['echo "${A:-$(b)}"', 'echo, > b'],
    ['A=$(b) c', 'c, > b'],
    ['a <(b)', 'a, > b'],
    ['ls | xargs -0 -n1 -I {} rm -f {}', 'ls, | xargs, > rm'],
    ['xargs', 'xargs'],
    ['bash <<EOF\na\nb\nEOF\nc', 'bash, > a, >; b, ; c'],
    ["cat <<'EOF' | sh\na\nEOF", 'cat, | sh'],
    ['sh -c "sh -c \'a\'"', 'sh, > sh, > a'],
  ])('%s', (text, expected) => {
    expect(outline(text)).toBe(expected);
  });

  test('have exact places, also inside sh -c over continued lines', () => {
    const { shell, text } = parseInstruction("RUN a && \\\n  sh -c 'b \\\n  # why\n  && c d'", '\\');
    if (shell === null) throw new Error('no shell text');
    const { commands } = parseShell(shell);
    expect(commands.map(({ span }) => text.slice(span.from, span.to)).slice(-2)).toEqual(['b', 'c d']);
    expect(commands.every((one) => one.exact)).toBe(true);
    expect(commands.map(({ joinSpan }) => text.slice(joinSpan.from, joinSpan.to))).toEqual(['', '&&', '', '&&']);
  });

  test('inside escaped quotes point at the whole word', () => {
    const command = named('sh -c "a \\"b\\" && c"', 'c');
    expect(command.exact).toBe(false);
    expect(command.span).toEqual({ from: 6, to: 20 });
  });

  test('share their list with those beside them', () => {
    const script = parse('a && if b; then c && d; fi && e');
    expect(script.commands.map((one) => one.list)).toEqual([0, 1, 2, 2, 0]);
    expect(script.commands.at(-1)?.joinedBy).toBe('&&');
  });
});

describe('guards', () => {
  test.each([
    ['a && b', 'b', {}],
    ['if a; then b; fi', 'a', { mayFail: true }],
    ['if a; then b; fi', 'b', { conditional: true }],
    ['[ -f x ] && b', 'b', { conditional: true }],
    ['command -v x && b', 'b', { conditional: true }],
    ['a || b', 'b', { conditional: true }],
    ['a || b', 'a', { mayFail: true }],
    ['a || exit 1', 'a', {}],
    ['a || { echo; exit 1; }', 'a', {}],
    ['a || true && b', 'b', {}],
    ['! a', 'a', { mayFail: true }],
    ['for i in 1; do b; done', 'b', { loop: true }],
    ['(b)', 'b', { subshell: 1 }],
    ['b | c', 'b', { subshell: 1 }],
    ['echo $(b)', 'b', { subshell: 1 }],
    ['b &', 'b', { background: true, subshell: 1 }],
    ['f() { b; }', 'b', { function: 'f' }],
    ['case x in a) b;; esac', 'b', { conditional: true }],
    ["[ -d x ] && sh -c 'b'", 'b', { conditional: true, subshell: 1 }],
  ])('%s: %s', (text, name, expected) => {
    const none = { conditional: false, loop: false, subshell: 0, function: null, background: false, mayFail: false };
    expect(named(text, name).guard).toEqual({ ...none, ...expected });
  });
});

describe('words', () => {
  test.each([
    ['a "b c"', 'b c'],
    ["a 'b'c", 'bc'],
    ['a b\\ c', 'b c'],
    ["a $'b\\n'", 'b\n'],
    ['a ""', ''],
    ['a $B', null],
    ['a "x$B"', null],
    ['a *.py', null],
    ['a "*.py"', '*.py'],
    ['a {b,c}', null],
    ['a ~/b', '~/b'],
    ['a --c=d', '--c=d'],
  ])('%s', (text, value) => {
    expect(parse(text).commands[0]?.words[1]?.value).toBe(value);
  });

  test('have parts', () => {
    expect(parse('a x"$B"${C:-d e}${D##*/}$(e)*').commands[0]?.words[1]?.parts).toMatchObject([
      { kind: 'literal', value: 'x', quoted: false },
      { kind: 'variable', name: 'B', operator: null, quoted: true },
      { kind: 'variable', name: 'C', operator: ':-', operand: 'd e', quoted: false },
      { kind: 'variable', name: 'D', operator: '##', operand: '*/' },
      { kind: 'substitution', script: { commands: [{ name: 'e' }] } },
      { kind: 'other', raw: '*' },
    ]);
  });

  test('of a continued word are one, and the place is the whole', () => {
    const { shell, text } = parseInstruction('RUN echo a\\\nb "c \\\n d"', '\\');
    if (shell === null) throw new Error('no shell text');
    const words = parseShell(shell).commands[0]?.words ?? [];
    expect(words.map((word) => word.value)).toEqual(['echo', 'ab', 'c  d']);
    expect(words.map(({ span }) => text.slice(span.from, span.to))).toEqual(['echo', 'a\\\nb', '"c \\\n d"']);
  });

  test('lose no carriage return to a name in a body with other line ends', () => {
    const { shell } = parseInstruction('RUN <<EOF\r\nset -e\r\nrm x\r\nEOF', '\\');
    if (shell === null) throw new Error('no shell text');
    expect(parseShell(shell).commands.map((one) => one.words.map((word) => word.value))).toEqual([
      ['set', '-e'],
      ['rm', 'x'],
    ]);
  });
});

describe('assignments and redirections', () => {
  test('before a command, alone, and of export', () => {
    const read = (text: string): unknown =>
      parse(text).commands[0]?.assignments.map(({ name, value }) => [name, value?.value, value?.raw]);
    expect(read('A=1 B="$C" d')).toEqual([
      ['A', '1', '1'],
      ['B', null, '"$C"'],
    ]);
    expect(read('A=')).toEqual([['A', '', '']]);
    expect(read('export A=x')).toEqual([['A', 'x', 'x']]);
    expect(read('A=(1 2)')).toEqual([['A', null, '(1 2)']]);
    expect(named('export A=x', 'export').words.map((word) => word.value)).toEqual(['export', 'A=x']);
  });

  test('with descriptors, and those of a compound command on each command inside', () => {
    const read = (text: string): unknown =>
      parse(text).commands.map((one) => one.redirections.map((r) => [r.operator, r.descriptor, r.target?.value]));
    expect(read('a >b 2>&1 <<<c')).toEqual([
      [
        ['>', null, 'b'],
        ['>&', 2, '1'],
        ['<<<', null, 'c'],
      ],
    ]);
    expect(read('{ a; b 2>d; } >>c')).toEqual([
      [['>>', null, 'c']],
      [
        ['>', 2, 'd'],
        ['>>', null, 'c'],
      ],
    ]);
  });

  test('heredocs have bodies with places', () => {
    const text = 'cat <<-EOF >x && b\n\thi\n\tEOF';
    const [heredoc] = named(text, 'cat').redirections;
    expect(heredoc?.body?.text).toBe('\thi\n');
    expect(text.slice(heredoc?.body?.span.from, heredoc?.body?.span.to)).toBe('\thi\n');
    expect(named(text, 'b').joinedBy).toBe('&&');
  });
});

test.each([
  ['set -eux; a', 'e,u,x'],
  ['set -e -o pipefail && a', 'e,pipefail'],
  ['set -o errexit\nset +e\na', ''],
  ['a; set -e', ''],
  ['set -ex', 'e,x'],
])('options of %s', (text, expected) => {
  expect([...parse(text).options].join()).toBe(expected);
});

test('broken text is an error and what could be read', () => {
  const script = parse('a && if b; then');
  expect(script.errors).not.toEqual([]);
  expect(script.commands.map((one) => one.name)).toContain('a');
});

test('deep nesting ends', () => {
  const text = `${'sh -c "'.repeat(1)}${'$('.repeat(300)}a${')'.repeat(300)}`;
  expect(parse(text).commands.length).toBeLessThan(400);
});

test('the same text at the same place is the same object', () => {
  expect(parse('a b')).toBe(parse('a b'));
});
