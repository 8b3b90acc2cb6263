// Lines that a person puts into the other stage: the plan follows and keeps the configuration, or says at the line why it
// cannot stand there.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import type { Snapshot } from '../../server/src/facts/snapshot.ts';
import { placesOnLines } from '../../server/src/features/chosen-lines.ts';
import { rewriteAsked, rewriteSnapshot, type Rewrite } from '../../server/src/features/rewrite.ts';
import { nothingAsked } from '../../server/src/planner/asked.ts';
import { describeConfig } from '../../server/src/planner/check-plan.ts';
import type { Side } from '../../server/src/planner/chosen-places.ts';
import { splitDockerfile } from '../../server/src/planner/make-plan.ts';
import { eligibleDockerfile } from './eligible-dockerfile.ts';

const service = [
  'FROM python:3.11-bookworm',
  'RUN apt-get update && apt-get install -y build-essential libpq-dev curl',
  'WORKDIR /app',
  'COPY requirements.txt .',
  'RUN pip install -r requirements.txt',
  'RUN python -m nltk.downloader -d /opt/nltk punkt',
  'RUN useradd -m app',
  'COPY app.py .',
  'HEALTHCHECK CMD curl -f http://localhost:8000/',
  'CMD ["python", "app.py"]',
];
const native = [
  'FROM debian:bookworm',
  'RUN apt-get update && apt-get install -y g++ cmake',
  'COPY . /src',
  'WORKDIR /src/build',
  'RUN cmake .. && make',
  'RUN make install',
  'WORKDIR /',
  'CMD ["/usr/local/bin/tool"]',
];

function snapshotOf(lines: readonly string[]): Snapshot {
  return buildSnapshot(parseDockerfile(`${lines.join('\n')}\n`));
}

function place(lines: readonly string[], line: number, side: 'builder' | 'final'): Rewrite {
  const snapshot = snapshotOf(lines);
  const chosen = placesOnLines(snapshot.dockerfile, [{ line, side }]);
  if ('emptyLine' in chosen) throw new Error(`nothing stands on line ${chosen.emptyLine}`);
  return rewriteAsked(snapshot, nothingAsked, chosen);
}

/** The text of the stage that ships. */
function shipped(rewrite: Rewrite): string {
  if ('refusals' in rewrite) throw new Error(rewrite.refusals[0]?.message);
  return rewrite.text.slice(rewrite.text.lastIndexOf('\nFROM '));
}

function refused(rewrite: Rewrite): { readonly code: string; readonly message: string } {
  if (!('refusals' in rewrite)) throw new Error(rewrite.text);
  const [refusal] = rewrite.refusals;
  return { code: refusal?.code ?? '', message: refusal?.message ?? '' };
}

describe('a line put into the final stage', () => {
  test('ships as it stands, with the packages that it names', () => {
    const text = shipped(place(service, 1, 'final'));
    expect(text).toContain('build-essential libpq-dev curl');
  });

  test('is run there, not copied', () => {
    expect(shipped(rewriteSnapshot(snapshotOf(service)))).not.toContain('COPY requirements.txt');
    expect(shipped(place(service, 3, 'final'))).toContain('COPY requirements.txt .');
  });

  test('is refused where it builds and nothing is left to take off', () => {
    const { code, message } = refused(place(service, 4, 'final'));
    expect(code).toBe('misplaced');
    expect(message).toMatch(/pip install .* builds/);
  });

  test('is refused where it reads what stays in the builder', () => {
    const { code, message } = refused(place(native, 5, 'final'));
    expect(code).toBe('misplaced');
    expect(message).toContain('make install');
  });
});

describe('a line put into the builder', () => {
  test('leaves its results to a copy', () => {
    const text = shipped(place(service, 5, 'builder'));
    expect(text).not.toContain('nltk.downloader');
    expect(text).toContain('COPY --from=build /opt/nltk /opt/nltk');
  });

  test.each([
    ['brings what runs', 1, /needs curl: it brings curl, and HEALTHCHECK runs it/],
    ['registers users', 6, /place those|cannot be copied/],
    ['comes after the builder', 7, /no line of the builder comes after it/],
    ['is configuration', 8, /HEALTHCHECK is part of the image’s configuration/],
    ['is FROM', 0, /FROM is part of/],
  ])('is refused where it %s', (_, line, message) => {
    const answer = refused(place(service, line, 'builder'));
    expect(answer.code).toBe('misplaced');
    expect(answer.message).toMatch(message);
  });
});

test('lines without an instruction are named', () => {
  const { dockerfile } = snapshotOf(['FROM debian', '', 'RUN a \\', '  b']);
  expect(placesOnLines(dockerfile, [{ line: 1, side: 'final' }])).toEqual({ emptyLine: 1 });
  expect(placesOnLines(dockerfile, [{ line: 3, side: 'final' }])).toEqual(new Map([[1, 'shipped']]));
});

test('wherever lines are put, the configuration stays or the choice is refused at a place', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(eligibleDockerfile(), fc.nat(), fc.nat(), (text, which, other) => {
      const snapshot = buildSnapshot(parseDockerfile(text));
      const planned = splitDockerfile(snapshot);
      if ('refusals' in planned) return;
      const { places } = planned.plan;
      const chosen = new Map<number, Side>();
      for (const at of [which, other]) {
        const one = places[at % Math.max(1, places.length)];
        if (one !== undefined) chosen.set(one.origin, one.side === 'builder' ? 'shipped' : 'builder');
      }
      const rewrite = rewriteAsked(snapshot, nothingAsked, chosen);
      if ('refusals' in rewrite) {
        expect(rewrite.refusals.length).toBeGreaterThan(0);
        for (const { range, message } of rewrite.refusals) {
          expect(message).not.toBe('');
          expect(range.end).toBeLessThanOrEqual(text.length);
        }
        return;
      }
      const after = buildSnapshot(parseDockerfile(rewrite.text));
      expect(describeConfig(after.config)).toEqual(describeConfig(snapshot.config));
      for (const each of rewrite.plan.places) expect(each.chosen).toBe(chosen.has(each.origin));
    }),
    { seed: 20261123, numRuns: 60 },
  );
});
