// Where the VS Code of the tests is installed, and whether it is ready: the versions, the folder, the browser. It installs and
// starts nothing.
import { existsSync, accessSync, constants } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './cache-folder.ts';

/** The npm packages that make up the editor; code-server 4.139.1 carries VS Code 1.139.1 and wants Node 24. */
export const editorVersions = { codeServer: '4.139.1', node: '24.21.0' } as const;

/** The command that makes the editor ready, named in every message that says it is not. */
export const setupCommand = 'npm run setup:editor';

/** A ready editor: absolute paths. */
export interface EditorInstallation {
  readonly folder: string;
  /** The Node 24 that runs the server. */
  readonly node: string;
  /** The entry of the VS Code server. */
  readonly serverMain: string;
  readonly chromium: string;
}

export type EditorState =
  | ({ readonly ready: true } & EditorInstallation)
  | { readonly ready: false; readonly reason: string; readonly command: string };

/** The folder of this machine's editor, keyed by every version that shapes it. */
export function editorFolder(): string {
  const { codeServer, node } = editorVersions;
  return path.join(
    cacheFolder(),
    'editor',
    `code-server-${codeServer}-node-${node}-${process.platform}-${process.arch}`,
  );
}

/** The npm package that carries the Node binary and its headers for this machine. */
export function nodePackage(): string {
  return `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
}

/** The paths inside an editor folder, finished or in the making. */
export function editorPaths(folder: string): { nodeRoot: string; node: string; vscode: string; serverMain: string } {
  const nodeRoot = path.join(folder, 'node_modules', nodePackage());
  const vscode = path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  return {
    nodeRoot,
    node: path.join(nodeRoot, 'bin', 'node'),
    vscode,
    serverMain: path.join(vscode, 'out', 'server-main.js'),
  };
}

/** The first of these programs that PATH has, as an absolute path. */
export function findProgram(...names: readonly string[]): string | undefined {
  for (const name of names) {
    for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
      const file = path.join(folder, name);
      try {
        if (folder === '') continue;
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Why: not in this folder; the next one may have it.
      }
    }
  }
  return undefined;
}

/** The Chromium to drive: `$PLIMSOLL_CHROMIUM`, else one on the PATH. */
export function findChromium(): string | undefined {
  const chosen = process.env['PLIMSOLL_CHROMIUM'];
  if (chosen !== undefined && chosen !== '') return existsSync(chosen) ? chosen : undefined;
  return findProgram('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
}

/** Whether tests in a real VS Code can run here, and if not, why and what makes them. Looks only; takes a millisecond. */
export function isEditorSetUp(): EditorState {
  const folder = editorFolder();
  const { node, serverMain } = editorPaths(folder);
  if (process.platform === 'win32') {
    return { ready: false, reason: 'the VS Code server runs on Linux and macOS only', command: 'npm run test:desktop' };
  }
  if (!existsSync(serverMain) || !existsSync(node)) {
    return { ready: false, reason: 'the VS Code server is not installed', command: setupCommand };
  }
  const chromium = findChromium();
  if (chromium === undefined)
    return { ready: false, reason: 'there is no Chromium on the PATH', command: setupCommand };
  return { ready: true, folder, node, serverMain, chromium };
}
