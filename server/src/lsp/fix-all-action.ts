// `source.fixAll.plimsoll`: every safe fix at once, worked out when the client resolves it, or at once where it cannot.
import type { CodeAction, WorkspaceEdit } from 'vscode-languageserver/node';
import { fixAll } from '../features/fix-all.ts';
import { reanalyse, type Analysis } from '../session/analysis.ts';
import { fixAllKind } from './action-kinds.ts';
import type { ServerContext } from './server-context.ts';
import { writtenFiles } from './written-files.ts';
import { workspaceEdit } from './workspace-edit.ts';

export interface FixAllData {
  readonly action: 'fix-all';
  readonly uri: string;
  readonly version: number;
}

export function fixAllAction(context: ServerContext, analysis: Analysis): CodeAction[] {
  const { uri, version } = analysis.document;
  const action: CodeAction = { title: 'Fix everything that is safe (Plimsoll)', kind: fixAllKind };
  const data: FixAllData = { action: 'fix-all', uri, version };
  if (context.client.resolvesEdits) return [{ ...action, data }];
  const edit = fixAllEdit(context, analysis);
  return edit === null ? [] : [{ ...action, edit }];
}

/** Null where there is nothing to fix. */
export function fixAllEdit({ client, session }: ServerContext, analysis: Analysis): WorkspaceEdit | null {
  const { settings, snapshot } = analysis;
  const { edits, files } = fixAll(snapshot, settings, (text, written) => reanalyse(analysis, text, written).snapshot);
  const known = client.documentChanges ? writtenFiles(session, analysis, files) : null;
  const written = known?.filter(({ before }) => before !== undefined || client.createFiles) ?? [];
  return edits.length === 0 && written.length === 0 ? null : workspaceEdit(client, analysis, edits, written);
}
