// The entry in the language status of Dockerfiles: which engine is in use, what is off, and why. It looks for an engine
// only some time after start, in trusted folders; nothing waits for it.
import * as vscode from 'vscode';
import { methods, type EngineStatus } from '../../server/src/protocol.ts';
import type { ServerProcess } from './server-process.ts';

/** Milliseconds between the server's start and the first look for an engine: findings come first. */
const firstLook = 3_000;

export function showStatus(context: vscode.ExtensionContext, server: ServerProcess): void {
  const item = vscode.languages.createLanguageStatusItem('plimsoll.status', { language: 'dockerfile' });
  item.name = 'Plimsoll';
  item.command = { command: 'plimsoll.showOutput', title: 'Show Output' };
  let timer: ReturnType<typeof setTimeout> | undefined;

  function show(text: string, detail: string, severity = vscode.LanguageStatusSeverity.Information): void {
    item.text = text;
    item.detail = detail;
    item.severity = severity;
  }

  async function look(): Promise<void> {
    item.busy = true;
    try {
      const { engine, off } = await server.request<EngineStatus>(methods.engineStatus, null);
      if (engine === null) show('Plimsoll: no engine', off.join(' '), vscode.LanguageStatusSeverity.Information);
      else show(`Plimsoll: ${engine}`, off.length === 0 ? 'Builds and measures images.' : off.join(' '));
    } catch (error) {
      server.log.warn(`The engine could not be asked for: ${String(error)}`);
    } finally {
      item.busy = false;
    }
  }

  function update(): void {
    clearTimeout(timer);
    item.busy = server.state === 'starting';
    if (server.state === 'stopped') {
      show('Plimsoll is not running', 'Findings are off. Its output says why.', vscode.LanguageStatusSeverity.Error);
      item.command = { command: 'plimsoll.restartServer', title: 'Restart' };
      return;
    }
    item.command = { command: 'plimsoll.showOutput', title: 'Show Output' };
    if (!vscode.workspace.isTrusted) {
      show('Plimsoll: building is off', 'This folder is not trusted: findings and fixes work, nothing is run.');
      return;
    }
    show('Plimsoll', 'Findings and fixes work. No engine has been looked for yet.');
    if (server.state === 'running') timer = setTimeout(() => void look(), firstLook);
  }

  update();
  context.subscriptions.push(
    item,
    server.onStateChange(update),
    vscode.workspace.onDidGrantWorkspaceTrust(update),
    server.onNotification(methods.layersChanged, () => void look()),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}
