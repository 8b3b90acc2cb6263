// The multi-stage rewrite as code actions: on each finding that it cures, and on FROM from the refactoring menu. A client
// with our preview is sent there; any other gets the versioned edit with a request to confirm. A refusal says why.
import type { CodeAction, Diagnostic as LspDiagnostic, WorkspaceEdit } from 'vscode-languageserver/node';
import type { Diagnostic } from '../features/diagnostics.ts';
import { baseAt } from '../features/hover-base-image.ts';
import { rewriteSnapshot } from '../features/rewrite.ts';
import { clientCommands } from '../protocol.ts';
import type { Analysis } from '../session/analysis.ts';
import type { Range } from '../text/range.ts';
import { multiStageKind, quickFixKind } from './action-kinds.ts';
import { asClientKnows } from './publish-diagnostics.ts';
import type { ServerContext } from './server-context.ts';
import { workspaceEdit } from './workspace-edit.ts';

export interface RewriteData {
  readonly action: 'multi-stage';
  readonly uri: string;
  readonly version: number;
}

export interface RewriteRequest {
  readonly range: Range;
  readonly diagnostics: readonly Diagnostic[];
  /** Diagnostics as the client sent them. */
  readonly given: readonly LspDiagnostic[];
  readonly wants: (kind: string) => boolean;
  /** The client asked for this kind by name: then a refusal is told too. */
  readonly named: boolean;
}

const title = 'Convert to multi-stage';

export function rewriteActions(context: ServerContext, analysis: Analysis, request: RewriteRequest): CodeAction[] {
  const { wants, range, diagnostics, given } = request;
  const cured = diagnostics.filter(({ finding }) => finding?.curedBySplit === true);
  const onFrom = baseAt(analysis.snapshot, range.start) !== undefined;
  const asQuickFix = wants(quickFixKind) && cured.length > 0;
  const asRefactoring = wants(multiStageKind) && (onFrom || request.named);
  if (!asQuickFix && !asRefactoring) return [];
  const rewrite = rewriteSnapshot(analysis.snapshot);
  if ('refusals' in rewrite) {
    const [refusal] = rewrite.refusals;
    if (!asRefactoring || refusal === undefined || !context.client.disabledActions) return [];
    return [{ title, kind: multiStageKind, disabled: { reason: refusal.message } }];
  }
  const actions: CodeAction[] = [];
  if (asQuickFix)
    actions.push(
      offer(context, analysis, {
        title,
        kind: quickFixKind,
        diagnostics: cured.map((diagnostic) => asClientKnows(analysis, diagnostic, given)),
      }),
    );
  if (asRefactoring) actions.push(offer(context, analysis, { title, kind: multiStageKind }));
  return actions;
}

function offer(context: ServerContext, analysis: Analysis, action: CodeAction): CodeAction {
  const { uri, version } = analysis.document;
  if (context.client.ownCommands)
    return { ...action, command: { title, command: clientCommands.convertToMultiStage, arguments: [uri] } };
  if (context.client.resolvesEdits) {
    const data: RewriteData = { action: 'multi-stage', uri, version };
    return { ...action, data };
  }
  const edit = rewriteEdit(context, analysis);
  return edit === null ? action : { ...action, edit };
}

/** The plan as an edit that asks to be confirmed; null where there is none any more. */
export function rewriteEdit({ client }: ServerContext, analysis: Analysis): WorkspaceEdit | null {
  const rewrite = rewriteSnapshot(analysis.snapshot);
  if ('refusals' in rewrite) return null;
  return workspaceEdit(client, analysis, rewrite.edits, [], {
    label: title,
    description: rewrite.plan.assumptions.join('; ') || 'Builds in one stage, ships another',
    needsConfirmation: true,
  });
}
