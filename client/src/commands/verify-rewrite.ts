// `plimsoll.verifyRewrite`: builds the original and the rewrite with the person's own engine, with progress and cancel, and
// shows in the preview how far the rewrite was proven. Runs only in a trusted folder, however it was called.
import * as vscode from 'vscode';
import { methods, type PlanAnswer, type RewriteVerification, type VerifyAnswer } from '../../../server/src/protocol.ts';
import { askBuildInputs } from '../build-inputs.ts';
import { sendLongRequest } from '../long-request.ts';
import { requireTrust } from '../require-trust.ts';
import { targetDocument } from '../target-document.ts';
import { tellFailure } from '../tell-failure.ts';
import type { CommandContext } from './command-context.ts';

const running = new Set<string>();

export async function verifyRewrite(context: CommandContext, argument: unknown): Promise<void> {
  const { server, preview, extension } = context;
  if (!(await requireTrust('Verifying'))) return;
  const shown = argument === undefined ? preview.active() : undefined;
  const uri = shown?.uri ?? targetDocument(argument);
  if (uri === undefined) return;
  const key = uri.toString();
  if (running.has(key)) {
    void vscode.window.showInformationMessage(
      'This rewrite is being verified already: its progress is in the notifications.',
    );
    return;
  }
  const document = await vscode.workspace.openTextDocument(uri);
  // Why: the engine reads the file, and what is verified must be what stands in the editor.
  if (document.isDirty && !(await document.save())) return;
  const places = shown?.places ?? [];
  const planned = await server.request<PlanAnswer>(methods.plan, { uri: key, places });
  if (planned.kind === 'none') throw new Error(planned.why);
  preview.show(uri, planned);
  if (planned.kind === 'refused') return;
  const inputs = await askBuildInputs(extension.workspaceState, server, uri);
  if (inputs === undefined) return;
  running.add(key);
  try {
    const answer = await sendLongRequest<VerifyAnswer>(
      server,
      methods.verifyRewrite,
      { ...inputs, uri: key, places },
      (message) => preview.step(uri, message),
    );
    if (answer.kind === 'climbed') {
      const { verification } = answer.preview;
      preview.show(uri, { ...answer, kind: 'plan' }, verification === null ? '' : spoken(verification));
    } else if (answer.kind === 'failed') void tellFailure(server, uri, answer);
    else void vscode.window.showInformationMessage('The verification was cancelled. Nothing of it is left behind.');
  } finally {
    running.delete(key);
    preview.step(uri, null);
  }
}

/** The outcome for people who hear it. */
function spoken({ label, checks }: RewriteVerification): string {
  const failed = checks.find(({ outcome }) => outcome === 'failed');
  if (failed !== undefined) return `The rewrite is withdrawn. ${failed.what}: ${failed.findings[0] ?? ''}`;
  return `The rewrite is ${label}.`;
}
