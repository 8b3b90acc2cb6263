// Runs the fixture pages of the recipes: each Dockerfile is planned, or refused at the marked place. Every plan must keep
// the configuration, stand on a second run, and come of its edits. UPDATE_FIXTURES=1 rewrites the planned texts.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import type { ContextFacts, Snapshot } from '../../server/src/facts/snapshot.ts';
import { rewriteSnapshot } from '../../server/src/features/rewrite.ts';
import { describeConfig } from '../../server/src/planner/check-plan.ts';
import { refusalCodes } from '../../server/src/planner/plan.ts';
import { applyEdits } from '../../server/src/text/edit.ts';
import { type FixtureCase, type FixtureFile, readFixturePage, replaceLines } from '../support/fixture-page.ts';

const folder = path.resolve('test/recipes');
const update = process.env['UPDATE_FIXTURES'] === '1';

function contextOf(files: readonly FixtureFile[] | null): ContextFacts | null {
  if (files === null) return null;
  const texts = files.flatMap(({ path: name, text }) => (text === null ? [] : [[name, { text }] as const]));
  const entries = files.map(({ path: name, fileBytes }) => ({ path: name, fileBytes }));
  const fileBytes = entries.reduce((sum, each) => sum + each.fileBytes, 0);
  const listing = { entries, fileBytes, fileCount: entries.length, topLevel: [], truncated: false };
  return { ignoreFile: null, files: new Map(texts), listing };
}

function snapshotOf(text: string, fixture: FixtureCase): Snapshot {
  return buildSnapshot(parseDockerfile(text), { context: contextOf(fixture.files) });
}

for (const name of readdirSync(folder).filter((each) => each.endsWith('.md'))) {
  const file = path.join(folder, name);
  const source = readFileSync(file, 'utf8');
  const page = readFixturePage(source);
  const changes: { from: number; to: number; lines: readonly string[] }[] = [];
  describe(page.title, () => {
    for (const fixture of page.cases) {
      test(fixture.name, () => {
        const snapshot = snapshotOf(fixture.subject.text, fixture);
        const rewrite = rewriteSnapshot(snapshot);
        const { markers } = fixture.subject;
        if ('refusals' in rewrite) {
          const told = rewrite.refusals.map(({ message, range }) => ({ message, range }));
          expect(
            markers.map(({ message, range }) => ({ message, range })),
            JSON.stringify(told),
          ).toEqual(told);
          for (const { code } of rewrite.refusals) expect(refusalCodes).toContain(code);
          return;
        }
        expect(markers, rewrite.text).toEqual([]);
        const planned = fixture.results.find(({ words }) => words[0] === 'planned');
        expect(applyEdits(fixture.subject.text, rewrite.edits)).toBe(rewrite.text);
        const after = snapshotOf(rewrite.text, fixture);
        expect(describeConfig(after.config)).toEqual(describeConfig(snapshot.config));
        expect('refusals' in rewriteSnapshot(after), 'a second run changes nothing more').toBe(true);
        for (const stage of rewrite.plan.stages)
          for (const { reason } of stage.instructions) expect(reason).not.toBe('');
        if (planned === undefined)
          throw new Error(`it is planned, but no planned text stands below it:\n${rewrite.text}`);
        if (update) changes.push({ ...planned.lines, lines: rewrite.text.replace(/\n$/, '').split('\n') });
        else expect(rewrite.text).toBe(planned.text);
      });
    }
  });
  afterAll(() => {
    if (update && changes.length > 0) writeFileSync(file, replaceLines(source, changes));
  });
}
