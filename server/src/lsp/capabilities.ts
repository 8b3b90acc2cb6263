// What the server offers in `initialize`. Plain data: nothing heavy is loaded to answer.
import { CodeActionKind, TextDocumentSyncKind, type ServerCapabilities } from 'vscode-languageserver/node';

/** The one stable id for "fix everything that is safe" (editor.codeActionsOnSave). */
export const fixAllKind = 'source.fixAll.plimsoll';
/** The multi-stage rewrite, from the refactoring menu. */
export const multiStageKind = 'refactor.rewrite.plimsoll.multiStage';

export const serverCapabilities: ServerCapabilities = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
  hoverProvider: true,
  codeActionProvider: {
    codeActionKinds: [CodeActionKind.QuickFix, fixAllKind, multiStageKind],
    resolveProvider: true,
  },
  inlayHintProvider: true,
  codeLensProvider: { resolveProvider: false },
  workspace: { workspaceFolders: { supported: true, changeNotifications: false } },
};
