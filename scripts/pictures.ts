// `node scripts/run.mjs pictures`: takes the pictures of the README anew, from the page tests that show the example in the real
// editor with the tests' engine. Needs both set up. Words of a test's
// name take only its pictures.
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { buildAll } from './support/bundle.ts';
import type { EngineForEditor } from '../test/editor/page/page-test.ts';
import { runEditorSuite } from './support/editor-run.ts';
import { startEngine } from './support/engine-run.ts';

const pictures = path.resolve('.build', 'editor', 'pictures');
const kept = path.join('docs', 'images');

interface Shown {
  /** What its test is called by. */
  readonly test: string;
  readonly pictures: readonly string[];
  readonly needsEngine: boolean;
}

const all: readonly Shown[] = [
  { test: 'the multi-stage rewrite of the example', pictures: ['split-dark', 'split-light'], needsEngine: false },
  {
    test: 'the multi-stage rewrite of a measured file',
    pictures: ['ladder-light', 'ladder-high-contrast'],
    needsEngine: true,
  },
  {
    test: 'a build of the example',
    pictures: ['editor', 'layers-dark', 'layers-light', 'layers-high-contrast'],
    needsEngine: true,
  },
];

async function take({ test, pictures: names }: Shown, engine: EngineForEditor | undefined): Promise<void> {
  const onLine = (line: string): void => void process.stdout.write(`${line}\n`);
  const result = await runEditorSuite({ engine, parts: ['page'], only: test, pictures, onLine });
  if (result.failed > 0 || result.passed === 0) {
    process.exitCode = 1;
    return;
  }
  mkdirSync(kept, { recursive: true });
  for (const name of names) {
    copyFileSync(path.join(pictures, `${name}.png`), path.join(kept, `${name}.png`));
    process.stdout.write(`${path.join(kept, `${name}.png`)} is new\n`);
  }
}

await buildAll({ minify: true });
const asked = process.argv.slice(2);
const wanted = all.filter(({ test }) => asked.length === 0 || asked.some((word) => test.includes(word)));
for (const shown of wanted) if (!shown.needsEngine) await take(shown, undefined);
const built = wanted.filter(({ needsEngine }) => needsEngine);
if (built.length > 0) {
  const engine = await startEngine();
  try {
    const { dockerPath, env, socketPath } = engine;
    // Why: steps taken from the cache would have no time to show.
    await engine.docker(['builder', 'prune', '--all', '--force']);
    for (const shown of built) await take(shown, { dockerPath, dockerHost: `unix://${socketPath}`, env });
  } finally {
    await engine.stop();
  }
}
