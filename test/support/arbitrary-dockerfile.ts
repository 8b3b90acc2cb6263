// Makes hostile Dockerfile texts for property tests: real shapes mixed with broken ones, in every combination of line
// ends, escapes, continuations, comments and heredocs.
import fc from 'fast-check';

const shellFragments = [
  'apt-get update && apt-get install -y curl',
  'set -eux; rm -rf /var/lib/apt/lists/*',
  'echo "a b" \'c d\' $HOME ${X:-d} $(uname -m) `id`',
  "sh -c 'make && make install'",
  'bash -ec "pip install --no-cache-dir x"',
  'if [ -f a ]; then b; else c; fi',
  'for i in 1 2; do echo $i; done || true',
  '(cd /tmp && make) & wait',
  'f() { g; }; f | tee log > out 2>&1',
  'find . -name "*.pyc" | xargs -0 rm -f',
  '[ "$x" = y ] && z',
  'echo "unclosed',
  "it's",
  'a \\\\',
  'case $x in a) b;; *) c;; esac',
  'env A=1 sudo -E sh -c "x"',
  'cat <<< word',
  '&& || ;',
  'echo é 😀 \u2028 \u00a0 \ufdd0',
];

const argumentFragments = [
  'debian:12',
  'host:5000/a:1@sha256:abc AS base',
  '${BASE:-scratch} as x',
  '["a", "b\\n"]',
  "['a']",
  '["a", 1]',
  '--from=base --chown=1:2 /a /b',
  '--mount=type=cache,target=/x --mount=type=bind,src=.,dst=/y make',
  '--mout=x y',
  'A=1 B="x y" C=\'z\'',
  'A b c',
  'A="unclosed',
  'A',
  '=b',
  '--interval=5s CMD curl -f x',
  'NONE',
  'RUN echo hi',
  'ONBUILD RUN x',
  '',
  '/a/b',
  '80/tcp 443',
  'A=$A B=$A/b C="${TOKEN}"',
  'NPM_TOKEN GIT_COMMIT=$A',
  '80/TCP 127.0.0.1:8080:80 99999',
  '--platform=$TARGETPLATFORM ${A}:${B:-1} AS scratch',
  'a b --from c',
];

const keywordFragments = [
  'FROM',
  'RUN',
  'run',
  'COPY',
  'ADD',
  'ENV',
  'ARG',
  'LABEL',
  'CMD',
  'ENTRYPOINT',
  'HEALTHCHECK',
  'ONBUILD',
  'ONBUILD RUN',
  'ONBUILD COPY',
  'SHELL',
  'WORKDIR',
  'USER',
  'EXPOSE',
  'VOLUME',
  'MAINTAINER',
  'STOPSIGNAL',
  'FRO',
  'éé',
];

const oddLines = [
  '# syntax=docker/dockerfile:1',
  '# escape=`',
  '#escape = \\',
  '# check=skip=A,B;error=true',
  '#!/usr/bin/env docker',
  '# a comment with \\',
  '# note: C:\\temp\\x',
  '# plimsoll ignore=a,b',
  '',
  '   ',
  '\\',
  '`',
  '  \\  ',
  'EOF',
  '\tEOF',
  'body line \\',
];

const heredocMarks = [
  '<<EOF',
  '<<-EOF',
  '<< EOF',
  '<<"EOF"',
  "<<'EOF'",
  '3<<EOF',
  '<<EOF <<E2',
  '<<-"E 2"',
  '<<',
  '<<<EOF',
];

const newline = fc.constantFrom('\n', '\r\n');
const continuation = fc.tuple(fc.constantFrom('\\', '`', '\\ ', '\\\\'), newline).map((parts) => parts.join(''));

/** A piece of what may follow a keyword, with continuations, comments and blank lines inside. */
const tail: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...shellFragments) },
      { weight: 4, arbitrary: fc.constantFrom(...argumentFragments) },
      { weight: 1, arbitrary: fc.constantFrom(...heredocMarks) },
      { weight: 4, arbitrary: continuation },
      { weight: 1, arbitrary: fc.tuple(continuation, fc.constantFrom(...oddLines), newline).map((p) => p.join('')) },
      { weight: 2, arbitrary: fc.constantFrom(' ', '\t', ' && ', '; ', '  ') },
    ),
    { maxLength: 7 },
  )
  .map((parts) => parts.join(' '));

const instruction = fc
  .tuple(
    fc.constantFrom('', '', '  ', '\t'),
    fc.constantFrom(...keywordFragments),
    fc.constantFrom(' ', '\t', ''),
    tail,
  )
  .map((parts) => parts.join(''));

const heredoc = fc
  .tuple(
    fc.constantFrom('RUN', 'COPY', 'ADD', 'ONBUILD RUN', 'RUN --mount=type=cache,target=/x', 'RUN cat'),
    fc.constantFrom(...heredocMarks),
    fc.constantFrom('', ' /dest', ' && x'),
    newline,
    fc.array(fc.oneof(fc.constantFrom(...shellFragments), fc.constantFrom(...oddLines)), { maxLength: 4 }),
    fc.constantFrom('EOF', 'E2', '\tEOF', 'EOF\nE2', ''),
  )
  .map(([keyword, mark, rest, eol, body, end]) => [`${keyword} ${mark}${rest}`, ...body, end].join(eol));

const garbage = fc.string({ unit: 'binary', maxLength: 12 });

/** Any text that an editor might hold while a Dockerfile is being written. */
export const dockerfileText: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('', '', '', '\ufeff'),
    fc.array(
      fc.tuple(
        fc.oneof(
          { weight: 6, arbitrary: instruction },
          { weight: 3, arbitrary: heredoc },
          { weight: 3, arbitrary: fc.constantFrom(...oddLines) },
          { weight: 1, arbitrary: garbage },
        ),
        fc.constantFrom('\n', '\n', '\n', '\r\n', '\n\n', '\r', ''),
      ),
      { maxLength: 9 },
    ),
  )
  .map(([mark, lines]) => mark + lines.map(([line, end]) => line + end).join(''));

/** A text and a way to change it: replace a stretch by something. */
export const dockerfileEdit: fc.Arbitrary<{ readonly text: string; readonly edited: string }> = fc
  .tuple(
    dockerfileText,
    fc.nat(),
    fc.nat(12),
    fc.oneof(dockerfileText, fc.constantFrom('', '\n', '\\\n', '#', ' ', 'E')),
  )
  .map(([text, place, length, replacement]) => {
    const at = text.length === 0 ? 0 : place % (text.length + 1);
    return { text, edited: text.slice(0, at) + replacement + text.slice(at + length) };
  });

/** Shell text as it might stand in a RUN or a heredoc body. */
export const shellText: fc.Arbitrary<string> = fc
  .array(
    fc.tuple(
      fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...shellFragments) }, { weight: 1, arbitrary: garbage }),
      fc.constantFrom(' && ', '; ', '\n', ' || ', ' | ', ' \\\n', ' & ', ''),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.map(([command, joiner]) => command + joiner).join(''));
