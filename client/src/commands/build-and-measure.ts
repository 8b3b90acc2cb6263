// `plimsoll.buildAndMeasure`: asks what it must, builds with progress and cancel, then shows the layers. Runs only in a
// trusted folder, however it was called.
import * as vscode from 'vscode';
import { methods, type BuildAnswer, type BuildParams } from '../../../server/src/protocol.ts';
import { askBuildInputs } from '../build-inputs.ts';
import type { ServerProcess } from '../server-process.ts';
import { revealLine, targetDocument } from '../target-document.ts';
import type { CommandContext } from './command-context.ts';

let builds = 0;
const running = new Set<string>();

export async function buildAndMeasure(context: CommandContext, argument: unknown): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    const manage = 'Manage Workspace Trust';
    const answer = await vscode.window.showWarningMessage(
      'Building runs code of this folder, so Plimsoll builds only where you trust the folder.',
      manage,
    );
    if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
    return;
  }
  const uri = targetDocument(argument);
  if (uri === undefined) return;
  if (running.has(uri.toString())) {
    void vscode.window.showInformationMessage(
      'This Dockerfile is being built already: its progress is in the notifications.',
    );
    return;
  }
  const document = await vscode.workspace.openTextDocument(uri);
  // Why: the engine reads the file, and what is measured must be what stands in the editor.
  if (document.isDirty && !(await document.save())) return;
  const inputs = await askBuildInputs(context.extension.workspaceState, context.server, uri);
  if (inputs === undefined) return;
  running.add(uri.toString());
  try {
    await tell(context, uri, await build(context.server, { ...inputs, uri: uri.toString() }));
  } finally {
    running.delete(uri.toString());
  }
}

interface Progress {
  readonly kind?: string;
  readonly message?: string;
  readonly percentage?: number;
}

async function build(server: ServerProcess, params: BuildParams): Promise<BuildAnswer> {
  const workDoneToken = `plimsoll-build-${++builds}`;
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'Plimsoll', cancellable: true },
    async (progress, token) => {
      let shown = 0;
      const listener = await server.onProgress(workDoneToken, (value) => {
        const { message, percentage } = value as Progress;
        const increment = percentage === undefined ? 0 : Math.max(0, percentage - shown);
        shown += increment;
        progress.report({ ...(message === undefined ? {} : { message }), increment });
      });
      try {
        return await server.request<BuildAnswer>(methods.buildAndMeasure, { ...params, workDoneToken }, token);
      } catch (error) {
        if (token.isCancellationRequested) return { kind: 'cancelled' };
        throw error;
      } finally {
        listener.dispose();
      }
    },
  );
}

/** One message for each way a build can end; a measured one shows itself. */
async function tell({ server, layers }: CommandContext, uri: vscode.Uri, answer: BuildAnswer): Promise<void> {
  if (answer.kind === 'measured') {
    server.log.info(answer.summary);
    layers.show(answer.view);
    return;
  }
  if (answer.kind === 'cancelled') {
    void vscode.window.showInformationMessage('The build was cancelled. Nothing was measured.');
    return;
  }
  for (const line of answer.lines) server.log.error(line);
  const output = 'Show Output';
  const line = answer.line === null ? [] : ['Go to Line'];
  const picked = await vscode.window.showErrorMessage(answer.message, ...line, output);
  if (picked === output) server.log.show();
  else if (picked !== undefined && answer.line !== null) await revealLine(uri, answer.line);
}
