// Runs the fixture page of the layer order: each Dockerfile is ordered, or refused at the marked place, by the history that its
// `history` block tells: a line for each kind of commit, how many there were, then the paths that each changed.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import type { Snapshot } from '../../server/src/facts/snapshot.ts';
import { type ChangeHistory, noHistory } from '../../server/src/planner/layer-order/change-history.ts';
import { orderLayers } from '../../server/src/planner/layer-order/order-layers.ts';
import { fixtureContext } from '../support/fixture-context.ts';
import { type FixtureBlock, type FixtureCase, readFixturePage, replaceLines } from '../support/fixture-page.ts';
import '../support/provide-catalogues.ts';

const file = path.resolve('test/planner/layer-order.md');
const update = process.env['UPDATE_FIXTURES'] === '1';

/** `12 src/app.py README.md`: twelve commits that changed these two. */
function historyOf(block: FixtureBlock | null): ChangeHistory {
  if (block === null) return noHistory;
  const commits = block.text.split('\n').flatMap((line) => {
    const [count = '', ...paths] = line.split(' ').filter((word) => word !== '');
    return Array.from({ length: Number(count) }, () => paths);
  });
  return { commits, edits: new Map() };
}

function snapshotOf(text: string, { files, dockerignore }: FixtureCase): Snapshot {
  const context = fixtureContext(files, dockerignore?.text ?? null, []);
  return buildSnapshot(parseDockerfile(text), { context });
}

const source = readFileSync(file, 'utf8');
const page = readFixturePage(source);
const changes: { from: number; to: number; lines: readonly string[] }[] = [];

describe(page.title, () => {
  for (const fixture of page.cases) {
    test(fixture.name, () => {
      const history = historyOf(fixture.history);
      const result = orderLayers(snapshotOf(fixture.subject.text, fixture), history);
      const { markers } = fixture.subject;
      if ('refusals' in result) {
        const told = result.refusals.map(({ message, range }) => ({ message, range }));
        const wanted = markers.map(({ message, range }) => ({ message, range }));
        expect(
          wanted,
          JSON.stringify(
            told.map((each) => ({ ...each, text: fixture.subject.text.slice(each.range.start, each.range.end) })),
          ),
        ).toEqual(told);
        return;
      }
      expect(markers, result.text).toEqual([]);
      const { order } = result;
      expect(order.after).toBeLessThan(order.before);
      const again = orderLayers(snapshotOf(result.text, fixture), history);
      expect('text' in again ? again.text : null, 'a second run changes nothing more').toBeNull();
      const ordered = fixture.results.find(({ words }) => words[0] === 'ordered');
      if (ordered === undefined) throw new Error(`it is ordered, but no text stands below it:\n${result.text}`);
      if (update) changes.push({ ...ordered.lines, lines: result.text.replace(/\n$/, '').split('\n') });
      else expect(result.text).toBe(ordered.text);
    });
  }
});
afterAll(() => {
  if (update && changes.length > 0) writeFileSync(file, replaceLines(source, changes));
});
