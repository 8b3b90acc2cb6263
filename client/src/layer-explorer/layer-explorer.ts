// The panel with an image's layers: holds the webview, hands it the figures, passes its questions on to the server and opens
// the line a person picks. What is drawn, and how, is webview.ts's; nothing is measured here.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import {
  clientCommands,
  methods,
  type DocumentParams,
  type LayersParams,
  type LayerView,
} from '../../../server/src/protocol.ts';
import type { ServerProcess } from '../server-process.ts';
import { revealLine } from '../target-document.ts';
import { saveExport } from './export-figures.ts';
import type { Answer, MessageFromView, MessageToView, Question } from './messages.ts';

export interface LayerExplorer {
  show(view: LayerView): void;
}

interface Open {
  readonly panel: vscode.WebviewPanel;
  view: LayerView;
}

export function createLayerExplorer(context: vscode.ExtensionContext, server: ServerProcess): LayerExplorer {
  const panels = new Map<string, Open>();

  function keyOf({ uri, record }: LayerView): string {
    return JSON.stringify([uri, record]);
  }

  function paramsOf({ uri, record }: LayerView): LayersParams {
    return record === null ? { uri } : { uri, record };
  }

  function post({ panel }: Open, message: MessageToView): void {
    void panel.webview.postMessage(message);
  }

  async function answer({ view }: Open, question: Question): Promise<Answer> {
    try {
      if (question.what === 'tree') return await server.request<Answer>(methods.layerTree, question.query);
      return await server.request<Answer>(methods.layerComparison, paramsOf(view));
    } catch (error) {
      server.log.warn(`The layer explorer got no answer: ${String(error)}`);
      return null;
    }
  }

  async function receive(open: Open, message: MessageFromView): Promise<void> {
    const { uri } = open.view;
    if (message.kind === 'ready') post(open, { kind: 'show', view: open.view });
    else if (message.kind === 'ask')
      post(open, { kind: 'answer', id: message.id, answer: await answer(open, message.question) });
    else if (message.kind === 'reveal') await revealLine(vscode.Uri.parse(uri), message.line, vscode.ViewColumn.Beside);
    else if (message.kind === 'export') await saveExport(server, { ...paramsOf(open.view), format: message.format });
    else await vscode.commands.executeCommand(clientCommands.buildAndMeasure, uri);
  }

  function show(view: LayerView): void {
    const known = panels.get(keyOf(view));
    if (known !== undefined) {
      known.view = view;
      post(known, { kind: 'show', view });
      known.panel.reveal(undefined, true);
      return;
    }
    const root = vscode.Uri.joinPath(context.extensionUri, 'dist');
    const panel = vscode.window.createWebviewPanel(
      'plimsoll.layers',
      `Layers of ${vscode.workspace.asRelativePath(vscode.Uri.parse(view.uri))}`,
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, enableFindWidget: true, localResourceRoots: [root] },
    );
    const open: Open = { panel, view };
    panels.set(keyOf(view), open);
    panel.onDidDispose(() => panels.delete(keyOf(view)));
    panel.webview.onDidReceiveMessage((message: MessageFromView) => receive(open, message));
    panel.webview.html = shell(panel.webview, root);
  }

  context.subscriptions.push(
    // Why: lines move while a person types; the open view follows the text.
    server.onNotification(methods.layersChanged, (params) => {
      const { uri } = params as DocumentParams;
      for (const open of panels.values()) if (open.view.uri === uri) void refresh(open);
    }),
    new vscode.Disposable(() => {
      for (const { panel } of panels.values()) panel.dispose();
    }),
  );

  async function refresh(open: Open): Promise<void> {
    const view = await server.request<LayerView | null>(methods.layers, paramsOf(open.view));
    if (view === null || !panels.has(keyOf(open.view))) return;
    open.view = view;
    post(open, { kind: 'show', view });
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
<html lang="en"><head><meta charset="UTF-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="${style}"><title>Layers</title></head><body><main id="view"></main><script nonce="${nonce}" src="${script}"></script></body></html>`;
}
