// Everything that can be said of the code without running the product: format, types, lint, import direction, dead
// code, generated files. Prints each check and stops at none, so that one run shows all there is to mend.
import { spawnSync } from 'node:child_process';

const checks: readonly (readonly [name: string, program: string, args: readonly string[]])[] = [
  ['format', 'prettier', ['--check', '--log-level', 'warn', '.']],
  ['types', 'tsc', ['--noEmit', '-p', '.']],
  ['lint', 'eslint', ['--max-warnings', '0', '.']],
  ['imports', 'depcruise', ['--config', '.dependency-cruiser.mjs', '--output-type', 'err', 'client', 'server']],
  ['dead code', 'knip', []],
  ['generated files', process.execPath, ['scripts/run.mjs', 'generate', '--check']],
  ['results of real projects', process.execPath, ['scripts/run.mjs', 'bench-split', '--check']],
];

const only = process.argv[2];
let failed = 0;
for (const [name, program, args] of checks) {
  if (only !== undefined && only !== name) continue;
  const path = program === process.execPath ? program : `node_modules/.bin/${program}`;
  const result = spawnSync(path, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32' && program !== process.execPath,
    maxBuffer: 64 << 20,
  });
  const good = result.status === 0;
  if (!good) failed++;
  console.log(`${good ? 'ok    ' : 'FAILED'} ${name}`);
  if (!good) console.log(`${result.stdout}${result.stderr}`.trimEnd());
}
console.log(`${checks.length - failed} checks passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
