// Stands before everything that runs code of a folder.
import * as vscode from 'vscode';

/** True where the person trusts the folder; else it says why nothing is run, and where that can be changed. */
export async function requireTrust(what: string): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = 'Manage Workspace Trust';
  const answer = await vscode.window.showWarningMessage(
    `${what} runs code of this folder, so Plimsoll does it only where you trust the folder.`,
    manage,
  );
  if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}
