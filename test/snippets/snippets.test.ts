// Every snippet, as it stands after pressing Tab through it, is a Dockerfile without a finding of our own.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import { runAllRules } from '../../server/src/rules/run-rules.ts';
import { defaultSettings } from '../../server/src/settings/settings-schema.ts';

interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

const file = path.join(import.meta.dirname, '../../snippets/dockerfile.json');
const snippets = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Snippet>);

/** The text a snippet leaves behind: first choices and default texts taken, `$0` gone, escapes resolved. */
function fillIn({ body }: Snippet): string {
  return body
    .join('\n')
    .replace(/\$\{\d+\|([^,|}]*)(?:[,|][^}]*)?\}/g, '$1')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/(?<!\\)\$\d+/g, '')
    .replace(/\\([\\$}])/g, '$1');
}

describe.each(snippets)('%s', (_name, snippet) => {
  const text = fillIn(snippet);
  const dockerfile = parseDockerfile(text);

  test('parses', () => {
    expect(dockerfile.instructions.flatMap(({ syntax }) => syntax.problems)).toEqual([]);
    expect(text).not.toMatch(/\$\{\d/);
    // Why: VS Code would put its own variables there, or nothing.
    expect(snippet.body.join('\n')).not.toMatch(/(?<!\\)\$\{?[a-z_]/i);
  });
  test('has several stages and a prefix of ours', () => {
    expect(dockerfile.stages.length).toBeGreaterThan(1);
    expect(snippet.prefix).toMatch(/^plimsoll-/);
  });
  test('has no finding', () => {
    const findings = runAllRules(buildSnapshot(dockerfile, {}), defaultSettings);
    expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
  });
});
