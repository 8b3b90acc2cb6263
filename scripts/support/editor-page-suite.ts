// Runs the tests that drive the workbench in a browser: one server for each kind of trust, a fresh browser profile and a fresh
// copy of the folder for each test. What is tested stands in test/editor/page.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { pageTests } from '../../test/editor/page/index.ts';
import type { EngineForEditor, PageContext, PageTest } from '../../test/editor/page/page-test.ts';
import { driveWorkbench } from '../../test/editor/page/workbench.ts';
import { runTests, type TestCounts } from '../../test/editor/run-tests.ts';
import { openBrowser } from './editor-browser.ts';
import type { EditorInstallation } from './editor-installation.ts';
import { startEditorServer, type EditorServer } from './editor-server.ts';
import { copyWorkspace } from './editor-workspace.ts';

export interface PageSuiteOptions {
  /** Absolute path of the extension under test. */
  readonly extension: string;
  /** The folder of the checkout whose copy a test opens when it names none. */
  readonly workspace: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly env: NodeJS.ProcessEnv;
  readonly engine: EngineForEditor | undefined;
  /** What the server under test is told by `XDG_CACHE_HOME`. */
  readonly caches: string;
  /** Where pictures go, those of failed tests too. */
  readonly pictures: string;
  /** Runs only the tests whose name contains this. */
  readonly only: string | undefined;
  readonly onLine: (line: string) => void;
}

/** Runs the page tests; those that need an engine are named as left out where none is given. */
export async function runPageSuite(
  installation: EditorInstallation,
  options: PageSuiteOptions,
): Promise<TestCounts & { readonly leftOut: number }> {
  mkdirSync(options.pictures, { recursive: true });
  const wanted = pageTests.filter((test) => test.name.includes(options.only ?? ''));
  for (const test of wanted) {
    if (!isRunnable(test, options)) options.onLine(`left out: ${test.name} (no engine: npm run setup:engine)`);
  }
  const servers = new Map<boolean, EditorServer>();
  const serverFor = async (restricted: boolean): Promise<EditorServer> => {
    const known = servers.get(restricted);
    if (known !== undefined) return known;
    const { settings, env, extension: installed } = options;
    const started = await startEditorServer(installation, { workspaceTrust: restricted, settings, env, installed });
    servers.set(restricted, started);
    return started;
  };
  try {
    const runnable = wanted.filter((test) => isRunnable(test, options));
    const counts = await runTests<PageContext, PageTest>(
      runnable,
      async (test, body) => inWorkbench(installation, await serverFor(test.restricted ?? false), test, options, body),
      options.onLine,
    );
    return { ...counts, leftOut: wanted.length - runnable.length };
  } finally {
    for (const server of servers.values()) await server.stop();
  }
}

function isRunnable(test: PageTest, { engine }: PageSuiteOptions): boolean {
  return test.needsEngine !== true || engine !== undefined;
}

/** Opens the test's folder in a fresh window, gives its driver to `body`, and takes a picture when that rejects. */
async function inWorkbench(
  installation: EditorInstallation,
  server: EditorServer,
  test: PageTest,
  options: PageSuiteOptions,
  body: (context: PageContext) => Promise<void>,
): Promise<void> {
  const copy = copyWorkspace(path.resolve(test.workspace ?? options.workspace));
  try {
    const { width, height, scale } = test.window ?? { width: 1440, height: 900, scale: 1 };
    const browser = await openBrowser({ executable: installation.chromium, width, height, scale });
    try {
      const page = await browser.context.newPage();
      await page.goto(server.url({ folder: copy.folder }), { timeout: 60_000 });
      const picture = path.join(options.pictures, `failed-${test.name.replaceAll(/[^a-z0-9]+/gi, '-')}.png`);
      try {
        const workbench = await driveWorkbench(page, options.pictures);
        const cacheFolder = path.join(options.caches, 'plimsoll');
        await body({ workbench, folder: copy.folder, engine: options.engine, cacheFolder });
      } catch (error) {
        await page.screenshot({ path: picture });
        options.onLine(`what the window showed: ${picture}`);
        for (const line of server.extensionLog().split('\n').slice(-20)) options.onLine(`        ${line}`);
        throw error;
      }
    } finally {
      await browser.stop();
    }
  } finally {
    copy.remove();
  }
}
