// The multi-stage rewrite as code actions: on each finding that it cures, and on FROM from the refactoring menu. A client
// with our preview is sent there; any other gets the versioned edit with a request to confirm. A refusal says why.
import type { CodeAction, Command, Diagnostic as LspDiagnostic, WorkspaceEdit } from 'vscode-languageserver/node';
import type { Diagnostic } from '../features/diagnostics.ts';
import { baseAt } from '../features/hover-base-image.ts';
import type { Planned, Rewrite } from '../features/rewrite.ts';
import { withdrawnBy } from '../features/verified-rewrite.ts';
import type { Refusal } from '../planner/plan.ts';
import { clientCommands } from '../protocol.ts';
import type { Analysis } from '../session/analysis.ts';
import type { Range } from '../text/range.ts';
import { currentRewrite } from './current-rewrite.ts';
import { touches } from './findings.ts';
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
const whyTitle = 'Why this file is not converted to multi-stage';

export async function rewriteActions(
  context: ServerContext,
  analysis: Analysis,
  request: RewriteRequest,
): Promise<CodeAction[]> {
  const { wants, range, diagnostics, given } = request;
  const cured = diagnostics.filter(({ finding }) => finding?.curedBySplit === true);
  const onFrom = baseAt(analysis.snapshot, range.start) !== undefined;
  const asQuickFix = wants(quickFixKind) && cured.length > 0;
  const asRefactoring = wants(multiStageKind) && (onFrom || request.named);
  if (!asQuickFix && !asRefactoring) return [];
  const diagnosticsOfAction = cured.map((diagnostic) => asClientKnows(analysis, diagnostic, given));
  const rewrite = await offered(context, analysis);
  const actions: CodeAction[] = [];
  if ('refusals' in rewrite) {
    const refusal = nearest(rewrite.refusals, range);
    if (asQuickFix && context.client.ownCommands)
      actions.push({ title: whyTitle, kind: quickFixKind, diagnostics: diagnosticsOfAction, command: ask(analysis) });
    if (asRefactoring && refusal !== undefined && context.client.disabledActions)
      actions.push({ title, kind: multiStageKind, disabled: { reason: refusal.message } });
    return actions;
  }
  const offer = (action: CodeAction): CodeAction => offerRewrite(context, analysis, rewrite, action);
  if (asQuickFix) actions.push(offer({ title, kind: quickFixKind, diagnostics: diagnosticsOfAction }));
  if (asRefactoring) actions.push(offer({ title, kind: multiStageKind }));
  return actions;
}

/** The rewrite, or why there is none: the planner's reason, or the check that it failed when it was verified. */
async function offered(context: ServerContext, analysis: Analysis): Promise<Rewrite> {
  const current = await currentRewrite(context, analysis);
  if ('refusals' in current) return current;
  const failed = current.kept?.verification.checks.find(({ outcome }) => outcome === 'failed');
  return failed === undefined ? current.planned : { refusals: [withdrawnBy(analysis.snapshot, failed)] };
}

/** The refusal that arises where the person asks, else the first. */
function nearest(refusals: readonly Refusal[], range: Range): Refusal | undefined {
  return refusals.find((each) => touches(each.range, range)) ?? refusals[0];
}

/** Opens our preview, which shows the plan or the refusals. */
function ask({ document }: Analysis): Command {
  return { title, command: clientCommands.convertToMultiStage, arguments: [document.uri] };
}

function offerRewrite(context: ServerContext, analysis: Analysis, rewrite: Planned, action: CodeAction): CodeAction {
  const { uri, version } = analysis.document;
  if (context.client.ownCommands) return { ...action, command: ask(analysis) };
  if (context.client.resolvesEdits) {
    const data: RewriteData = { action: 'multi-stage', uri, version };
    return { ...action, data };
  }
  const edit = asEdit(context, analysis, rewrite);
  return edit === null ? action : { ...action, edit };
}

/** The plan as an edit that asks to be confirmed; null where there is none any more. */
export async function rewriteEdit(context: ServerContext, analysis: Analysis): Promise<WorkspaceEdit | null> {
  const rewrite = await offered(context, analysis);
  return 'refusals' in rewrite ? null : asEdit(context, analysis, rewrite);
}

function asEdit({ client }: ServerContext, analysis: Analysis, { edits, plan }: Planned): WorkspaceEdit | null {
  return workspaceEdit(client, analysis, edits, [], {
    label: title,
    description: plan.assumptions.join('; ') || 'Builds in one stage, ships another',
    needsConfirmation: true,
  });
}
