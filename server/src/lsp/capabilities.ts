// What the server offers in `initialize`. Plain data: nothing heavy is loaded to answer.
import { TextDocumentSyncKind, type ServerCapabilities } from 'vscode-languageserver/node';
import { fixAllKind, layerOrderKind, multiStageKind, quickFixKind } from './action-kinds.ts';

export const serverCapabilities: ServerCapabilities = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
  hoverProvider: true,
  codeActionProvider: {
    codeActionKinds: [quickFixKind, fixAllKind, multiStageKind, layerOrderKind],
    resolveProvider: true,
  },
  inlayHintProvider: true,
  codeLensProvider: { resolveProvider: false },
  workspace: { workspaceFolders: { supported: true, changeNotifications: false } },
};
