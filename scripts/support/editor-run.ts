// The tests in a real VS Code, as one run: the suite inside the extension host, then the tests that drive the workbench. It is
// what `npm test` calls; it decides nothing about whether they must run.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { EngineForEditor } from '../../test/editor/page/page-test.ts';
import { runHostSuite } from './editor-host-suite.ts';
import { isEditorSetUp } from './editor-installation.ts';
import { runPageSuite } from './editor-page-suite.ts';
import { suiteMark } from '../../test/editor/run-tests.ts';

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
  const settings =
    engine === undefined ? {} : { 'plimsoll.engine': 'docker', 'plimsoll.enginePath': engine.dockerPath };
  const env = { ...offline, ...(engine === undefined ? {} : { ...engine.env, DOCKER_HOST: engine.dockerHost }) };
  const common = { extension, workspace: testFolder, settings, env };
  const parts = options.parts ?? ['host', 'page'];
  let total = { passed: 0, failed: 0, leftOut: 0 };
  if (parts.includes('host')) {
    const counts = await hostCounts(say, (onLine) => runHostSuite(state, { ...common, onLine, deadlineMs: 180_000 }));
    total = { ...total, ...counts };
  }
  if (parts.includes('page')) {
    const counts = await runPageSuite(state, { ...common, engine, pictures, only: options.only, onLine: say });
    total = { passed: total.passed + counts.passed, failed: total.failed + counts.failed, leftOut: counts.leftOut };
  }
  return { ...total, output: lines.join('\n') };
}

/** Runs the suite in the extension host and counts from its own closing line; VS Code's log is told only when it failed. */
async function hostCounts(
  say: (line: string) => void,
  run: (onLine: (line: string) => void) => Promise<{ code: number | undefined; why: string }>,
): Promise<{ passed: number; failed: number }> {
  const log: string[] = [];
  let counts = { passed: 0, failed: 0 };
  const end = await run((line) => {
    log.push(line);
    const own = line.startsWith(suiteMark) ? line.slice(suiteMark.length) : undefined;
    if (own !== undefined) say(own);
    const closing = /^(\d+) passed, (\d+) failed$/.exec(own ?? '');
    if (closing !== null) counts = { passed: Number(closing[1]), failed: Number(closing[2]) };
  });
  if (end.code === 0 && counts.passed > 0) return counts;
  say(`the suite in the extension host: ${end.why}; VS Code's log:`);
  for (const line of log.filter((one) => !one.startsWith(suiteMark)).slice(-60)) say(`        ${line}`);
  return { ...counts, failed: Math.max(counts.failed, 1) };
}
