// Marks refusals in the text, at the places where they arise, while their page is open: as information, among the problems.
// The first change of the text takes them away, for then they may hold no more.
import * as vscode from 'vscode';
import type { PlanRefusal } from '../../../server/src/protocol.ts';

export interface RefusalMarks {
  show(uri: vscode.Uri, refusals: readonly PlanRefusal[]): void;
  clear(): void;
}

export function createRefusalMarks(context: vscode.ExtensionContext): RefusalMarks {
  const marks = vscode.languages.createDiagnosticCollection('plimsoll.refusals');
  context.subscriptions.push(
    marks,
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) marks.delete(document.uri);
    }),
  );
  return {
    show(uri, refusals) {
      marks.clear();
      marks.set(
        uri,
        refusals.map(({ code, message, range: { start, end } }) => {
          const range = new vscode.Range(start.line, start.character, end.line, end.character);
          const text = `No multi-stage rewrite: ${message}`;
          const mark = new vscode.Diagnostic(range, text, vscode.DiagnosticSeverity.Information);
          mark.source = 'plimsoll';
          mark.code = code;
          return mark;
        }),
      );
    },
    clear() {
      marks.clear();
    },
  };
}
