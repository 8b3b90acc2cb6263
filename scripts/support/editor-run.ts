// The tests in a real VS Code, as one run: the suite inside the extension host, then the tests that drive the workbench. It is
// what `npm test` calls; it decides nothing about whether they must run.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { EngineForEditor } from '../../test/editor/page/page-test.ts';
import { runHostSuite, type HostSuiteEnd } from './editor-host-suite.ts';
import { isEditorSetUp } from './editor-installation.ts';
import { runPageSuite } from './editor-page-suite.ts';
import { suiteMark } from '../../test/editor/run-tests.ts';
import { temporaryFolder } from './temporary-folder.ts';

export { isEditorSetUp, type EditorState } from './editor-installation.ts';
export type { EngineForEditor } from '../../test/editor/page/page-test.ts';

export interface EditorRunOptions {
  /** Absolute path of the extension under test, its `dist/` built; the checkout when absent. */
  readonly extension?: string;
  /** The engine that the build tests use; they are named as left out without it. */
  readonly engine?: EngineForEditor | undefined;
  /** Which of the two suites; both when absent. */
  readonly parts?: readonly ('host' | 'page')[];
  /** Only page tests whose name contains this. */
  readonly only?: string;
  /** Where pictures go; `.build/editor/pictures` when absent. */
  readonly pictures?: string;
  /** Called with each line of the result as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface EditorRunResult {
  readonly passed: number;
  readonly failed: number;
  /** Tests that need an engine, where none was given. */
  readonly leftOut: number;
  /** Every line of the run. */
  readonly output: string;
}

/** The small folder that tests open when they name no other. */
export const testFolder = path.join('test', 'editor', 'folders', 'curl-service');

/** What VS Code would fetch from the network is off: there is no extension gallery in a test. */
const offline = { EXTENSIONS_GALLERY: '{"serviceUrl":""}' };

/**
 * Runs the suites. Rejects only when the editor itself cannot be started; a failing test, or a suite that never ends, is a
 * `failed` above zero. The server and the browser are gone when this settles.
 */
export async function runEditorSuite(options: EditorRunOptions = {}): Promise<EditorRunResult> {
  const state = isEditorSetUp();
  if (!state.ready) throw new Error(`${state.reason}; run ${state.command}`);
  const lines: string[] = [];
  const say = (line: string): void => {
    lines.push(line);
    options.onLine?.(line);
  };
  const { engine } = options;
  const extension = path.resolve(options.extension ?? '.');
  const pictures = path.resolve(options.pictures ?? path.join('.build', 'editor', 'pictures'));
  mkdirSync(pictures, { recursive: true });
  const settings = engine === undefined ? {} : engineSettings(engine);
  const caches = temporaryFolder('caches');
  const ofEngine = engine === undefined ? {} : { ...engine.env, DOCKER_HOST: engine.dockerHost };
  // Why: what tests measure is no build of the person who runs them.
  const env = { ...offline, ...ofEngine, XDG_CACHE_HOME: caches.folder };
  const common = { extension, workspace: testFolder, settings, env };
  const parts = options.parts ?? ['host', 'page'];
  let total = { passed: 0, failed: 0, leftOut: 0 };
  if (parts.includes('host')) {
    const counts = await hostCounts(say, (onLine) => runHostSuite(state, { ...common, onLine, deadlineMs: 600_000 }));
    total = { ...total, ...counts };
  }
  if (parts.includes('page')) {
    const about = { engine, pictures, caches: caches.folder, only: options.only, onLine: say };
    const counts = await runPageSuite(state, { ...common, ...about });
    total = { passed: total.passed + counts.passed, failed: total.failed + counts.failed, leftOut: counts.leftOut };
  }
  caches.remove();
  return { ...total, output: lines.join('\n') };
}

function engineSettings({ dockerPath, network = 'host' }: EngineForEditor): Readonly<Record<string, string>> {
  return { 'plimsoll.engine': 'docker', 'plimsoll.enginePath': dockerPath, 'plimsoll.buildNetwork': network };
}

/** Runs the suite in the extension host and counts from its own closing line; VS Code's log is told only when it failed. */
async function hostCounts(
  say: (line: string) => void,
  run: (onLine: (line: string) => void) => Promise<HostSuiteEnd>,
): Promise<{ passed: number; failed: number }> {
  const log: string[] = [];
  const counts = { passed: 0, failed: 0 };
  const end = await run((line) => {
    log.push(line);
    const own = line.startsWith(suiteMark) ? line.slice(suiteMark.length) : undefined;
    if (own !== undefined) say(own);
    // Why: results are counted one by one, so that a suite that never ends has told how far it came.
    if (own?.startsWith('ok ') === true) counts.passed += 1;
    if (own?.startsWith('FAILED ') === true) counts.failed += 1;
  });
  if (end.code === 0 && counts.passed > 0 && counts.failed === 0) return counts;
  say(`the suite in the extension host: ${end.why}`);
  sayTail(
    say,
    "VS Code's log",
    log.filter((one) => !one.startsWith(suiteMark)),
  );
  sayTail(say, "the extension's log", end.extensionLog.split('\n'));
  return { ...counts, failed: Math.max(counts.failed, 1) };
}

function sayTail(say: (line: string) => void, what: string, lines: readonly string[]): void {
  const told = lines.filter((line) => line.trim() !== '').slice(-40);
  say(told.length === 0 ? `${what} is empty` : `${what}:`);
  for (const line of told) say(`        ${line}`);
}
