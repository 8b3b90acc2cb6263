// Runs the VS Code server on loopback with a data folder of its own, and says under which address a folder opens in it. It knows
// nothing of browsers or tests.
import { mkdirSync, writeFileSync } from 'node:fs';
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
  /** The port to listen on; a free one when absent. */
  readonly port?: number;
}

export interface OpenOptions {
  /** Absolute path of the folder to open. */
  readonly folder: string;
  /** Absolute path of the extension under development. */
  readonly extension: string;
  /** Absolute path of a compiled suite that exports `run()`; without it the editor just opens. */
  readonly suite?: string;
}

export interface EditorServer {
  readonly port: number;
  /** The address under which a folder opens with the extension. */
  readonly url: (options: OpenOptions) => string;
  readonly output: () => string;
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
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'npm.fetchOnlinePackageInfo': false,
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
  const args = [
    installation.serverMain,
    ...['--host', '127.0.0.1', '--port', String(options.port ?? 0)],
    '--without-connection-token',
    '--accept-server-license-terms',
    ...['--server-data-dir', dataFolder],
    '--enable-smoke-test-driver',
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
  const stop = async (): Promise<void> => {
    await child.stop();
    remove();
  };
  try {
    const port = await listeningPort(child, heard);
    return { port, url: (open) => address(port, open), output: child.output, ended: child.ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function address(port: number, { folder, extension, suite }: OpenOptions): string {
  const remote = (file: string): string => `vscode-remote://127.0.0.1:${port}${file}`;
  const payload: [string, string][] = [
    ['extensionDevelopmentPath', remote(extension)],
    ['enableProposedApi', ''],
    ['skipWelcome', 'true'],
  ];
  if (suite !== undefined) payload.push(['extensionTestsPath', remote(suite)]);
  const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  return `http://127.0.0.1:${port}/?${query.toString()}`;
}
