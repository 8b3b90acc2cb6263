// `node scripts/run.mjs pictures`: takes the pictures of the README anew, from the page test that builds the example in the real
// editor with the tests' engine. Needs both set up.
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { buildAll } from './support/bundle.ts';
import { runEditorSuite } from './support/editor-run.ts';
import { startEngine } from './support/engine-run.ts';

const pictures = path.resolve('.build', 'editor', 'pictures');
const kept = path.join('docs', 'images');

await buildAll({ minify: true });
const engine = await startEngine();
try {
  const { dockerPath, env, socketPath } = engine;
  // Why: steps taken from the cache would have no time to show.
  await engine.docker(['builder', 'prune', '--all', '--force']);
  const result = await runEditorSuite({
    engine: { dockerPath, dockerHost: `unix://${socketPath}`, env },
    parts: ['page'],
    only: 'a build of the example',
    pictures,
    onLine: (line) => process.stdout.write(`${line}\n`),
  });
  if (result.failed > 0 || result.passed === 0) {
    process.exitCode = 1;
  } else {
    mkdirSync(kept, { recursive: true });
    for (const name of ['editor', 'layers-dark', 'layers-light', 'layers-high-contrast']) {
      copyFileSync(path.join(pictures, `${name}.png`), path.join(kept, `${name}.png`));
      process.stdout.write(`${path.join(kept, `${name}.png`)} is new\n`);
    }
  }
} finally {
  await engine.stop();
}
