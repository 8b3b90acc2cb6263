// The panel with an image's layers: holds the webview, hands it the figures and opens the line a person picks. What is
// drawn, and how, is webview.ts's; nothing is measured here.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { clientCommands, methods, type DocumentParams, type LayerView } from '../../../server/src/protocol.ts';
import type { ServerProcess } from '../server-process.ts';
import { revealLine } from '../target-document.ts';
import type { MessageFromView, MessageToView } from './messages.ts';

export interface LayerExplorer {
  show(view: LayerView): void;
}

export function createLayerExplorer(context: vscode.ExtensionContext, server: ServerProcess): LayerExplorer {
  const panels = new Map<string, { readonly panel: vscode.WebviewPanel; view: LayerView }>();

  function send(uri: string): void {
    const open = panels.get(uri);
    const message: MessageToView | undefined = open && { kind: 'show', view: open.view };
    if (open !== undefined) void open.panel.webview.postMessage(message);
  }

  function receive(uri: string, message: MessageFromView): void {
    if (message.kind === 'ready') send(uri);
    else if (message.kind === 'reveal') void revealLine(vscode.Uri.parse(uri), message.line, vscode.ViewColumn.Beside);
    else void vscode.commands.executeCommand(clientCommands.buildAndMeasure, uri);
  }

  function show(view: LayerView): void {
    const open = panels.get(view.uri);
    if (open !== undefined) {
      open.view = view;
      send(view.uri);
      open.panel.reveal(undefined, true);
      return;
    }
    const root = vscode.Uri.joinPath(context.extensionUri, 'dist');
    const panel = vscode.window.createWebviewPanel(
      'plimsoll.layers',
      `Layers of ${vscode.workspace.asRelativePath(vscode.Uri.parse(view.uri))}`,
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, enableFindWidget: true, localResourceRoots: [root] },
    );
    panels.set(view.uri, { panel, view });
    panel.onDidDispose(() => panels.delete(view.uri));
    panel.webview.onDidReceiveMessage((message: MessageFromView) => receive(view.uri, message));
    panel.webview.html = shell(panel.webview, root);
  }

  context.subscriptions.push(
    // Why: lines move while a person types; the open view follows the text.
    server.onNotification(methods.layersChanged, (params) => {
      const { uri } = params as DocumentParams;
      if (panels.has(uri)) void refresh(uri);
    }),
    new vscode.Disposable(() => {
      for (const { panel } of panels.values()) panel.dispose();
    }),
  );

  async function refresh(uri: string): Promise<void> {
    const view = await server.request<LayerView | null>(methods.layers, { uri });
    const open = panels.get(uri);
    if (view === null || open === undefined) return;
    open.view = view;
    send(uri);
  }

  return { show };
}

/** The empty page: one script and one style sheet of ours, nothing from anywhere else. */
function shell(webview: vscode.Webview, root: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64url');
  const script = webview.asWebviewUri(vscode.Uri.joinPath(root, 'layer-explorer.js')).toString();
  const style = webview.asWebviewUri(vscode.Uri.joinPath(root, 'layer-explorer.css')).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="UTF-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="${style}"><title>Layers</title></head><body><main id="view" aria-live="polite"></main><script nonce="${nonce}" src="${script}"></script></body></html>`;
}
