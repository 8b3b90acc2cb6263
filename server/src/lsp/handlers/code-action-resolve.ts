// codeAction/resolve: the edit of an action that was only named before. An action of an older version gets no edit: its
// ranges would be wrong.
import type { CodeAction } from 'vscode-languageserver/node';
import { fixAllEdit, type FixAllData } from '../fix-all-action.ts';
import { Cancelled } from '../cancelled.ts';
import { rewriteEdit, type RewriteData } from '../rewrite-actions.ts';
import type { ServerContext } from '../server-context.ts';

function dataOf(action: CodeAction): FixAllData | RewriteData | null {
  const data: unknown = action.data;
  return typeof data === 'object' && data !== null && 'action' in data ? (data as FixAllData | RewriteData) : null;
}

export async function handle(context: ServerContext, action: CodeAction): Promise<CodeAction> {
  const data = dataOf(action);
  if (data === null) return action;
  const analysis = await context.session.analysis(data.uri);
  if (analysis === undefined || analysis.document.version !== data.version) throw new Cancelled();
  const edit = data.action === 'fix-all' ? fixAllEdit(context, analysis) : await rewriteEdit(context, analysis);
  return edit === null ? action : { ...action, edit };
}
