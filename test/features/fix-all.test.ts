// Everything safe at once, over every page of every rule: it ends, is quiet afterwards, loses nothing, and comes back as
// edits of the text it began with.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import type { Snapshot } from '../../server/src/facts/snapshot.ts';
import { fixesFor, fixWithin } from '../../server/src/features/code-actions.ts';
import { syntaxDiagnostics } from '../../server/src/features/diagnostics.ts';
import { fixAll } from '../../server/src/features/fix-all.ts';
import { runAllRules } from '../../server/src/rules/run-rules.ts';
import { defaultSettings } from '../../server/src/settings/settings-schema.ts';
import { applyEdits, editsConflict } from '../../server/src/text/edit.ts';
import { fixtureContext } from '../support/fixture-context.ts';
import { readFixturePage, type FixtureCase } from '../support/fixture-page.ts';

const folder = path.join(path.dirname(new URL(import.meta.url).pathname), '..', 'rules');

interface Files {
  readonly path: string;
  readonly text: string;
}

function build(text: string, fixture: FixtureCase | null, files: readonly Files[] = []): Snapshot {
  const context = fixture === null ? null : fixtureContext(fixture.files, fixture.dockerignore?.text ?? null, files);
  return buildSnapshot(parseDockerfile(text), { context });
}

const bug = (message: string, error: unknown): void => {
  throw new Error(message, { cause: error });
};

function fixed(text: string, reach: 'safe' | 'unsafe', fixture: FixtureCase | null = null): ReturnType<typeof fixAll> {
  return fixAll(build(text, fixture), defaultSettings, (changed, files) => build(changed, fixture, files), {
    reach,
    bug,
  });
}

describe('fix-all', () => {
  const text = [
    'FROM python:3.13-slim',
    'RUN apt-get update && apt-get install -y curl',
    '# the app',
    'RUN pip install flask && \\',
    '    pip install gunicorn',
    'CMD gunicorn app:app',
    '',
  ].join('\n');

  it('applies all that is safe, and nothing else', () => {
    const result = fixed(text, 'safe');
    expect(result.text.split('\n')).toEqual([
      'FROM python:3.13-slim',
      'RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*',
      '# the app',
      'RUN pip install --no-cache-dir flask && \\',
      '    pip install --no-cache-dir gunicorn',
      'CMD ["gunicorn", "app:app"]',
      '',
    ]);
    expect(result.applied.map(({ rule, fix }) => `${rule}/${fix}`)).toEqual([
      'apt-lists-left-in-layer/clean-up',
      'pip-cache-left-in-layer/no-cache-dir',
      'pip-cache-left-in-layer/no-cache-dir',
      'shell-form-command/exec-form',
    ]);
  });

  it('goes further when asked to', () => {
    expect(fixed(text, 'unsafe').text).toContain('apt-get install --no-install-recommends -y curl');
  });

  it('gives edits of the text it began with, none longer than its change', () => {
    const { edits } = fixed(text, 'safe');
    expect(editsConflict(edits)).toBe(false);
    expect(edits.map(({ range, newText }) => [text.slice(range.start, range.end), newText])).toEqual([
      ['', ' && rm -rf /var/lib/apt/lists/*'],
      ['', ' --no-cache-dir'],
      ['', ' --no-cache-dir'],
      ['gunicorn app:app', '["gunicorn", "app:app"]'],
    ]);
  });

  it('finds nothing to do in a text that is right', () => {
    const right = fixed(text, 'safe').text;
    expect(fixed(right, 'safe')).toMatchObject({ edits: [], applied: [], text: right });
  });
});

describe('fix-all over the pages of the rules', () => {
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.md'))) {
    const page = readFixturePage(readFileSync(path.join(folder, name), 'utf8'));
    for (const reach of ['safe', 'unsafe'] as const)
      it(`${page.title}: ${reach}`, () => {
        for (const fixture of page.cases) {
          const before = fixture.subject.text;
          const result = fixed(before, reach, fixture);
          expect(applyEdits(before, result.edits), fixture.name).toBe(result.text);
          const after = build(result.text, fixture, result.files);
          expect(
            syntaxDiagnostics(after).map(({ message }) => message),
            fixture.name,
          ).toEqual([]);
          const left = runAllRules(after, defaultSettings, { bug }).filter(
            (finding) => fixWithin(fixesFor(after, finding, { bug }), reach) !== null,
          );
          expect(
            left.map(({ rule, message }) => `${rule}: ${message}`),
            `${fixture.name}\n${result.text}`,
          ).toEqual([]);
        }
      });
  }
});
