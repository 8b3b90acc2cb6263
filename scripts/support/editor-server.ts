// Runs the VS Code server on loopback with a data folder of its own, and says under which address a folder opens in it. It knows
// nothing of browsers or tests.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startChild, type RunningChild } from './child.ts';
import type { EditorInstallation } from './editor-installation.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface EditorServerOptions {
  /** Asks for trust as a person's editor does (Restricted Mode until it is given); false trusts every folder. */
  readonly workspaceTrust: boolean;
  /** Settings of the machine the server runs on, as in `settings.json`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Variables the server, and so the extension host, gets besides this process's own. */
  readonly env?: NodeJS.ProcessEnv;
  /**
   * The extension, as a folder, that is installed in the editor as a person would have it. Absent: it is given with the address,
   * as an extension under test, and then VS Code shows no notification by itself.
   */
  readonly installed?: string;
  /** The port to listen on; a free one when absent. */
  readonly port?: number;
}

export interface OpenOptions {
  /** Absolute path of the folder to open. */
  readonly folder: string;
  /** The extension under test and its compiled suite that exports `run()`, as absolute paths; without it the editor just opens. */
  readonly test?: { readonly extension: string; readonly suite: string };
}

export interface EditorServer {
  readonly port: number;
  /** The address under which a folder opens with the extension. */
  readonly url: (options: OpenOptions) => string;
  readonly output: () => string;
  /** What the extension under test wrote to its output channel so far, and what its host says of it. */
  readonly extensionLog: () => string;
  /** Settles when the server ends by itself. */
  readonly ended: RunningChild['ended'];
  /** Ends the server and removes its data folder. */
  readonly stop: () => Promise<void>;
}

/** Quiet defaults for every run: nothing from the network, no tips, no chat, the same look each time. */
const quietSettings: Readonly<Record<string, unknown>> = {
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'editor.minimap.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'npm.fetchOnlinePackageInfo': false,
  'plimsoll.askRegistries': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'window.commandCenter': false,
  'workbench.enableExperiments': false,
  'workbench.layoutControl.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

const startDeadlineMs = 60_000;

/** Waits for the line in which the server names its port. */
async function listeningPort(child: RunningChild, heard: Promise<number>): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(new Error(`the VS Code server did not listen within ${startDeadlineMs / 1000} s:\n${child.output()}`)),
      startDeadlineMs,
    );
  });
  const died = child.ended.then((end) => {
    throw new Error(`the VS Code server ended (${end.startError ?? end.code ?? end.signal}):\n${child.output()}`);
  });
  try {
    return await Promise.race([heard, late, died]);
  } finally {
    clearTimeout(timer);
    died.catch(() => undefined);
  }
}

/** Starts the server and resolves when it listens. Rejects with the server's own words when it does not. */
export async function startEditorServer(
  installation: EditorInstallation,
  options: EditorServerOptions,
): Promise<EditorServer> {
  const { folder: dataFolder, remove } = temporaryFolder('editor');
  const machine = path.join(dataFolder, 'data', 'Machine');
  mkdirSync(machine, { recursive: true });
  writeFileSync(
    path.join(machine, 'settings.json'),
    JSON.stringify({ ...quietSettings, ...options.settings }, null, 2),
  );
  const extensions = path.join(dataFolder, 'extensions');
  mkdirSync(extensions);
  if (options.installed !== undefined) installExtension(options.installed, extensions);
  const args = [
    installation.serverMain,
    ...['--host', '127.0.0.1', '--port', String(options.port ?? 0)],
    '--without-connection-token',
    '--accept-server-license-terms',
    ...['--server-data-dir', dataFolder],
    ...['--extensions-dir', extensions],
    // Why: without it a built VS Code accepts no extension under test; with it VS Code keeps notifications to itself.
    ...(options.installed === undefined ? ['--enable-smoke-test-driver'] : []),
    '--disable-telemetry',
    '--disable-experiments',
    ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
  ];
  let tellPort: (port: number) => void = () => undefined;
  const heard = new Promise<number>((resolve) => {
    tellPort = resolve;
  });
  let seen = '';
  const child = startChild(installation.node, args, {
    env: { ...process.env, ...options.env },
    onOutput: (text) => {
      seen = (seen + text).slice(-4_000);
      const port = /agent listening on (\d+)/.exec(seen)?.[1];
      if (port !== undefined) tellPort(Number(port));
    },
  });
  const extensionLog = (): string =>
    logFiles(path.join(dataFolder, 'data', 'logs'))
      .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
      .filter((line) => line !== '' && !/^\S+ \S+ \[info\] (?:ExtensionService|Extension host|Eager|Lock)/.test(line))
      .join('\n');
  const stop = async (): Promise<void> => {
    await child.stop();
    remove();
  };
  try {
    const port = await listeningPort(child, heard);
    return { port, url: (open) => address(port, open), output: child.output, ended: child.ended, extensionLog, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What an installed extension consists of; what is not there is left out. */
const extensionParts = ['package.json', 'README.md', 'LICENSE', 'dist', 'images', 'snippets', 'syntaxes'];

/** Puts an extension into an editor's folder of extensions, which the server reads when it starts. */
function installExtension(source: string, extensions: string): void {
  const folder = path.join(extensions, 'plimsoll.plimsoll-0.0.0');
  for (const part of extensionParts) {
    const from = path.join(source, part);
    if (existsSync(from)) cpSync(from, path.join(folder, part), { recursive: true });
  }
}

/** The files of output channels named Plimsoll and of the extension hosts themselves, which tell why one did not start. */
function logFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?:Plimsoll|remoteexthost)\.log$/.test(name))
    .toSorted()
    .map((name) => path.join(folder, name));
}

function address(port: number, { folder, test }: OpenOptions): string {
  const remote = (file: string): string => `vscode-remote://127.0.0.1:${port}${file}`;
  const payload: [string, string][] = [['skipWelcome', 'true']];
  if (test !== undefined) {
    payload.push(
      ['enableProposedApi', ''],
      ['extensionDevelopmentPath', remote(test.extension)],
      ['extensionTestsPath', remote(test.suite)],
    );
  }
  const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  return `http://127.0.0.1:${port}/?${query.toString()}`;
}
