// Hovers and quick fixes in an open ignore file: what a pattern leaves out, counted on disk, and the fixes of findings as
// edits of that document.
import type { CodeAction, CodeActionParams, Hover, HoverParams, WorkspaceEdit } from 'vscode-languageserver/node';
import { fixesFor } from '../features/code-actions.ts';
import { describeWeight, editBetween, patternAt, silenceInIgnoreFile } from '../features/ignore-file.ts';
import { weighPattern } from '../operations/weigh-pattern.ts';
import { indexLines, offsetAt } from '../text/line-index.ts';
import type { TextEdit } from '../text/edit.ts';
import { quickFixKind } from './action-kinds.ts';
import { fromLspRange, sameLspRange, toLspEdits, toLspRange } from './convert.ts';
import { touches } from './findings.ts';
import { toLspDiagnostic } from './publish-diagnostics.ts';
import type { LookedAt } from './ignore-files.ts';
import type { ServerContext } from './server-context.ts';

export async function ignoreFileActions(context: ServerContext, params: CodeActionParams): Promise<CodeAction[]> {
  const { only } = params.context;
  if (only !== undefined && !only.some((kind) => kind === '' || kind === quickFixKind)) return [];
  const looked = await (await context.ignoreFiles()).of(params.textDocument.uri);
  if (looked === null) return [];
  const { document, found } = looked;
  const lines = indexLines(document.text);
  const range = fromLspRange(lines, params.range);
  return found.flatMap(({ diagnostic, view }): CodeAction[] => {
    const { finding } = diagnostic;
    if (finding === null || !touches(diagnostic.range, range)) return [];
    const shown = toLspDiagnostic(lines, diagnostic);
    const given = params.context.diagnostics.find(
      (one) => one.code === shown.code && sameLspRange(one.range, shown.range),
    );
    const action = (title: string, edits: readonly TextEdit[]): CodeAction => ({
      title,
      kind: quickFixKind,
      diagnostics: [given ?? shown],
      edit: editOf(context, looked, edits),
    });
    const fixes = fixesFor(view.snapshot, finding).flatMap((fix) => {
      const text = fix.files?.find(({ path }) => path === view.snapshot.context?.ignoreFile?.path)?.text;
      return text === undefined ? [] : [action(fix.title, [editBetween(document.text, text)])];
    });
    const silence = silenceInIgnoreFile(document.text, diagnostic.range.start, finding.rule);
    return [...fixes, action(`Ignore ${finding.rule} here`, [silence])];
  });
}

function editOf({ client }: ServerContext, { document }: LookedAt, edits: readonly TextEdit[]): WorkspaceEdit {
  const { uri, version, text } = document;
  const own = toLspEdits(indexLines(text), edits);
  return client.documentChanges
    ? { documentChanges: [{ textDocument: { uri, version }, edits: own }] }
    : { changes: { [uri]: own } };
}

export async function ignoreFileHover(context: ServerContext, params: HoverParams): Promise<Hover | null> {
  const looked = await (await context.ignoreFiles()).of(params.textDocument.uri);
  if (looked === null) return null;
  const { text } = looked.document;
  const lines = indexLines(text);
  const at = patternAt(text, offsetAt(lines, params.position));
  if (at === null) return null;
  const weight = await weighPattern(context.session.host, looked.folder, at.patterns, at.place);
  const markdown = describeWeight(at.pattern, weight);
  return {
    range: toLspRange(lines, at.pattern.range),
    contents: {
      kind: context.client.markdownHover ? 'markdown' : 'plaintext',
      value: context.client.markdownHover ? markdown : markdown.replace(/[*`\\]/g, ''),
    },
  };
}
