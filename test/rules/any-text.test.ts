// Rules and fixes over any text whatever: nothing throws, every edit is sound, and the same text gives the same findings
// with and without an earlier snapshot.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import type { Snapshot } from '../../server/src/facts/snapshot.ts';
import { fixesFor } from '../../server/src/features/code-actions.ts';
import { fixAll } from '../../server/src/features/fix-all.ts';
import { runAllRules } from '../../server/src/rules/run-rules.ts';
import { defaultSettings } from '../../server/src/settings/settings-schema.ts';
import { dockerfileEdit, dockerfileText } from '../support/arbitrary-dockerfile.ts';

const bug = (message: string, error: unknown): void => {
  throw new Error(message, { cause: error });
};

/** Lines that rules speak of, so that random texts meet them. */
const telling = fc.constantFrom(
  'RUN apt-get update && apt-get install -y curl gcc',
  'RUN apt-get update \\\n  # lists\n && apt-get install -y git',
  'RUN rm -rf /var/lib/apt/lists/* /app && chown -R 1:1 /app',
  'RUN pip install -r requirements.txt torch',
  'RUN <<EOF\napt-get update\npip install x\nEOF',
  'COPY . /app',
  'ADD https://example.com/x.tar.gz /x',
  'WORKDIR /app',
  'CMD a b $C',
  "CMD ['a']",
  'ENTRYPOINT cd x && y',
  'FROM python:3.12 AS b',
  'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04',
  'FROM b',
  'ONBUILD RUN pip install x',
  '# plimsoll ignore=all',
);

const mixed = fc
  .array(fc.oneof({ weight: 4, arbitrary: telling }, { weight: 1, arbitrary: dockerfileText }), { maxLength: 8 })
  .map((parts) => parts.join('\n'));

function snapshot(text: string, previous?: Snapshot): Snapshot {
  return buildSnapshot(parseDockerfile(text, previous?.dockerfile), {}, previous);
}

describe('any text', () => {
  it('is gone through without a fault, and every fix of it is sound', () => {
    fc.assert(
      fc.property(mixed, (text) => {
        const current = snapshot(text);
        for (const finding of runAllRules(current, defaultSettings, { bug })) {
          expect(finding.range.start).toBeGreaterThanOrEqual(0);
          expect(finding.range.end).toBeGreaterThanOrEqual(finding.range.start);
          expect(finding.range.end).toBeLessThanOrEqual(text.length);
          for (const { edits } of fixesFor(current, finding, { bug }))
            for (const { range } of edits) expect(range.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('comes to rest under fix-all', () => {
    fc.assert(
      fc.property(mixed, (text) => {
        const rebuild = (changed: string): Snapshot => snapshot(changed);
        const once = fixAll(snapshot(text), defaultSettings, rebuild, { bug });
        expect(fixAll(snapshot(once.text), defaultSettings, rebuild, { bug }).text).toBe(once.text);
      }),
      { numRuns: 150 },
    );
  });

  it('gives the same findings with and without the snapshot before', () => {
    fc.assert(
      fc.property(dockerfileEdit, telling, ({ text, edited }, line) => {
        const first = snapshot(`${text}\n${line}\n`);
        runAllRules(first, defaultSettings, { bug });
        const after = `${edited}\n${line}\n`;
        expect(runAllRules(snapshot(after, first), defaultSettings, { bug })).toEqual(
          runAllRules(snapshot(after), defaultSettings, { bug }),
        );
      }),
      { numRuns: 150 },
    );
  });
});
