// Projects of the proving ground, rewritten and verified by the real ladder and asked once more by their own probes. CI's
// choice (`"ci": true` in probe.json) unless SPLIT_PROJECT names one; `npm run bench:split` runs all.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readProjects, tryProject } from '../../scripts/support/proving-ground.ts';
import { readRows, resultsPage } from '../../scripts/support/results-page.ts';
import { useEngine } from './support/engine.ts';

const engine = useEngine();
const only = process.env['SPLIT_PROJECT'];
const chosen = readProjects().filter(({ name, probe }) => (only === undefined ? probe.ci === true : name === only));

describe('a project of the proving ground', () => {
  for (const project of chosen) {
    const { name, probe } = project;
    test(name, { timeout: 1_200_000 }, async () => {
      const result = await tryProject(engine(), project);
      const { verdict, detail, broken, before, after, seconds } = result;
      expect(broken).toEqual([]);
      if (probe.refused !== undefined) {
        expect({ verdict, detail }).toEqual({ verdict: 'refused', detail: probe.refused });
        return;
      }
      expect({ verdict, detail: verdict === 'verified' ? '' : detail }).toEqual({ verdict: proven(name), detail: '' });
      console.log(`${name}: ${verdict}, ${megabytes(before)} before, ${megabytes(after)} after, ${seconds} s`);
      expect(after ?? Infinity).toBeLessThan(before ?? 0);
    });
  }
});

/** How far docs/results.md says that it is proven. */
function proven(name: string): string {
  const row = readRows(readFileSync(resultsPage, 'utf8')).find((each) => each.name === name);
  return row?.verdict.split(':')[0] ?? 'verified';
}

function megabytes(bytes: number | null): string {
  return bytes === null ? '-' : `${Math.round(bytes / 1e6)} MB`;
}
