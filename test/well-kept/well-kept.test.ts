// Dockerfiles as careful people write them: what an expert would agree with is found, and nothing else. A false alarm in one
// of these costs more trust than ten true findings earn. The rules' own pages say what they must find.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import type { ContextFacts, Snapshot } from '../../server/src/facts/snapshot.ts';
import { fixAll } from '../../server/src/features/fix-all.ts';
import { syntaxDiagnostics } from '../../server/src/features/diagnostics.ts';
import { rewriteSnapshot } from '../../server/src/features/rewrite.ts';
import { runAllRules } from '../../server/src/rules/run-rules.ts';

const ending = '.Dockerfile';
const names = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(ending))
  .map((name) => name.slice(0, -ending.length))
  .sort();

/** Findings that are right, as `rule: marked text`. */
const right: Readonly<Record<string, readonly string[]>> = {
  // A bind mount of the wheels would leave nothing to remove.
  'django-wheels': ['removal-in-later-layer: /wheels/'],
  'elasticsearch-ubi': [
    'base-tagged-latest: redhat/ubi9-minimal:latest',
    'base-tagged-latest: redhat/ubi9-minimal:latest',
  ],
  'node-npm-cache-mount': ['shell-form-command: CMD'],
  // `pnpm fetch` with the lock file alone keeps the downloads when a source file changes.
  'pnpm-monorepo': [
    'source-copied-before-dependency-install: COPY . /usr/src/app',
    'runner-in-front-of-program: "pnpm", "start"',
  ],
  // 144 MB that add one repository; a source list and its key are two files.
  'vllm-openai-server': ['fetch-tools-in-final-stage: software-properties-common'],
};

/**
 * Planned, and rightly: a full image of build packages ships below a program that needs none of them. Who uses the image to
 * build with says so by keeping the base.
 */
const planned: ReadonlySet<string> = new Set(['beam-prompt', 'node-binary-bookworm']);

/** A context that gives no reason for a finding: it has an ignore file, and nothing is known of its files. */
const context: ContextFacts = {
  ignoreFile: { path: '.dockerignore', text: '*.tmp\n' },
  files: new Map(),
  listing: null,
};

function snapshotOf(text: string): Snapshot {
  return buildSnapshot(parseDockerfile(text), { context });
}

it('there are enough of them to mean something', () => {
  expect(names.length).toBeGreaterThanOrEqual(40);
  expect(Object.keys(right).filter((name) => !names.includes(name))).toEqual([]);
});

for (const name of names) {
  const text = readFileSync(path.join(import.meta.dirname, name + ending), 'utf8');
  const snapshot = snapshotOf(text);
  describe(name, () => {
    it('is read without a complaint', () => {
      expect(syntaxDiagnostics(snapshot)).toEqual([]);
    });
    it('has the findings that are right', () => {
      const found = runAllRules(snapshot, { rules: {} }).map(
        ({ rule, range }) => `${rule}: ${text.slice(range.start, range.end)}`,
      );
      expect(found).toEqual(right[name] ?? []);
    });
    it('is left as it is by safe fixes, where nothing is found', () => {
      if (right[name] !== undefined) return;
      expect(fixAll(snapshot, { rules: {} }, snapshotOf).text).toBe(text);
    });
    it('is not split: it cleans up behind itself, has stages, or says what stands in the way', () => {
      if (planned.has(name)) return;
      const rewrite = rewriteSnapshot(snapshot);
      expect('plan' in rewrite ? rewrite.text : 'refused').toBe('refused');
    });
  });
}
