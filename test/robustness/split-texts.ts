// Texts to try the multi-stage rewrite on, most of them such as can be planned: Dockerfiles of the kind people write, and
// those of the recipes' and rules' pages in contexts of their own, as they are and changed in places.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { eligibleDockerfile } from '../planner/eligible-dockerfile.ts';
import { below, mutate, oneOf, randomFrom } from '../support/corpus-mutations.ts';
import { pageTexts } from '../support/corpus-pages.ts';
import { snapshotsIn, type SnapshotMaker } from './soundness.ts';

interface SplitText {
  readonly text: string;
  readonly snapshotOf: SnapshotMaker;
}

const wellKept = path.join('test', 'well-kept');
const bare = snapshotsIn(null);

/** Every Dockerfile of the pages and of the well-kept folder, as it stands. */
function wholeSplitTexts(): readonly SplitText[] {
  const pages = ['recipes', 'rules'].flatMap((folder) => pageTexts(path.join('test', folder)));
  const kept = readdirSync(wellKept).filter((name) => name.endsWith('.Dockerfile'));
  return [
    ...pages.filter(({ text }) => !text.startsWith('\uFEFF')),
    ...kept.map((name) => ({ text: readFileSync(path.join(wellKept, name), 'utf8'), snapshotOf: bare })),
  ];
}

/** `count` texts, the same for the same seed: first the whole ones, then changed and made ones. */
export function* splitTexts(count: number, seed: number): Generator<SplitText> {
  const random = randomFrom(seed);
  const whole = wholeSplitTexts();
  let made = 0;
  for (const each of whole) if (made++ < count) yield each;
  let batch: string[] = [];
  for (; made < count; made++) {
    const { text, snapshotOf } = oneOf(random, whole);
    if (random() < 0.5) yield { text: mutate(text, oneOf(random, whole).text, random), snapshotOf };
    else {
      if (batch.length === 0) batch = fc.sample(eligibleDockerfile(), { numRuns: 500, seed: below(random, 2 ** 31) });
      const own = batch.pop() ?? '';
      yield { text: random() < 0.6 ? own : mutate(own, text, random), snapshotOf: bare };
    }
  }
}
