// Which Dockerfile a command means: the one it was called with, else the one in the active editor.
import * as vscode from 'vscode';

/** The document's URI; undefined after telling the person that there is none. */
export function targetDocument(given: unknown): vscode.Uri | undefined {
  if (given instanceof vscode.Uri) return given;
  if (typeof given === 'string' && given !== '') return vscode.Uri.parse(given);
  const active = vscode.window.activeTextEditor?.document;
  if (active?.languageId === 'dockerfile') return active.uri;
  const visible = vscode.window.visibleTextEditors.find(({ document }) => document.languageId === 'dockerfile');
  if (visible !== undefined) return visible.document.uri;
  void vscode.window.showInformationMessage('Open a Dockerfile first: Plimsoll works on the one in the editor.');
  return undefined;
}

/** Shows a line (zero-based) of a document beside whatever is open, with the cursor on it. */
export async function revealLine(uri: vscode.Uri, line: number, column?: vscode.ViewColumn): Promise<void> {
  const visible = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  const viewColumn = visible?.viewColumn ?? column;
  const editor = await vscode.window.showTextDocument(uri, viewColumn === undefined ? {} : { viewColumn });
  const at = editor.document.lineAt(Math.min(line, editor.document.lineCount - 1)).range;
  editor.selection = new vscode.Selection(at.start, at.start);
  editor.revealRange(at, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
