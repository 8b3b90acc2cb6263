// Activates and deactivates the extension, nothing else: commands are there at once, the server starts behind them.
import type * as vscode from 'vscode';
import { registerCommands } from './commands/register-commands.ts';
import { showMeasuredImages } from './layer-explorer/measured-images.ts';
import { createServerProcess, type ServerProcess } from './server-process.ts';
import { showStatus } from './status-item.ts';

let server: ServerProcess | undefined;

export function activate(context: vscode.ExtensionContext): void {
  server = createServerProcess(context);
  registerCommands(context, server);
  showStatus(context, server);
  showMeasuredImages(context, server);
  void server.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
  server = undefined;
}
