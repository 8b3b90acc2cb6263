// The injection grammars as VS Code applies them: which scope each piece of a RUN gets. The grammars of Dockerfile, shell
// and Python come from a package; VS Code brings its own copies of the same.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar } from 'vscode-textmate';

const root = path.join(import.meta.dirname, '../..');
const packaged = (name: string): string => path.join(root, 'node_modules/tm-grammars/grammars', `${name}.json`);
const files: Readonly<Record<string, string>> = {
  'source.dockerfile': packaged('docker'),
  'source.shell': packaged('shellscript'),
  'source.python': packaged('python'),
  'plimsoll.run-shell.dockerfile': path.join(root, 'syntaxes/run-shell.tmLanguage.json'),
  'plimsoll.run-argument.dockerfile': path.join(root, 'syntaxes/run-argument.tmLanguage.json'),
  'plimsoll.run-continuation.dockerfile': path.join(root, 'syntaxes/run-continuation.tmLanguage.json'),
};

let grammar: IGrammar;

beforeAll(async () => {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(new Uint8Array(wasm).buffer);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: (scope) => {
      const file = files[scope];
      return Promise.resolve(file === undefined ? null : textmate.parseRawGrammar(readFileSync(file, 'utf8'), file));
    },
    getInjections: (scope) =>
      scope === 'source.dockerfile' ? Object.keys(files).filter((name) => name.startsWith('plimsoll.')) : undefined,
  });
  const loaded = await registry.loadGrammar('source.dockerfile');
  if (loaded === null) throw new Error('the Dockerfile grammar did not load');
  grammar = loaded;
});

/** Scopes of the first piece of `text` that is exactly `piece`, or of the piece that holds it; the last of them is the most special. */
function scopesOf(text: string, piece: string): readonly string[] {
  let state = textmate.INITIAL;
  let holding: readonly string[] | null = null;
  for (const line of text.split('\n')) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    for (const { startIndex, endIndex, scopes } of tokens) {
      const slice = line.slice(startIndex, endIndex);
      if (slice === piece) return scopes;
      if (holding === null && slice.includes(piece)) holding = scopes;
    }
  }
  return holding ?? [];
}

const shell = 'meta.embedded.block.shellscript';
const command = 'entity.name.command.shell';

describe('RUN', () => {
  test('its command and its arguments are shell', () => {
    expect(scopesOf('RUN apt-get update', 'apt-get')).toEqual(expect.arrayContaining([shell, command]));
    expect(scopesOf('RUN apt-get update', 'update')).toEqual(expect.arrayContaining([shell, 'meta.argument.shell']));
  });
  test('its flags are not', () => {
    const text = 'RUN --mount=type=cache,target=/root/.cache pip install x';
    expect(scopesOf(text, 'mount')).toContain('entity.other.attribute-name.flag.dockerfile');
    expect(scopesOf(text, 'pip')).toContain(command);
    expect(scopesOf('RUN --mount=type=bind \\\n  --mount=type=ssh \\\n  make', 'type=ssh')).toContain(
      'string.unquoted.flag.dockerfile',
    );
  });
  test('goes on through continuations, comments and blank lines', () => {
    const text = "RUN \\\n  # it's a comment\n\n  make all \\\n    install\nENV A=1";
    expect(scopesOf(text, " it's a comment")).toContain('comment.line.number-sign.dockerfile');
    expect(scopesOf(text, 'make')).toContain(command);
    expect(scopesOf(text, 'install')).toContain('meta.argument.shell');
    expect(scopesOf(text, 'ENV')).toEqual(['source.dockerfile', 'keyword.other.special-method.dockerfile']);
  });
  test('keeps compound commands together', () => {
    const text = 'RUN set -eux; \\\n    if [ -f x ]; then \\\n      rm x; \\\n    fi';
    expect(scopesOf(text, 'rm')).toContain(command);
    expect(scopesOf(text, 'fi')).toContain('keyword.control.fi.shell');
  });
  test('ends at the next instruction even where a quote stays open', () => {
    expect(scopesOf('RUN echo "open\nENV A=1', 'ENV')).toEqual([
      'source.dockerfile',
      'keyword.other.special-method.dockerfile',
    ]);
  });
  test('is no shell in exec form', () => {
    const scopes = scopesOf('RUN ["make", "all"]', '"make"');
    expect(scopes).toContain('string.quoted.double.dockerfile');
    expect(scopes).not.toContain(shell);
  });
  test('works after ONBUILD and in lower case', () => {
    expect(scopesOf('ONBUILD RUN make', 'make')).toContain(command);
    expect(scopesOf('run make\nenv A=1', 'make')).toContain(command);
    expect(scopesOf('run make\nenv A=1', 'env')).not.toContain(shell);
  });
});

describe('heredocs', () => {
  test('the body is shell, the rest of the file is not', () => {
    const text = 'RUN <<EOF\nset -e\necho "$HOME"\nEOF\nCOPY . .';
    expect(scopesOf(text, 'set')).toContain(shell);
    expect(scopesOf(text, 'HOME')).toContain('variable.other.normal.shell');
    expect(scopesOf(text, 'COPY')).not.toContain(shell);
  });
  test('an open quote does not outlive the body', () => {
    expect(scopesOf("RUN <<-'END'\n\techo \"open\n\tEND\nCMD x", 'CMD')).not.toContain(shell);
  });
  test('a Python body is Python', () => {
    expect(scopesOf('RUN python3 - <<PY\nimport os\nPY', 'import')).toContain('keyword.control.import.python');
  });
});

test('other instructions keep their colours', () => {
  expect(scopesOf('FROM debian:12\nCOPY . .', 'COPY')).toEqual([
    'source.dockerfile',
    'keyword.other.special-method.dockerfile',
  ]);
});
