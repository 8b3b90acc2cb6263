// `plimsoll.buildAndMeasure`: asks what it must, builds with progress and cancel, then shows the layers. Runs only in a
// trusted folder, however it was called.
import * as vscode from 'vscode';
import { methods, type BuildAnswer, type BuildParams } from '../../../server/src/protocol.ts';
import { askBuildInputs } from '../build-inputs.ts';
import { sendLongRequest } from '../long-request.ts';
import { requireTrust } from '../require-trust.ts';
import { targetDocument } from '../target-document.ts';
import { tellFailure } from '../tell-failure.ts';
import type { CommandContext } from './command-context.ts';

const running = new Set<string>();

export async function buildAndMeasure(context: CommandContext, argument: unknown): Promise<void> {
  if (!(await requireTrust('Building'))) return;
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
    const params: BuildParams = { ...inputs, uri: uri.toString() };
    await tell(context, uri, await sendLongRequest<BuildAnswer>(context.server, methods.buildAndMeasure, params));
  } finally {
    running.delete(uri.toString());
  }
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
  await tellFailure(server, uri, answer);
}
