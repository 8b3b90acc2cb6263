// The panel with a multi-stage plan: shows it, applies it as one edit, or compares it in VS Code's own diff editor. The
// page is static and runs no script; its links are the commands registered here.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { methods, type PlanAnswer, type PlanPreview } from '../../../server/src/protocol.ts';
import type { ServerProcess } from '../server-process.ts';
import { revealLine } from '../target-document.ts';
import { planPage, refusalPage, type PageFrame } from './page.ts';

type Shown = Exclude<PlanAnswer, { kind: 'none' }>;

export interface PlanPreviewPanel {
  show(uri: vscode.Uri, answer: Shown): void;
}

const apply = 'plimsoll.applyPlan';
const compare = 'plimsoll.comparePlan';
const reveal = 'plimsoll.revealPlanLine';
const afterScheme = 'plimsoll-plan';

export function createPlanPreview(context: vscode.ExtensionContext, server: ServerProcess): PlanPreviewPanel {
  let panel: vscode.WebviewPanel | undefined;
  let current: { readonly uri: vscode.Uri; readonly answer: Shown } | undefined;

  function show(uri: vscode.Uri, answer: Shown): void {
    current = { uri, answer };
    const title = answer.kind === 'plan' ? answer.preview.title : 'No multi-stage rewrite';
    if (panel === undefined) {
      panel = vscode.window.createWebviewPanel('plimsoll.planPreview', title, vscode.ViewColumn.Active, {
        enableScripts: false,
        enableCommandUris: [apply, compare, reveal],
        enableFindWidget: true,
        localResourceRoots: [],
      });
      panel.onDidDispose(() => {
        panel = undefined;
        current = undefined;
      });
    }
    panel.title = title;
    const frame = frameOf(uri);
    panel.webview.html = answer.kind === 'plan' ? planPage(answer.preview, frame) : refusalPage(answer.refusals, frame);
    panel.reveal(undefined, false);
  }

  async function applyCurrent(): Promise<void> {
    if (current?.answer.kind !== 'plan') return;
    const { uri, answer } = current;
    const document = await vscode.workspace.openTextDocument(uri);
    if (document.version !== answer.preview.version) {
      const fresh = await server.request<PlanAnswer>(methods.plan, { uri: uri.toString() });
      if (fresh.kind === 'none') throw new Error(fresh.why);
      show(uri, fresh);
      void vscode.window.showInformationMessage('The file was changed since: this is the plan for it as it is now.');
      return;
    }
    if (!(await vscode.workspace.applyEdit(editOf(uri, answer.preview), { isRefactoring: true })))
      throw new Error('VS Code did not take the edit');
    panel?.dispose();
    await vscode.window.showTextDocument(document);
  }

  async function compareCurrent(): Promise<void> {
    if (current?.answer.kind !== 'plan') return;
    const after = current.uri.with({ scheme: afterScheme, query: '' });
    changed.fire(after);
    await vscode.commands.executeCommand(
      'vscode.diff',
      current.uri,
      after,
      `${current.answer.preview.title} (compare)`,
    );
  }

  const changed = new vscode.EventEmitter<vscode.Uri>();
  context.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(afterScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => (current?.answer.kind === 'plan' ? current.answer.preview.after : ''),
    }),
    command(apply, server, applyCurrent),
    command(compare, server, compareCurrent),
    command(reveal, server, async (line) => {
      if (current !== undefined && typeof line === 'number')
        await revealLine(current.uri, line, vscode.ViewColumn.Beside);
    }),
    new vscode.Disposable(() => {
      panel?.dispose();
    }),
  );
  return { show };
}

function command(id: string, server: ServerProcess, run: (argument: unknown) => Promise<void>): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (argument: unknown): Promise<void> => {
    try {
      await run(argument);
    } catch (error) {
      server.log.error(`${id}: ${String(error)}`);
      void vscode.window.showErrorMessage(`Plimsoll: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
}

function editOf(uri: vscode.Uri, { edits }: PlanPreview): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  edit.set(
    uri,
    edits.map(({ range: { start, end }, newText }) =>
      vscode.TextEdit.replace(new vscode.Range(start.line, start.character, end.line, end.character), newText),
    ),
  );
  return edit;
}

function frameOf(uri: vscode.Uri): PageFrame {
  return {
    nonce: randomBytes(16).toString('base64url'),
    file: vscode.workspace.asRelativePath(uri),
    links: {
      apply: `command:${apply}`,
      compare: `command:${compare}`,
      reveal: (line) => `command:${reveal}?${encodeURIComponent(JSON.stringify([line]))}`,
    },
    applyKey: process.platform === 'darwin' ? '⌘ Enter' : 'Ctrl+Enter',
  };
}
