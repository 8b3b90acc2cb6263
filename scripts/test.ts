// `npm test`: unit and protocol tests, then the real engine and the real editor where they are set up. What is left out
// is named with the command that sets it up; with PLIMSOLL_REQUIRE_ALL=1 nothing may be left out. Arguments name the
// parts to run: `npm test -- unit`, `npm test -- engine editor`.
import { readFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { buildAll } from './support/bundle.ts';
import { runChild } from './support/child.ts';
import { isEditorSetUp, runEditorSuite } from './support/editor-run.ts';
import { isEngineSetUp, startEngine, type Engine } from './support/engine-run.ts';
import { podmanIsInstalled } from './support/podman-run.ts';

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const minutes = 60_000;
const partNames = ['unit', 'engine', 'editor'] as const;
type Part = (typeof partNames)[number];

const requireAll = process.env['PLIMSOLL_REQUIRE_ALL'] === '1';
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !partNames.some((part) => part === name));
if (unknown.length > 0) {
  console.log(`there is no part "${unknown.join('", "')}"; parts are ${partNames.join(', ')}`);
  process.exit(2);
}
const wanted = (part: Part): boolean => asked.length === 0 || asked.includes(part);

const leftOut: string[] = [];
let passed = 0;
let failed = 0;

function count(name: Part, counts: Counts, started: number): void {
  passed += counts.passed;
  failed += counts.failed;
  console.log(
    `${name}: ${counts.passed} passed, ${counts.failed} failed in ${Math.round((Date.now() - started) / 1000)} s\n`,
  );
}

function leaveOut(name: Part, { reason, command }: { readonly reason: string; readonly command: string }): void {
  leftOut.push(`left out: ${name} tests: ${reason}; set up with: ${command}`);
  if (requireAll) failed++;
}

/** One vitest project, its own report on the screen, its counts from its JSON. A skipped test counts as failed where all are required. */
async function runVitest(project: 'unit' | 'engine', deadlineMs: number): Promise<Counts> {
  const report = path.join('.build', `vitest-${project}.json`);
  mkdirSync('.build', { recursive: true });
  const end = await runChild(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      project,
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { deadlineMs, onOutput: (text) => process.stdout.write(text) },
  );
  if (end.timedOut) console.log(`${project} tests did not end within ${deadlineMs / minutes} minutes`);
  try {
    const result = JSON.parse(readFileSync(report, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
      numFailedTestSuites: number;
      numPendingTests: number;
    };
    const skipped = requireAll ? result.numPendingTests : 0;
    if (skipped > 0) console.log(`${skipped} ${project} tests were skipped, and all are required`);
    const counted = result.numFailedTests + skipped;
    return { passed: result.numPassedTests, failed: Math.max(counted, end.code === 0 ? 0 : 1) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** The editor's suites, with an engine for the build tests where one is set up. */
async function runEditor(): Promise<Counts> {
  let engine: Engine | undefined;
  if (isEngineSetUp().ready) engine = await startEngine();
  try {
    const result = await runEditorSuite({
      engine:
        engine === undefined
          ? undefined
          : { dockerPath: engine.dockerPath, dockerHost: `unix://${engine.socketPath}`, env: engine.env },
      onLine: (line) => console.log(line),
    });
    if (result.leftOut > 0) {
      leftOut.push(`left out: ${result.leftOut} editor tests that build: no engine; set up with: npm run setup:engine`);
      if (requireAll) failed += result.leftOut;
    }
    return result;
  } finally {
    await engine?.stop();
  }
}

await buildAll({ minify: true });
if (wanted('unit')) {
  const started = Date.now();
  count('unit', await runVitest('unit', 10 * minutes), started);
}
if (wanted('engine')) {
  const state = isEngineSetUp();
  const started = Date.now();
  if (state.ready) count('engine', await runVitest('engine', 50 * minutes), started);
  else leaveOut('engine', state);
  if (state.ready && !podmanIsInstalled())
    leftOut.push(
      'left out: tests with Podman and Buildah: neither is installed for tests; set up with: npm run setup:engine',
    );
}
if (wanted('editor')) {
  const state = isEditorSetUp();
  const started = Date.now();
  if (state.ready) count('editor', await runEditor(), started);
  else leaveOut('editor', state);
}
for (const line of leftOut) console.log(line);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
