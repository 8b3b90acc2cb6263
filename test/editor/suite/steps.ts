// What the tests in the extension host do again and again with VS Code's own interface: open, wait for findings, ask for actions,
// hovers and hints. It knows nothing of what the product answers.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { waitFor } from '../run-tests.ts';

/** Opens a file of the workspace in an editor, as it is on disk. */
export async function openFile(name: string): Promise<vscode.TextDocument> {
  const root = vscode.workspace.workspaceFolders?.[0];
  assert.ok(root, 'no folder is open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(root.uri, name));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Opens a Dockerfile that is on no disk. */
export async function openText(content: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language: 'dockerfile', content });
  await vscode.window.showTextDocument(document);
  return document;
}

/** The rule of a finding, as VS Code shows it. */
export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

/** The product's findings of a document, as VS Code has them now. */
export function findingsOf(document: vscode.TextDocument): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'plimsoll');
}

/** Waits until a rule has a finding in the document, and gives the first. */
export async function waitForFinding(document: vscode.TextDocument, rule: string): Promise<vscode.Diagnostic> {
  return waitFor(`a finding of ${rule}`, () => findingsOf(document).find((one) => ruleOf(one) === rule), {
    seen: () => findingsOf(document).map(ruleOf),
  });
}

/** Waits until a rule has no finding in the document any more. */
export async function waitForNoFinding(document: vscode.TextDocument, rule: string): Promise<void> {
  await waitFor(
    `no finding of ${rule}`,
    () => (findingsOf(document).some((one) => ruleOf(one) === rule) ? undefined : true),
    { seen: () => findingsOf(document).map(ruleOf) },
  );
}

/** The actions VS Code offers for a range, of one kind where it is given. */
export async function actionsAt(
  document: vscode.TextDocument,
  range: vscode.Range,
  kind?: string,
): Promise<readonly vscode.CodeAction[]> {
  const uri = document.uri;
  return vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, range, kind, 50);
}

/** Does what choosing an action does: its edit, then its command. */
export async function takeAction({ title, edit, command }: vscode.CodeAction): Promise<void> {
  if (edit !== undefined) assert.ok(await vscode.workspace.applyEdit(edit), `VS Code refused the edit of "${title}"`);
  if (command === undefined) return;
  const given: unknown[] = command.arguments ?? [];
  await vscode.commands.executeCommand(command.command, ...given);
}

/** The text of all hovers at a place. */
export async function hoverAt(document: vscode.TextDocument, at: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at);
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (content instanceof vscode.MarkdownString ? content.value : JSON.stringify(content)))
    .join('\n');
}

/** Replaces a piece of the document's text as typing would. */
export async function replaceText(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const start = document.getText().indexOf(from);
  assert.ok(start >= 0, `"${from}" is not in the text`);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(
    document.uri,
    new vscode.Range(document.positionAt(start), document.positionAt(start + from.length)),
    to,
  );
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** The titles of all open tabs. */
export function openTabs(): readonly string[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
}
