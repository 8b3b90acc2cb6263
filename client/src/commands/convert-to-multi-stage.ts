// `plimsoll.convertToMultiStage`: the plan with its reasons, to look at before anything is changed; or why there is none.
import { methods, type PlanAnswer } from '../../../server/src/protocol.ts';
import { targetDocument } from '../target-document.ts';
import type { CommandContext } from './command-context.ts';
import * as vscode from 'vscode';

export async function convertToMultiStage({ server, preview }: CommandContext, argument: unknown): Promise<void> {
  const uri = targetDocument(argument);
  if (uri === undefined) return;
  await vscode.workspace.openTextDocument(uri);
  const answer = await server.request<PlanAnswer>(methods.plan, { uri: uri.toString() });
  if (answer.kind === 'none') throw new Error(answer.why);
  preview.show(uri, answer);
}
