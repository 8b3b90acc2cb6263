// For any Dockerfile whatever: a plan keeps the effective configuration and is stable, or there is a refusal at a range.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import { rewriteSnapshot, rewriteWants } from '../../server/src/features/rewrite.ts';
import { describeConfig } from '../../server/src/planner/check-plan.ts';
import { applyEdits } from '../../server/src/text/edit.ts';
import { dockerfileText } from '../support/arbitrary-dockerfile.ts';
import { eligibleDockerfile } from './eligible-dockerfile.ts';

function holds(text: string): boolean {
  const snapshot = buildSnapshot(parseDockerfile(text));
  const rewrite = rewriteSnapshot(snapshot);
  rewriteWants(snapshot);
  if ('refusals' in rewrite) {
    expect(rewrite.refusals.length).toBeGreaterThan(0);
    for (const { range, message } of rewrite.refusals) {
      expect(range.start).toBeGreaterThanOrEqual(0);
      expect(range.end).toBeLessThanOrEqual(text.length);
      expect(range.start).toBeLessThanOrEqual(range.end);
      expect(message).not.toMatch(/[.!]$/);
    }
    return false;
  }
  expect(applyEdits(text, rewrite.edits)).toBe(rewrite.text);
  const after = buildSnapshot(parseDockerfile(rewrite.text));
  expect(describeConfig(after.config)).toEqual(describeConfig(snapshot.config));
  expect(after.dockerfile.stages.length).toBe(rewrite.plan.stages.length);
  const again = rewriteSnapshot(after);
  expect('refusals' in again, `a second run changes\n${rewrite.text}`).toBe(true);
  const accounted = new Set([
    ...rewrite.plan.stages.flatMap(({ instructions }) => instructions.flatMap(({ origin }) => origin ?? [])),
    ...rewrite.plan.dropped.map(({ origin }) => origin),
  ]);
  for (const { index } of snapshot.target.stage.instructions) expect(accounted).toContain(index);
  return true;
}

test('any text is planned with its configuration kept, or refused', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(dockerfileText, (text) => void holds(text)),
    { numRuns: 300 },
  );
});

test(
  'Dockerfiles of the kind people write keep their configuration, line by line accounted for',
  { timeout: 60_000 },
  () => {
    let planned = 0;
    fc.assert(
      fc.property(eligibleDockerfile(), (text) => {
        if (holds(text)) planned++;
      }),
      { numRuns: 400 },
    );
    expect(planned).toBeGreaterThan(100);
  },
);
