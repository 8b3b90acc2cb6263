// Writes a measured image where the person says, in the format that was chosen, and offers to open it. The server makes the
// text; where the file is goes to nobody.
import * as vscode from 'vscode';
import { methods, type ExportAnswer, type ExportParams } from '../../../server/src/protocol.ts';
import type { ServerProcess } from '../server-process.ts';

const filters: Readonly<Record<ExportParams['format'], Record<string, string[]>>> = {
  json: { JSON: ['json'] },
  csv: { 'Comma-separated values': ['csv'] },
  markdown: { Markdown: ['md'] },
  html: { 'HTML page': ['html'] },
};

export async function saveExport(server: ServerProcess, params: ExportParams): Promise<void> {
  const made = await server.request<ExportAnswer | null>(methods.exportLayers, params);
  if (made === null) {
    void vscode.window.showWarningMessage('There are no figures to export any more: build and measure again.');
    return;
  }
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(params.uri))?.uri;
  const beside = folder ?? vscode.Uri.joinPath(vscode.Uri.parse(params.uri), '..');
  const target = await vscode.window.showSaveDialog({
    title: 'Export Layers',
    defaultUri: vscode.Uri.joinPath(beside, made.name),
    filters: filters[params.format],
  });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(made.text));
  const open = 'Open';
  const name = vscode.workspace.asRelativePath(target);
  if ((await vscode.window.showInformationMessage(`The figures are in ${name}.`, open)) === undefined) return;
  // Why outside: a page is meant for a browser, which the editor would show as text.
  if (params.format === 'html') await vscode.env.openExternal(target);
  else await vscode.commands.executeCommand('vscode.open', target);
}
