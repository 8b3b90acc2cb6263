// The view of measured images below the files: what every Dockerfile of the folder weighed when it was last built, line by
// line. It asks the server when it is seen and keeps nothing.
import * as vscode from 'vscode';
import { clientCommands, methods, type MeasuredEntry } from '../../../server/src/protocol.ts';
import { formatBytes } from '../../../server/src/text/format-bytes.ts';
import type { ServerProcess } from '../server-process.ts';

type Line = MeasuredEntry['lines'][number];
type Node = { readonly entry: MeasuredEntry; readonly line?: Line };

export function showMeasuredImages(context: vscode.ExtensionContext, server: ServerProcess): void {
  const changed = new vscode.EventEmitter<undefined>();
  const provider: vscode.TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    async getChildren(node) {
      if (node !== undefined)
        return node.entry.lines.flatMap((line) => (line.fileBytes > 0 ? [{ entry: node.entry, line }] : []));
      const entries = await server.request<readonly MeasuredEntry[]>(methods.measuredImages, null);
      return entries.map((entry) => ({ entry }));
    },
    getTreeItem: ({ entry, line }) => (line === undefined ? imageItem(entry) : lineItem(entry, line)),
  };
  context.subscriptions.push(
    changed,
    vscode.window.createTreeView('plimsoll.measuredImages', { treeDataProvider: provider, showCollapseAll: true }),
    vscode.commands.registerCommand('plimsoll.refreshMeasuredImages', () => changed.fire(undefined)),
    server.onNotification(methods.layersChanged, () => changed.fire(undefined)),
  );
  void vscode.commands.executeCommand('setContext', 'plimsoll.isActive', true);
}

function imageItem(entry: MeasuredEntry): vscode.TreeItem {
  const { dockerfile, target, fileBytes, deadBytes, baseBytes, measured, image, platform } = entry;
  const name = vscode.workspace.asRelativePath(vscode.Uri.file(dockerfile));
  const item = new vscode.TreeItem(
    target === null ? name : `${name} (${target})`,
    vscode.TreeItemCollapsibleState.Collapsed,
  );
  const dead = deadBytes === 0 ? [] : [`${formatBytes(deadBytes)} dead`];
  item.id = `${entry.uri} ${entry.record ?? ''}`;
  item.description = [formatBytes(fileBytes), ...dead].join(' · ');
  item.iconPath = new vscode.ThemeIcon('package');
  item.contextValue = 'plimsoll.measuredImage';
  item.tooltip = [
    [image, platform].filter((fact) => fact !== null).join(' · '),
    `measured ${new Date(measured).toLocaleString()}`,
    ...(baseBytes === null ? [] : [`base ${formatBytes(baseBytes)}`]),
  ].join('\n');
  item.command = { command: clientCommands.showLayers, title: 'Show Layers', arguments: [{ entry }] };
  return item;
}

function lineItem({ uri }: MeasuredEntry, { line, text, fileBytes, deadBytes }: Line): vscode.TreeItem {
  const item = new vscode.TreeItem(`+${formatBytes(fileBytes)}`);
  const dead = deadBytes === 0 ? '' : `${formatBytes(deadBytes)} dead · `;
  item.description = `${dead}${text}`;
  item.tooltip = `line ${line + 1}: ${text}`;
  item.iconPath = new vscode.ThemeIcon('symbol-number');
  const selection = new vscode.Range(line, 0, line, 0);
  item.command = { command: 'vscode.open', title: 'Show Line', arguments: [vscode.Uri.parse(uri), { selection }] };
  return item;
}
