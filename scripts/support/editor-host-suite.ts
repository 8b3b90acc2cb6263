// Bundles the suite that runs inside VS Code's extension host and runs it under the VS Code server, with a browser as the
// window. It reads the suite's own lines; what is tested stands in test/editor/suite.
import { build } from 'esbuild';
import path from 'node:path';
import { openBrowser } from './editor-browser.ts';
import type { EditorInstallation } from './editor-installation.ts';
import { startEditorServer } from './editor-server.ts';
import { copyWorkspace } from './editor-workspace.ts';

/** Where the bundled suite stands, below the checkout. */
export const suiteFile = path.join('.build', 'editor', 'suite.js');

/** Bundles the suite as VS Code wants it: CommonJS that exports `run()`. The same file runs under every runner. */
export async function bundleHostSuite(): Promise<string> {
  await build({
    entryPoints: ['test/editor/suite/index.ts'],
    outfile: suiteFile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return path.resolve(suiteFile);
}

export interface HostSuiteOptions {
  /** Absolute path of the extension under test. */
  readonly extension: string;
  /** The folder of the checkout whose copy is opened. */
  readonly workspace: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly env: NodeJS.ProcessEnv;
  readonly onLine: (line: string) => void;
  /** Milliseconds from opening the page to the suite's end. */
  readonly deadlineMs: number;
}

/** The code the suite ended with: 0 when all passed; undefined when it never ended, with what is known about why. */
export interface HostSuiteEnd {
  readonly code: number | undefined;
  readonly why: string;
  /** What the extension logged. */
  readonly extensionLog: string;
}

type SuiteEnd = Omit<HostSuiteEnd, 'extensionLog'>;

/** Turns what the page says about a line of the extension host's console into text. */
function consoleText(args: unknown): string {
  const list: unknown[] = Array.isArray(args) ? args : [args];
  return list.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(' ');
}

/** Runs the bundled suite and resolves when it has ended, the server and the browser with it. */
export async function runHostSuite(installation: EditorInstallation, options: HostSuiteOptions): Promise<HostSuiteEnd> {
  const suite = await bundleHostSuite();
  const copy = copyWorkspace(options.workspace);
  const server = await startEditorServer(installation, {
    workspaceTrust: false,
    settings: options.settings,
    env: options.env,
  });
  const browser = await openBrowser({ executable: installation.chromium, width: 1280, height: 800, scale: 1 }).catch(
    async (error: unknown) => {
      await server.stop();
      throw error;
    },
  );
  let timer: NodeJS.Timeout | undefined;
  try {
    const page = await browser.context.newPage();
    const late = new Promise<SuiteEnd>((resolve) => {
      timer = setTimeout(
        () => resolve({ code: undefined, why: `the suite did not end within ${options.deadlineMs / 1000} s` }),
        options.deadlineMs,
      );
    });
    const exited = new Promise<SuiteEnd>((resolve) => {
      void page.exposeFunction('codeAutomationExit', (code: number) => resolve({ code, why: `exit ${code}` }));
    });
    const crashed = new Promise<SuiteEnd>((resolve) => {
      page.once('crash', () => resolve({ code: undefined, why: 'the page crashed' }));
      void server.ended.then(() => resolve({ code: undefined, why: `the server ended:\n${server.output()}` }));
    });
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown) => {
      for (const line of consoleText(args).split('\n')) options.onLine(type === 'error' ? `${type}: ${line}` : line);
    });
    await page.goto(server.url({ folder: copy.folder, test: { extension: options.extension, suite } }), {
      timeout: 60_000,
    });
    const end = await Promise.race([exited, crashed, late]);
    return { ...end, extensionLog: server.extensionLog() };
  } finally {
    clearTimeout(timer);
    await browser.stop();
    await server.stop();
    copy.remove();
  }
}
