// Everything that can be said of the code without running the product: format, types, lint, import direction, dead
// code, generated files. Prints each check and stops at none, so that one run shows all there is to mend.
import { runChild } from './support/child.ts';

/** What Node is to run: the file, then its arguments. No shell is in between, on any system. */
type Check = readonly [name: string, ...args: readonly string[]];

/** The longest ones first: two run at a time. */
const checks: readonly Check[] = [
  ['lint', 'node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.'],
  ['types', 'node_modules/typescript/bin/tsc', '--noEmit', '-p', '.'],
  ['format', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  ['dead code', 'node_modules/knip/bin/knip.js'],
  [
    'imports',
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    ...['--config', '.dependency-cruiser.mjs', '--output-type', 'err', 'client', 'server'],
  ],
  ['generated files', 'scripts/run.mjs', 'generate', '--check'],
  ['results of real projects', 'scripts/run.mjs', 'bench-split', '--check'],
];

const deadlineMs = 900_000;

async function passes([name, ...args]: Check): Promise<boolean> {
  const { code, output, timedOut } = await runChild(process.execPath, args, { deadlineMs });
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}${timedOut ? ': it did not end within 15 minutes' : ''}`);
  if (code !== 0) console.log(output.trimEnd());
  return code === 0;
}

const only = process.argv[2];
const waiting = checks.filter(([name]) => only === undefined || only === name);
let passed = 0;
let failed = 0;

async function runWaiting(): Promise<void> {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    if (await passes(check)) passed++;
    else failed++;
  }
}

await Promise.all([runWaiting(), runWaiting()]);
console.log(`${passed} checks passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
