// Each form that a Dockerfile's text may take, and what is read from it.
import { describe, expect, test } from 'vitest';
import type { Dockerfile, InstructionSyntax } from '../../server/src/dockerfile/dockerfile.ts';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { parseInstruction } from '../../server/src/dockerfile/parse-instruction.ts';

function read(text: string): InstructionSyntax {
  return parseInstruction(text, '\\');
}

function kinds(dockerfile: Dockerfile): readonly string[] {
  return dockerfile.pieces.map((piece) => piece.kind);
}

function values(syntax: InstructionSyntax): readonly string[] {
  return syntax.words.map((word) => word.value);
}

describe('directives', () => {
  test('stand before everything else, and the byte-order mark before them', () => {
    const text =
      '\ufeff# syntax = docker/dockerfile:1 \n#ESCAPE=`\r\n# check=skip=all\n# syntaxx=no\n# escape=\\\nFROM a\n';
    const dockerfile = parseDockerfile(text);
    expect(dockerfile.directives.map(({ name, value }) => [name, value])).toEqual([
      ['syntax', 'docker/dockerfile:1'],
      ['escape', '`'],
      ['check', 'skip=all'],
    ]);
    expect(dockerfile.escape).toBe('`');
    expect(dockerfile.directives.map(({ valueRange: { start, end } }) => text.slice(start, end))).toEqual([
      'docker/dockerfile:1',
      '`',
      'skip=all',
    ]);
    expect(dockerfile.comments.map((comment) => comment.text)).toEqual(['syntaxx=no', 'escape=\\']);
  });

  test.each([
    ['after a blank line', '\n# escape=`\nFROM a\n'],
    ['after a comment', '# hi\n# escape=`\nFROM a\n'],
    ['after an instruction', 'FROM a\n# escape=`\n'],
    ['with another value', '# escape=x\nFROM a\n'],
  ])('escape does not count %s', (_, text) => {
    expect(parseDockerfile(text).escape).toBe('\\');
  });

  test('after a #! line, syntax counts', () => {
    const { directives } = parseDockerfile('#!/usr/bin/env x\n# syntax=a\nFROM b\n');
    expect(directives.map((one) => one.value)).toEqual(['a']);
  });
});

describe('continuations', () => {
  test('go on over comments and blank lines', () => {
    const syntax = read('RUN a \\\n# c\n\n   \n  b \\  \n  c');
    expect(values(syntax)).toEqual(['a', 'b', 'c']);
    expect(syntax.innerComments).toHaveLength(1);
    expect(syntax.continuations.map(({ from, to }) => syntax.text.slice(from, to))).toEqual(['\\\n', '\\  \n']);
    expect(syntax.argumentText).toBe(`a ${' '.repeat(13)}b ${' '.repeat(6)}c`);
  });

  test('join the two sides of a word', () => {
    expect(values(read('ENV A=fo\\\no'))).toEqual(['A=foo']);
    expect(read('RU\\\nN x').keyword).toBe('RUN');
    expect(read('RUN ec\\\nho').shell?.text).toBe('ec\ufdd0\ufdd0ho');
  });

  test('two escape characters do not continue', () => {
    expect(parseDockerfile('ENV C a\\\\\nENV D b\n').instructions).toHaveLength(2);
  });

  test('the backtick continues where it is the escape character', () => {
    const { instructions } = parseDockerfile('# escape=`\nFROM a\nRUN dir c:\\`\r\n  x\n');
    expect(instructions).toHaveLength(2);
    expect(instructions[1]?.syntax.words.map((word) => word.value)).toEqual(['dir', 'c:\\', 'x']);
  });

  test('at the end of the file leave the comments below to themselves', () => {
    expect(kinds(parseDockerfile('FROM a\nRUN b \\\n# c\n\n'))).toEqual([
      'instruction',
      'instruction',
      'comment',
      'blank',
    ]);
  });

  test('may come before the keyword', () => {
    const { instructions } = parseDockerfile('\\\n# c\n FROM a\n');
    expect(instructions[0]?.syntax.text).toBe('FROM a');
  });
});

describe('heredocs', () => {
  const body = (text: string, at = 0): string => {
    const syntax = read(text);
    const span = syntax.heredocs[at]?.bodySpan;
    return span === undefined ? '(none)' : syntax.text.slice(span.from, span.to);
  };

  test.each([
    ['plain', 'RUN <<EOF\na\nEOF', 'a\n'],
    ['blank after <<', 'RUN <<  EOF\na\nEOF', 'a\n'],
    ['double-quoted', 'RUN <<"EOF"\na\nEOF', 'a\n'],
    ['single-quoted', "RUN <<'E F'\na\nE F", 'a\n'],
    ['tabs', 'RUN <<-EOF\n\ta\n\tEOF', '\ta\n'],
    ['descriptor', 'RUN 3<<EOF\na\nEOF', 'a\n'],
    ['not alone', 'RUN cat <<EOF > /x\na\nEOF', 'a\n'],
    ['after flags', 'RUN --network=none <<EOF\na\nEOF', 'a\n'],
    ['COPY', 'COPY <<EOF /x\na\nEOF', 'a\n'],
    ['ADD with flags', 'ADD --chown=1:1 <<EOF /x\na\nEOF', 'a\n'],
    ['ONBUILD RUN', 'ONBUILD RUN <<EOF\na\nEOF', 'a\n'],
    ['line ends with return', 'RUN <<EOF\r\na\r\nEOF', 'a\r\n'],
    ['on a continued line', 'RUN x \\\n <<EOF\na\nEOF', 'a\n'],
    ['lines that look like continuations', 'RUN <<EOF\na \\\nEOF', 'a \\\n'],
    ['unterminated', 'RUN <<EOF\na', 'a'],
    ['another word around it', 'RUN cat<<EOF', '(none)'],
    ['in quotes', 'RUN echo "<<EOF"', '(none)'],
    ['here-string', 'RUN cat <<<EOF', '(none)'],
    ['- and a blank', 'RUN cat <<- EOF', '(none)'],
    ['JSON', 'RUN ["<<EOF"]', '(none)'],
    ['other instructions', 'CMD <<EOF', '(none)'],
    ['unclosed quote before', "RUN it's <<EOF", '(none)'],
  ])('%s', (_, text, expected) => {
    expect(body(text)).toBe(expected);
    const whole = `${text}${expected === '(none)' || text.endsWith('a') ? '' : '\nUSER x'}`;
    if (whole !== text) expect(parseDockerfile(whole).instructions.at(-1)?.keyword).toBe('USER');
  });

  test('several in one instruction follow each other', () => {
    const text = 'COPY <<a <<-"b" /x/\n1\na\n\t2\n\tb';
    const { heredocs, words } = read(text);
    expect(heredocs.map(({ name, expands, stripsTabs }) => [name, expands, stripsTabs])).toEqual([
      ['a', true, false],
      ['b', false, true],
    ]);
    expect([body(text, 0), body(text, 1)]).toEqual(['1\n', '\t2\n']);
    expect(words).toHaveLength(3);
  });

  test('alone, the body is the script; with a command, line and body are', () => {
    expect(read('RUN <<EOF\n#!/usr/bin/env python3\nx\nEOF').shell).toMatchObject({
      kind: 'body',
      shebang: '/usr/bin/env python3',
    });
    expect(read('RUN python3 <<EOF\nx\nEOF').shell).toMatchObject({ kind: 'line', text: 'python3 <<EOF\nx\nEOF' });
  });

  test('without its end takes the rest of the file and says so', () => {
    const { instructions } = parseDockerfile('RUN <<EOF\na\nUSER b\n');
    expect(instructions).toHaveLength(1);
    expect(instructions[0]?.syntax.problems.map((one) => one.code)).toEqual(['unterminated-heredoc']);
  });
});

describe('arguments', () => {
  test('flags, repeated and quoted, up to the first word', () => {
    const { flags, argumentText } = read('RUN --mount=type=a,x="b c" --mount=type=d --network make --flag');
    expect(flags.map(({ name, value }) => [name, value])).toEqual([
      ['mount', 'type=a,x="b c"'],
      ['mount', 'type=d'],
      ['network', null],
    ]);
    expect(argumentText).toBe('make --flag');
  });

  test.each([
    ['CMD ["a", "b\\"c"]', ['a', 'b"c'], []],
    ['CMD []', [], []],
    ['COPY ["a b", "c/"]', ['a b', 'c/'], []],
    ["CMD ['a', 'b']", null, ['malformed-json']],
    ['CMD ["a", 1]', null, ['malformed-json']],
    ['CMD ["a",]', null, ['malformed-json']],
    ['SHELL bash', null, ['malformed-json']],
    ['RUN [ -f x ] && y', null, []],
    ['RUN [ "$a" = "b" ]', null, []],
    ['HEALTHCHECK CMD ["a"]', ['a'], []],
  ])('JSON form: %s', (text, expected, problems) => {
    const syntax = read(text);
    expect(syntax.json?.values ?? null).toEqual(expected);
    expect(syntax.problems.map((one) => one.code)).toEqual(problems);
  });

  test('JSON strings have their places', () => {
    const syntax = read('CMD [ "a", \\\n  "b" ]');
    expect(syntax.json?.spans.map(({ from, to }) => syntax.text.slice(from, to))).toEqual(['"a"', '"b"']);
  });

  test.each([
    [
      'ENV A=1 B="x y" C=a\\ b',
      [
        ['A', '1'],
        ['B', '"x y"'],
        ['C', 'a\\ b'],
      ],
      [],
    ],
    ['ENV A b  c', [['A', 'b  c']], []],
    ['ENV A=', [['A', '']], []],
    ['ENV A', [['A', null]], ['malformed-pair']],
    [
      'ENV A=1 b',
      [
        ['A', '1'],
        ['b', null],
      ],
      ['malformed-pair'],
    ],
    ['ENV A="x', [['A', '"x']], ['unterminated-quote']],
    [
      'ARG A B=2',
      [
        ['A', null],
        ['B', '2'],
      ],
      [],
    ],
    ['LABEL "a b"=c', [['a b', 'c']], []],
  ])('pairs: %s', (text, expected, problems) => {
    const syntax = read(text);
    expect(syntax.pairs.map(({ name, value }) => [name, value])).toEqual(expected);
    expect(syntax.problems.map((one) => one.code)).toEqual(problems);
  });

  test('HEALTHCHECK has kinds, ONBUILD a trigger with places in the whole', () => {
    expect(read('HEALTHCHECK --interval=5s CMD curl -f x').healthcheck).toMatchObject({ kind: 'CMD' });
    expect(read('HEALTHCHECK --interval=5s CMD curl -f x').shell?.text).toBe('curl -f x');
    expect(read('HEALTHCHECK none').healthcheck?.kind).toBe('NONE');
    const onbuild = read('ONBUILD COPY --from=a b c');
    expect(onbuild.trigger?.keyword).toBe('COPY');
    const span = onbuild.trigger?.flags[0]?.span;
    expect(onbuild.text.slice(span?.from, span?.to)).toBe('--from=a');
    expect(read('ONBUILD ONBUILD RUN x').trigger?.keyword).toBe('ONBUILD');
  });

  test('WORKDIR and USER are one word, COPY splits at blanks whatever the quotes', () => {
    expect(values(read('WORKDIR /a b'))).toEqual(['/a b']);
    expect(values(read('COPY "a b" c'))).toEqual(['a', 'b', 'c']);
  });

  test.each([
    ['FROM', ['missing-argument']],
    ['FROM a AS', ['missing-argument']],
    ['FROM a AS b c', ['missing-argument']],
    ['RUN', ['missing-argument']],
    ['EXPOSE', ['missing-argument']],
    ['USER', ['missing-argument']],
    ['WORKDIR', ['missing-argument']],
    ['VOLUME', ['missing-argument']],
    ['STOPSIGNAL', ['missing-argument']],
    ['SHELL', ['missing-argument']],
    ['ONBUILD', ['missing-argument']],
    ['ENV', ['missing-argument']],
    ['LABEL', ['missing-argument']],
    ['ARG', ['missing-argument']],
    ['HEALTHCHECK', ['missing-argument']],
    ['HEALTHCHECK curl x', ['missing-argument']],
    ['HEALTHCHECK CMD', ['missing-argument']],
    ['HEALTHCHECK NONE x', ['extra-argument']],
    ['HEALTHCHECK --interval=5 CMD x', ['malformed-flag']],
    ['HEALTHCHECK --interval CMD x', ['malformed-flag']],
    ['HEALTHCHECK --interval=1m30s --timeout=.5h --retries=3 CMD x', []],
    ['HEALTHCHECK --interval=$I CMD x', []],
    ['HEALTHCHECK --retries=many CMD x', ['malformed-flag']],
    ['HEALTHCHECK --wait=3s CMD x', ['unknown-flag']],
    ['LABEL a', ['malformed-pair']],
    ['LABEL =a', ['malformed-pair']],
    ['COPY --form=a b c', ['unknown-flag']],
    ['COPY --from b c', ['malformed-flag']],
    ['COPY --from=a --from=b c d', ['repeated-flag']],
    ['COPY --exclude=a --exclude=b c d', []],
    ['COPY --link=maybe c d', ['malformed-flag']],
    ['COPY --link c d', []],
    ['ADD --from=a b c', ['unknown-flag']],
    ['RUN --mount=type=cache,target=/a --mount=type=tmpfs,target=/b x', []],
    ['RUN --network=none --network=host x', ['repeated-flag']],
    ['FROM --platform=linux/amd64 --pull x', ['unknown-flag']],
    ['ONBUILD COPY --form=a b c', ['unknown-flag']],
    ['SHELL /bin/sh', ['malformed-json']],
    ["CMD ['a', 'b']", ['malformed-json']],
    ['ENTRYPOINT ["a", "b",]', ['malformed-json']],
    ['RUN [ -f x ]', []],
    ['INCLUDE x', ['unknown-instruction']],
  ])('what the build stops at is said: %s', (text, codes) => {
    expect(read(text).problems.map((one) => one.code)).toEqual(codes);
  });

  test('what is missing is said', () => {
    expect(read('COPY a').problems.map((one) => one.code)).toEqual(['missing-argument']);
    expect(read('FRO a').problems.map((one) => one.code)).toEqual(['unknown-instruction']);
    expect(read('FROM a b').problems.map((one) => one.code)).toEqual(['missing-argument']);
  });
});

describe('stages', () => {
  test('have names, bases and their instructions', () => {
    const { stages, instructions } = parseDockerfile(
      'ARG V=12\nARG I=debian:${V}\nFROM $I AS Base\nRUN a\nFROM base\nFROM scratch\nFROM ${X:-b}\nFROM $NO\n',
    );
    expect(stages.map((stage) => stage.base)).toEqual([
      { kind: 'image', text: 'debian:12' },
      { kind: 'stage', stage: 0 },
      { kind: 'scratch' },
      { kind: 'image', text: 'b' },
      { kind: 'unknown', text: '', missing: ['NO'] },
    ]);
    expect(instructions.map((one) => one.stage)).toEqual([null, null, 0, 0, 1, 2, 3, 4]);
  });

  test('a fragment is one stage without base', () => {
    const { stages } = parseDockerfile('ARG A\nRUN b\n');
    expect(stages).toMatchObject([{ from: null, base: { kind: 'none' } }]);
    expect(stages[0]?.instructions).toHaveLength(2);
    expect(parseDockerfile('').stages).toHaveLength(1);
  });
});

test('the commonest line end is the file’s', () => {
  expect(parseDockerfile('FROM a\r\nRUN b\r\nRUN c\n').lineEnd).toBe('\r\n');
  expect(parseDockerfile('FROM a').lineEnd).toBe('\n');
});
