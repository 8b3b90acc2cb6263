// `npm run editor`: opens VS Code with the extension on the examples: a `code` on the PATH, else desktop VS Code downloaded by
// @vscode/test-electron, else the VS Code server in the person's own browser, which `--browser` asks for outright.
import path from 'node:path';
import { buildAll } from './support/bundle.ts';
import { runChild, startChild } from './support/child.ts';
import { getDesktop, windowPrefix } from './support/editor-desktop.ts';
import { findProgram } from './support/editor-installation.ts';
import { startEditorServer } from './support/editor-server.ts';
import { setUpEditor } from './support/editor-setup.ts';

const extension = path.resolve('.');
const folder = path.resolve('examples');

function say(line: string): void {
  process.stdout.write(`editor: ${line}\n`);
}

/** Opens a window by the `code` program, which hands over to VS Code and ends. */
async function openWithCode(): Promise<boolean> {
  const windows = process.platform === 'win32';
  const code = findProgram(...(windows ? ['code.cmd'] : ['code', 'codium']));
  if (code === undefined) return false;
  const args = [`--extensionDevelopmentPath=${extension}`, folder];
  const result = windows
    ? await runChild('cmd.exe', ['/d', '/c', 'code', ...args], { deadlineMs: 60_000 })
    : await runChild(code, args, { deadlineMs: 60_000 });
  if (result.code === 0) say(`opened ${folder} with ${code}`);
  else say(`${code} did not open it: ${result.startError ?? result.output.trim()}`);
  return result.code === 0;
}

/** Opens a downloaded desktop VS Code and waits until its window is closed. */
async function openDesktop(): Promise<boolean> {
  if (windowPrefix()?.length !== 0) {
    say('there is no display to show desktop VS Code on');
    return false;
  }
  say('there is no `code` on the PATH; getting desktop VS Code …');
  const desktop = await getDesktop();
  if (!desktop.ok) {
    say(`desktop VS Code cannot be downloaded (${desktop.why})`);
    return false;
  }
  say(`opening ${folder}; close the window to end`);
  const end = await startChild(desktop.executable, [`--extensionDevelopmentPath=${extension}`, folder]).ended;
  return end.code === 0;
}

/** Serves VS Code on loopback until Ctrl-C. */
async function serveInBrowser(): Promise<void> {
  const setup = await setUpEditor(say);
  if (!setup.ok) {
    process.stderr.write(`editor: ${setup.reason}\n${setup.advice}\n`);
    process.exitCode = 2;
    return;
  }
  const server = await startEditorServer(setup.installation, {
    workspaceTrust: false,
    settings: {},
    installed: extension,
  });
  say(`open ${server.url({ folder })}`);
  say('Ctrl-C ends it');
  const end = await server.ended;
  // Why: Ctrl-C ends the server first, and is no failure to tell of.
  if (end.signal !== null) return;
  process.stderr.write(`editor: the server ended (exit ${end.code})\n${server.output()}\n`);
  process.exitCode = 1;
}

await buildAll({ minify: false });
if (process.argv.includes('--browser') || !((await openWithCode()) || (await openDesktop()))) await serveInBrowser();
