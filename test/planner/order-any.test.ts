// For any Dockerfile whatever: a new order is the same instructions with copies of manifests added, keeps the configuration and
// each stage's own lines, is expected to take no longer, and is at rest; or there is a refusal at a range.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import type { ContextFacts, Snapshot } from '../../server/src/facts/snapshot.ts';
import { orderSnapshot } from '../../server/src/features/layer-order.ts';
import { describeConfig } from '../../server/src/planner/check-plan.ts';
import type { ChangeHistory } from '../../server/src/planner/layer-order/change-history.ts';
import { applyEdits } from '../../server/src/text/edit.ts';
import { dockerfileText } from '../support/arbitrary-dockerfile.ts';
import { fixtureContext } from '../support/fixture-context.ts';
import { readFiles } from '../support/fixture-page.ts';
import { eligibleDockerfile } from './eligible-dockerfile.ts';

const names = ['requirements.txt', 'package.json', 'src/app.py', 'main.c', 'README.md', 'go.mod'] as const;

const context = fixtureContext(
  readFiles(`requirements.txt
    flask
package.json
    {"name": "x"}
package-lock.json 2 kB
go.mod
    module x
src/app.py 2 kB
main.c 1 kB
Makefile 1 kB
README.md 3 kB`),
  null,
  [],
);

const histories: fc.Arbitrary<ChangeHistory> = fc
  .array(fc.subarray([...names], { minLength: 1 }), { maxLength: 30 })
  .map((commits) => ({ commits, edits: new Map() }));

function snapshotOf(text: string, files: ContextFacts | null): Snapshot {
  return buildSnapshot(parseDockerfile(text), { context: files });
}

const linesOf = ({ dockerfile }: Snapshot, stage: number): readonly string[] =>
  (dockerfile.stages[stage]?.instructions ?? []).map(({ syntax }) => syntax.text).sort();

function holds(text: string, files: ContextFacts | null, history: ChangeHistory): boolean {
  const snapshot = snapshotOf(text, files);
  const ordering = orderSnapshot(snapshot, history);
  if ('refusals' in ordering) {
    expect(ordering.refusals.length).toBeGreaterThan(0);
    for (const { code, range, message } of ordering.refusals) {
      expect(code, text).not.toBe('self-check-failed');
      expect(range.start).toBeGreaterThanOrEqual(0);
      expect(range.end).toBeLessThanOrEqual(text.length);
      expect(message).not.toMatch(/[.!]$/);
    }
    return false;
  }
  const { order } = ordering;
  expect(applyEdits(text, ordering.edits)).toBe(ordering.text);
  expect(order.after).toBeLessThan(order.before);
  const after = snapshotOf(ordering.text, files);
  expect(describeConfig(after.config)).toEqual(describeConfig(snapshot.config));
  for (const [at] of snapshot.stages.entries()) {
    const added = order.stages.find(({ stage }) => stage === at)?.lines.flatMap((line) => line.text ?? []) ?? [];
    expect(linesOf(after, at)).toEqual([...linesOf(snapshot, at), ...added].sort());
  }
  const again = orderSnapshot(after, history);
  expect('text' in again ? again.text : null, `a second run changes\n${text}\n\n${ordering.text}`).toBeNull();
  return true;
}

test('any text is ordered with its configuration kept, or refused', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(dockerfileText, histories, (text, history) => void holds(text, context, history)),
    { seed: 20261123, numRuns: 200 },
  );
});

test('Dockerfiles of the kind people write keep every line, and are at rest once ordered', { timeout: 60_000 }, () => {
  let ordered = 0;
  fc.assert(
    fc.property(eligibleDockerfile(), fc.boolean(), histories, (text, isKnown, history) => {
      if (holds(text, isKnown ? context : null, history)) ordered++;
    }),
    { seed: 20261123, numRuns: 300 },
  );
  expect(ordered).toBeGreaterThan(5);
});
