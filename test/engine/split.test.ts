// Projects of the proving ground, rewritten and verified by the real ladder and asked once more by their own probes. CI's
// choice (`"ci": true` in probe.json) unless SPLIT_PROJECT names one; `npm run bench:split` runs all.
import { describe, expect, test } from 'vitest';
import { readProjects, tryProject } from '../../scripts/support/proving-ground.ts';
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
      // Why both: an original that ends by itself with an error shows too little to be called verified.
      if (verdict !== 'verified' && verdict !== 'checked') expect({ verdict, detail }).toEqual({ verdict: 'verified' });
      console.log(`${name}: ${verdict}, ${megabytes(before)} before, ${megabytes(after)} after, ${seconds} s`);
      expect(after ?? Infinity).toBeLessThan(before ?? 0);
    });
  }
});

function megabytes(bytes: number | null): string {
  return bytes === null ? '-' : `${Math.round(bytes / 1e6)} MB`;
}
