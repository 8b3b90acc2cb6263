// textDocument/codeAction: fixes of the findings in the range, ways to silence them, the multi-stage rewrite, and
// everything safe at once. Only what the client asks for is worked out.
import type { CodeAction, CodeActionParams, Diagnostic as LspDiagnostic } from 'vscode-languageserver/node';
import { fixesFor } from '../../features/code-actions.ts';
import type { Diagnostic } from '../../features/diagnostics.ts';
import { ignoreFinding } from '../../features/ignore-finding.ts';
import type { Analysis } from '../../session/analysis.ts';
import { fixAllKind, layerOrderKind, quickFixKind } from '../action-kinds.ts';
import { fromLspRange } from '../convert.ts';
import { diagnosticsOf, touches } from '../findings.ts';
import { fixAllAction } from '../fix-all-action.ts';
import { asClientKnows } from '../publish-diagnostics.ts';
import { ignoreFileActions } from '../ignore-file-requests.ts';
import { orderActions } from '../order-actions.ts';
import { rewriteActions } from '../rewrite-actions.ts';
import type { ServerContext } from '../server-context.ts';
import { workspaceEdit } from '../workspace-edit.ts';
import { writtenFiles } from '../written-files.ts';

export async function handle(context: ServerContext, params: CodeActionParams): Promise<CodeAction[]> {
  const analysis = await context.session.analysis(params.textDocument.uri);
  if (analysis === undefined) return ignoreFileActions(context, params);
  const { only } = params.context;
  const wants = (kind: string): boolean =>
    only === undefined || only.some((asked) => asked === '' || kind === asked || kind.startsWith(`${asked}.`));
  const range = fromLspRange(analysis.snapshot.dockerfile.lines, params.range);
  const here = diagnosticsOf(analysis).filter((diagnostic) => touches(diagnostic.range, range));
  const actions: CodeAction[] = [];
  if (wants(quickFixKind)) actions.push(...quickFixes(context, analysis, here, params.context.diagnostics));
  actions.push(
    ...(await rewriteActions(context, analysis, {
      range,
      diagnostics: here,
      given: params.context.diagnostics,
      wants,
      named: only !== undefined && !only.includes(quickFixKind),
    })),
  );
  if (wants(layerOrderKind)) {
    const named = only?.includes(layerOrderKind) === true;
    actions.push(...(await orderActions(context, analysis, { range, named })));
  }
  if (wants(quickFixKind)) actions.push(...ignoreActions(context, analysis, here, params.context.diagnostics));
  // Why only when asked: "fix all" belongs to saving and to the source menu, not to the light bulb of one line.
  if (only !== undefined && wants(fixAllKind)) actions.push(...fixAllAction(context, analysis));
  return actions;
}

function quickFixes(
  context: ServerContext,
  analysis: Analysis,
  here: readonly Diagnostic[],
  given: readonly LspDiagnostic[],
): CodeAction[] {
  return here.flatMap((diagnostic) => {
    if (diagnostic.finding === null) return [];
    const fixes = fixesFor(analysis.snapshot, diagnostic.finding, {
      bug: (message, error) => context.log.error(`${message}: ${String(error)}`),
    });
    return fixes.flatMap((fix): CodeAction[] => {
      const files = writtenFiles(context.session, analysis, fix.files);
      if (fix.applicability === 'display-only' || files === null) return [];
      const edit = workspaceEdit(context.client, analysis, fix.edits, files);
      if (edit === null) return [];
      return [
        {
          title: fix.applicability === 'safe' ? fix.title : `${fix.title} (may change the image)`,
          kind: quickFixKind,
          diagnostics: [asClientKnows(analysis, diagnostic, given)],
          ...(fix.preferred === true && fix.applicability === 'safe' ? { isPreferred: true } : {}),
          edit,
        },
      ];
    });
  });
}

function ignoreActions(
  context: ServerContext,
  analysis: Analysis,
  here: readonly Diagnostic[],
  given: readonly LspDiagnostic[],
): CodeAction[] {
  const offered = new Set<string>();
  return here.flatMap((diagnostic): CodeAction[] => {
    const { finding } = diagnostic;
    if (finding === null || offered.has(`${finding.rule} ${finding.instruction ?? ''}`)) return [];
    offered.add(`${finding.rule} ${finding.instruction ?? ''}`);
    const edits = ignoreFinding(analysis.snapshot, finding);
    const edit = edits === null ? null : workspaceEdit(context.client, analysis, edits);
    if (edit === null) return [];
    const where = finding.instruction === null ? 'in this file' : 'here';
    return [
      {
        title: `Ignore ${finding.rule} ${where}`,
        kind: quickFixKind,
        diagnostics: [asClientKnows(analysis, diagnostic, given)],
        edit,
      },
    ];
  });
}
